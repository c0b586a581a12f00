package store

import (
	"database/sql"
	"slices"
	"strings"

	"qadam/models"
)

// CoverageNeed is a need as a coverage matrix counts it, with its cost and what is committed to it in hundredths of US cents.
type CoverageNeed struct {
	models.CoveredNeed
	Themes         []string
	Level          models.NeedLevel
	Country        string
	Live, Proposed bool
	Cost           models.Money
	Committed      int64
	rankKey        string
}

// CoverageNeeds gives the needs of the register that a query asks for, in one statement: what is committed, and by whom a
// need is answered, is found for all at once and not need by need.
func CoverageNeeds(tx *Tx, q models.ListQuery) ([]CoverageNeed, error) {
	which, err := Needs.selectIDs(tx, q)
	if err != nil {
		return nil, err
	}
	seen := through("a.id", "activities", activityScope)(tx)
	return scanRows(tx, `WITH chosen AS MATERIALIZED (?),
		committed AS MATERIALIZED (SELECT an.need_id, CAST(SUM(t.usd_minor * an.share) AS bigint) AS cents FROM transactions t
			JOIN activities a ON a.id = t.activity_id
			JOIN activity_needs an ON an.activity_id = a.id WHERE t.kind = 'commitment' AND a.status <> 'cancelled' AND `+seen.SQL+
		` GROUP BY an.need_id),
		live AS MATERIALIZED (SELECT DISTINCT an.need_id FROM activity_needs an JOIN activities a ON a.id = an.activity_id
			WHERE a.status IN ? AND `+seen.SQL+`),
		asked AS MATERIALIZED (SELECT DISTINCT r.need_id FROM referrals r WHERE `+openReferral+`),
		themes AS MATERIALIZED (SELECT nt.need_id, string_agg(nt.theme_code, ',') AS codes FROM need_themes nt GROUP BY nt.need_id)
		SELECT n.level, n.country_code, n.status, n.estimated_cost_minor, n.estimated_cost_currency, COALESCE(c.cents, 0),
			l.need_id IS NOT NULL, q.need_id IS NOT NULL, COALESCE(th.codes, '')
		FROM chosen x JOIN needs n ON n.id = x.id LEFT JOIN committed c ON c.need_id = n.id LEFT JOIN live l ON l.need_id = n.id
			LEFT JOIN asked q ON q.need_id = n.id
			LEFT JOIN themes th ON th.need_id = n.id`,
		slices.Concat([]any{which}, seen.Args, []any{liveStatuses}, seen.Args, []any{models.DateOf(tx.now)}),
		func(r *sql.Rows, n *CoverageNeed) error {
			var themes string
			err := r.Scan(&n.Level, &n.Country, &n.Status, &n.Cost.Minor, &n.Cost.Currency, &n.Committed, &n.Live, &n.Proposed, &themes)
			n.Themes = strings.Split(themes, ",")
			return err
		})
}

// CoveragePage gives the next needs by rank of those that a query asks for.
func CoveragePage(tx *Tx, q models.ListQuery, limit int) ([]CoverageNeed, error) {
	which, err := Needs.selectIDs(tx, q)
	if err != nil {
		return nil, err
	}
	committed, seen := committedTo(tx, "needs.id"), through("a.id", "activities", activityScope)(tx)
	after, args := "TRUE", slices.Concat(committed.Args, []any{liveStatuses}, seen.Args, []any{models.DateOf(tx.now), which})
	if q.Cursor != "" {
		at, err := readCursor(q.Cursor, byRank, false)
		if err != nil {
			return nil, err
		}
		after, args = "(needs.rank_key, needs.id) > (?, ?)", append(args, at.Value, at.ID)
	}
	return scanRows(tx, `SELECT needs.id, needs.reference, needs.title, needs.priority, needs.status, needs.rank_key,
		needs.estimated_cost_minor, needs.estimated_cost_currency, `+committed.SQL+`,
			EXISTS (SELECT 1 FROM activity_needs an JOIN activities a ON a.id = an.activity_id WHERE an.need_id = needs.id AND a.status IN ?
				AND `+seen.SQL+`),
			EXISTS (SELECT 1 FROM referrals r WHERE r.need_id = needs.id AND `+openReferral+`)
		FROM needs WHERE needs.id IN (?) AND `+after+` ORDER BY needs.rank_key, needs.id LIMIT ?`, append(args, limit),
		func(r *sql.Rows, n *CoverageNeed) error {
			n.Partners = []models.PartnerPart{}
			return r.Scan(&n.ID, &n.Reference, &n.Title, &n.Priority, &n.Status, &n.rankKey, &n.Cost.Minor, &n.Cost.Currency, &n.Committed,
				&n.Live, &n.Proposed)
		})
}

// Cursor is where the matrix goes on that ends with this need.
func (n *CoverageNeed) Cursor() (string, error) {
	return OpenNeed{ID: n.ID, rankKey: n.rankKey}.Cursor()
}

// LoadPartnerParts brings who does what for some needs: the strongest part of each organisation in live activities, and else how it was
// asked.
func LoadPartnerParts(tx *Tx, needs []CoverageNeed) error {
	all, index := make([]models.ID, len(needs)), make(map[models.ID]*CoverageNeed, len(needs))
	for i := range needs {
		all[i], index[needs[i].ID] = needs[i].ID, &needs[i]
	}
	if len(all) == 0 {
		return nil
	}
	type part struct {
		Need, Organisation models.ID
		Rank               int
	}
	seen := through("a.id", "activities", activityScope)(tx) // activities outside the State's scope are left out
	parts := []models.Part{models.PartLead, models.PartImplementing, models.PartSupporting, models.PartAccepted, models.PartProposed}
	found, err := scanRows(tx, `SELECT p.need_id, p.organisation_id, MIN(p.place) FROM (
			SELECT an.need_id, ap.organisation_id, CASE ap.partner_role WHEN 'lead' THEN 0 WHEN 'implementing' THEN 1 ELSE 2 END AS place
				FROM activity_needs an JOIN activities a ON a.id = an.activity_id JOIN activity_partners ap ON ap.activity_id = a.id
					WHERE an.need_id IN ? AND a.status IN ? AND `+seen.SQL+`
			UNION ALL SELECT r.need_id, r.organisation_id, CASE r.status WHEN 'accepted' THEN 3 ELSE 4 END FROM referrals r
				WHERE r.need_id IN ? AND r.purpose = 'deliver' AND `+openReferral+`) p
		GROUP BY p.need_id, p.organisation_id ORDER BY 3, 2`,
		append(append([]any{all, liveStatuses}, seen.Args...), all, models.DateOf(tx.now)),
		func(r *sql.Rows, p *part) error { return r.Scan(&p.Need, &p.Organisation, &p.Rank) })
	for _, p := range found {
		n := index[p.Need]
		n.Partners = append(n.Partners, models.PartnerPart{OrganisationID: p.Organisation, Part: parts[p.Rank]})
	}
	return err
}

// UntiedProjects gives live projects that the actor sees and none of whose activities that it sees answers a need that it
// sees, in the countries of a query, and how many there are.
func UntiedProjects(tx *Tx, q models.ListQuery, limit int) ([]models.UntiedProject, int, error) {
	projects, activities, needs := projectScope(tx), activityScope(tx), needScope(tx)
	where := Where{SQL: "projects.status IN ? AND " + projects.SQL, Args: append([]any{liveStatuses}, projects.Args...)}
	if text, asked := q.Filters["country"]; asked {
		where.SQL += " AND EXISTS (SELECT 1 FROM project_countries fc WHERE fc.project_id = projects.id AND fc.country_code IN ?)"
		where.Args = append(where.Args, strings.Split(text, ","))
	}
	where.SQL += " AND NOT EXISTS (SELECT 1 FROM activities JOIN activity_needs an ON an.activity_id = activities.id JOIN needs ON " +
		"needs.id = an.need_id WHERE activities.project_id = projects.id AND " +
		activities.SQL + " AND " + needs.SQL + ")"
	where.Args = append(append(where.Args, activities.Args...), needs.Args...)
	total := 0
	found, err := scanRows(tx, "SELECT projects.id, projects.reference, projects.title, projects.lead_organisation_id, COUNT(*) OVER () "+
		"FROM projects WHERE "+where.SQL+" ORDER BY projects.reference, projects.id LIMIT ?",
		append(where.Args, limit), func(r *sql.Rows, p *models.UntiedProject) error {
			return r.Scan(&p.ID, &p.Reference, &p.Title, &p.LeadOrganisationID, &total)
		})
	return found, total, err
}
