package store

import (
	"database/sql"
	"strings"

	"qadam/models"
)

// CoverageNeed is a need as a coverage matrix counts it.
type CoverageNeed struct {
	models.CoveredNeed
	Themes  []string
	Level   models.NeedLevel
	Country string
	Facts   models.NeedFacts
	rankKey string
}

// Cursor gives the cursor of a matrix that ends with this need.
func (n *CoverageNeed) Cursor() (string, error) {
	return OpenNeed{ID: n.ID, rankKey: n.rankKey}.Cursor()
}

// CoverageNeeds gives the needs that a query asks for, in one statement: what is committed, and who answers a need, is found for
// all at once.
func CoverageNeeds(tx *Tx, q models.ListQuery) ([]CoverageNeed, error) {
	which, err := Needs.selectIDs(tx, q)
	if err != nil {
		return nil, err
	}
	return scanRows(tx, where(`WITH chosen AS MATERIALIZED (?),
		committed AS MATERIALIZED (?),
		live AS MATERIALIZED (SELECT DISTINCT an.need_id FROM activity_needs an JOIN activities a ON a.id = an.activity_id
			WHERE a.status IN ? AND ?),
		asked AS MATERIALIZED (SELECT DISTINCT r.need_id FROM referrals r WHERE `+openReferral+`),
		themes AS MATERIALIZED (SELECT nt.need_id, string_agg(nt.theme_code, ',') AS codes FROM need_themes nt GROUP BY nt.need_id)
		SELECT n.level, n.country_code, n.status, n.estimated_cost_minor, n.estimated_cost_currency, COALESCE(c.committed, 0),
			l.need_id IS NOT NULL, q.need_id IS NOT NULL, ?, COALESCE(th.codes, '')
		FROM chosen x JOIN needs n ON n.id = x.id LEFT JOIN committed c ON c.need_id = n.id LEFT JOIN live l ON l.need_id = n.id
			LEFT JOIN asked q ON q.need_id = n.id LEFT JOIN themes th ON th.need_id = n.id`,
		which, committedByNeed(tx), liveStatuses, visibleActivity(tx), models.DateOf(tx.now),
		awaitsAllotment(tx, "n.id")), func(r *sql.Rows, n *CoverageNeed) error {
		var themes string
		err := r.Scan(append(append([]any{&n.Level, &n.Country}, factTargets(&n.Facts)...), &themes)...)
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
	after, err := afterRank("needs", q.Cursor)
	if err != nil {
		return nil, err
	}
	return scanRows(tx, where(`SELECT needs.id, needs.reference, needs.title, needs.priority, needs.rank_key, ?
		FROM needs WHERE needs.id IN (?) AND ? ORDER BY needs.rank_key, needs.id LIMIT ?`, needFacts(tx, "needs"), which, after, limit),
		func(r *sql.Rows, n *CoverageNeed) error {
			n.Partners = []models.PartnerPart{}
			err := r.Scan(append([]any{&n.ID, &n.Reference, &n.Title, &n.Priority, &n.rankKey}, factTargets(&n.Facts)...)...)
			n.Status = n.Facts.Status
			return err
		})
}

// LoadPartnerParts reads who does what for some needs: the strongest part of each organisation in live activities, and else how it
// was asked. The activities that the actor does not see are left out.
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
	parts := []models.Part{models.PartLead, models.PartImplementing, models.PartSupporting, models.PartAccepted, models.PartProposed}
	found, err := scanRows(tx, where(`SELECT p.need_id, p.organisation_id, MIN(p.place) FROM (
			SELECT an.need_id, ap.organisation_id, CASE ap.partner_role WHEN `+quoted(models.PartnerLead)+
		` THEN 0 WHEN `+quoted(models.PartnerImplementing)+` THEN 1 ELSE 2 END AS place
				FROM activity_needs an JOIN activities a ON a.id = an.activity_id JOIN activity_partners ap ON ap.activity_id = a.id
				WHERE an.need_id IN ? AND a.status IN ? AND ?
			UNION ALL SELECT r.need_id, r.organisation_id, CASE r.status WHEN `+quoted(models.ReferralAccepted)+
		` THEN 3 ELSE 4 END FROM referrals r
				WHERE r.need_id IN ? AND r.purpose = `+quoted(models.PurposeDeliver)+` AND `+openReferral+`) p
		GROUP BY p.need_id, p.organisation_id ORDER BY 3, 2`, all, liveStatuses, visibleActivity(tx), all, models.DateOf(tx.now)),
		func(r *sql.Rows, p *part) error { return r.Scan(&p.Need, &p.Organisation, &p.Rank) })
	for _, p := range found {
		n := index[p.Need]
		n.Partners = append(n.Partners, models.PartnerPart{OrganisationID: p.Organisation, Part: parts[p.Rank]})
	}
	return err
}

// UntiedProjects gives visible live projects in the countries of a query without a visible activity that answers a visible need,
// and how many there are.
func UntiedProjects(tx *Tx, q models.ListQuery, limit int) ([]models.UntiedProject, int, error) {
	which, err := projectsAsked(tx, q)
	if err != nil {
		return nil, 0, err
	}
	which = which.And("projects.status IN ?", liveStatuses).And(`NOT EXISTS (SELECT 1 FROM activities
		JOIN activity_needs an ON an.activity_id = activities.id JOIN needs ON needs.id = an.need_id
		WHERE activities.project_id = projects.id AND ? AND ?)`, activityScope(tx), needScope(tx))
	total := 0
	found, err := scanRows(tx, where(`SELECT projects.id, projects.reference, projects.title, projects.lead_organisation_id,
			COUNT(*) OVER ()
		FROM projects WHERE ? ORDER BY projects.reference, projects.id LIMIT ?`, which, limit),
		func(r *sql.Rows, p *models.UntiedProject) error {
			return r.Scan(&p.ID, &p.Reference, &p.Title, &p.LeadOrganisationID, &total)
		})
	return found, total, err
}

// projectsAsked is the condition of visible projects in the countries of a query.
func projectsAsked(tx *Tx, q models.ListQuery) (Where, error) {
	which := projectScope(tx)
	text, given := q.Filters["country"]
	if !given {
		return which, nil
	}
	f := countries("country", "EXISTS (SELECT 1 FROM project_countries fc WHERE fc.project_id = projects.id AND fc.country_code IN ?)")
	chosen, err := f.value(text)
	if err != nil {
		return nothing, err
	}
	return which.And(f.SQL, chosen), nil
}
