package store

import (
	"database/sql"

	"qadam/models"
)

// Funding is what a summary is about: the money of one donor up to a day, and what is new since the day of the report
// before ("" where there was none).
type Funding struct {
	Donor       models.ID
	AsOf, After models.Date
}

// reached begins a query with what the donor's money reaches by the day: funded are its projects, each as a whole or by
// an activity that it earmarked money for; reached are some columns of the activities, by the rule of activityScope.
// A donor funds little of all that there is: joined in this order, the indexes lead from its transactions outwards.
func (s Funding) reached(columns, query string, args ...any) (string, []any) {
	return `WITH funded AS MATERIALIZED (SELECT ft.project_id, ft.activity_id FROM transactions ft
		WHERE ft.organisation_id = ? AND ft.kind <> 'expenditure' AND ft.value_date <= ? GROUP BY ft.project_id, ft.activity_id),
	reached AS MATERIALIZED (SELECT ` + columns + ` FROM funded f JOIN activities ON activities.project_id = f.project_id WHERE f.activity_id IS NULL
		UNION SELECT ` + columns + ` FROM funded f JOIN activities ON activities.id = f.activity_id) ` + query, append([]any{s.Donor, s.AsOf}, args...)
}

// statusAt is the status that a row had on a day, given twice: that of its last step up to then, or the first of its
// life. Most rows have not moved since and need no look into their history.
func statusAt(table string, life models.Lifecycle) string {
	return "CASE WHEN " + table + ".status_on <= ? THEN " + table + ".status ELSE COALESCE(" + stepAt(table, "to_status") + ", '" + life.Start + "') END"
}

// statusSince is the day, NULL for none, on which a row took the status that statusAt gives.
func statusSince(table string) string {
	return "CASE WHEN " + table + ".status_on <= ? THEN " + table + ".status_on ELSE " + stepAt(table, "on_date") + " END"
}

func stepAt(table, column string) string {
	return "(SELECT st." + column + " FROM steps st WHERE st.subject_id = " + table + ".id AND st.on_date <= ? AND NOT st.proposed ORDER BY st.id DESC LIMIT 1)"
}

// scanned runs a query and makes a T of each row; it scans without reflection, for a donor's rows are many.
func scanned[T any](tx *Tx, query string, args []any, read func(*sql.Rows, *T) error) ([]T, error) {
	rs, err := tx.db.Raw(query, args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var out []T
	for rs.Next() {
		var row T
		if err := read(rs, &row); err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, rs.Err()
}

// Funded is a project that a donor funds: what it gave up to the day, and what of it is new.
type Funded struct {
	models.SummaryProject
	Given, New Given
}

// Given is what a donor gave by basis, in US cents.
type Given struct{ Pledged, Committed, Disbursed int64 }

// Add adds what was given elsewhere, basis by basis.
func (g *Given) Add(b Given) {
	g.Pledged, g.Committed, g.Disbursed = g.Pledged+b.Pledged, g.Committed+b.Committed, g.Disbursed+b.Disbursed
}

// InUSD writes it as money.
func (g Given) InUSD() models.Given {
	return models.Given{Pledged: models.USD(g.Pledged), Committed: models.USD(g.Committed), Disbursed: models.USD(g.Disbursed)}
}

// FundedProjects gives every project that the donor funds, with its status on the day.
func FundedProjects(tx *Tx, s Funding) ([]Funded, error) {
	query, args := "SELECT projects.id, projects.reference, projects.title, "+statusAt("projects", models.ProjectLife), []any{s.AsOf, s.AsOf}
	for _, kind := range []string{"pledge", "commitment", "disbursement"} {
		query += `, CAST(SUM(CASE WHEN t.kind = '` + kind + `' THEN t.usd_minor ELSE 0 END) AS bigint)
			, CAST(SUM(CASE WHEN t.kind = '` + kind + `' AND t.value_date > ? THEN t.usd_minor ELSE 0 END) AS bigint)`
		args = append(args, s.After)
	}
	query += ` FROM transactions t JOIN projects ON projects.id = t.project_id
		WHERE t.organisation_id = ? AND t.kind <> 'expenditure' AND t.value_date <= ? GROUP BY projects.id`
	return scanned(tx, query, append(args, s.Donor, s.AsOf), func(r *sql.Rows, f *Funded) error {
		return r.Scan(&f.ID, &f.Reference, &f.Title, &f.Status, &f.Given.Pledged, &f.New.Pledged,
			&f.Given.Committed, &f.New.Committed, &f.Given.Disbursed, &f.New.Disbursed)
	})
}

// Flows gives what was spent in the projects that the donor funds, and what everybody committed there: the donor's part
// of the former is found by the latter. Other donors' amounts are never shown.
func Flows(tx *Tx, s Funding) ([]models.Flow, error) {
	query, args := s.reached("activities.id", `SELECT t.project_id, t.activity_id, CASE WHEN t.kind = 'commitment' THEN t.organisation_id END,
			CAST(SUM(t.usd_minor) AS bigint), CAST(SUM(CASE WHEN t.value_date > ? THEN t.usd_minor ELSE 0 END) AS bigint)
		FROM transactions t WHERE t.project_id IN (SELECT f.project_id FROM funded f) AND t.kind IN ('commitment', 'expenditure')
		AND t.value_date <= ? GROUP BY 1, 2, 3`, s.After, s.AsOf)
	return scanned(tx, query, args, func(r *sql.Rows, f *models.Flow) error {
		return r.Scan(&f.ProjectID, &f.ActivityID, &f.DonorID, &f.Amount, &f.New)
	})
}

// Reached is an activity that a donor's money reaches. Late is how many of its milestones were due before the day and not
// delivered by it, Fresh how many were delivered after the report before, Last when the last one was, and Since the day
// on which it took its status.
type Reached struct {
	models.SummaryActivity
	Late, Fresh int
	Last, Since models.Date
}

// ReachedActivities gives every activity that the donor's money reaches, with its status and milestones on the day.
func ReachedActivities(tx *Tx, s Funding) ([]Reached, error) {
	day := s.AsOf
	columns := "activities.id, activities.reference, activities.title, activities.status, activities.status_on, activities.health, activities.progress"
	query, args := s.reached(columns, `SELECT reached.id, reached.reference, reached.title, `+statusAt("reached", models.ActivityLife)+`,
			`+statusSince("reached")+`, reached.health, reached.progress, COALESCE(m.planned, 0), COALESCE(m.due, 0),
			COALESCE(m.delivered, 0), COALESCE(m.late, 0), COALESCE(m.fresh, 0), m.last
		FROM reached LEFT JOIN (SELECT ms.activity_id, COUNT(*) AS planned, COUNT(CASE WHEN ms.due_on <= ? THEN 1 END) AS due,
				COUNT(CASE WHEN ms.done_on <= ? THEN 1 END) AS delivered,
				COUNT(CASE WHEN ms.due_on < ? AND (ms.done_on IS NULL OR ms.done_on > ?) THEN 1 END) AS late,
				COUNT(CASE WHEN ms.done_on > ? AND ms.done_on <= ? THEN 1 END) AS fresh, MAX(CASE WHEN ms.done_on <= ? THEN ms.done_on END) AS last
			FROM reached rm JOIN milestones ms ON ms.activity_id = rm.id WHERE NOT (ms.status = 'dropped' AND ms.status_on <= ?)
			GROUP BY ms.activity_id) m ON m.activity_id = reached.id`, day, day, day, day, day, day, day, day, s.After, day, day, day)
	return scanned(tx, query, args, func(r *sql.Rows, a *Reached) error {
		return r.Scan(&a.ID, &a.Reference, &a.Title, &a.Status, &a.Since, &a.Health, &a.Progress,
			&a.Milestones.Planned, &a.Milestones.Due, &a.Milestones.Delivered, &a.Late, &a.Fresh, &a.Last)
	})
}

// ReachedNeeds gives the needs that these activities answer, as far as the actor may see them, with their status on the
// day; hidden tells that there are others.
func ReachedNeeds(tx *Tx, s Funding) (seen []models.Need, hidden bool, err error) {
	extent := needExtent(tx)
	query, args := s.reached("activities.id", `SELECT needs.id, needs.reference, needs.country_code, needs.title, needs.releasable_summary, `+
		statusAt("needs", models.NeedLife)+`, `+extent.SQL+` FROM needs WHERE needs.id IN
			(SELECT an.need_id FROM reached JOIN activity_needs an ON an.activity_id = reached.id)`, append([]any{s.AsOf, s.AsOf}, extent.Args...)...)
	linked, err := scanned(tx, query, args, func(r *sql.Rows, n *models.Need) error {
		return r.Scan(&n.ID, &n.Reference, &n.CountryCode, &n.Title, &n.ReleasableSummary, &n.Status, &n.Shared)
	})
	for _, n := range linked {
		if n.Shared != models.ExtentPartial && n.Shared != models.ExtentFull {
			hidden = true
			continue
		}
		n.Mask()
		seen = append(seen, n)
	}
	return seen, hidden, err
}

// Measured is an indicator and the reference of the activity or the project that it measures.
type Measured struct {
	models.Indicator
	Of string
}

// IndicatorsOf gives the indicators of some activities and those of some projects as a whole, by birth, with their periods.
func IndicatorsOf(tx *Tx, activities, projects []models.ID) ([]Measured, error) {
	found, err := scanned(tx, `SELECT i.id, COALESCE(v.reference, p.reference), i.kind, i.title, i.unit, i.baseline
		FROM indicators i JOIN projects p ON p.id = i.project_id LEFT JOIN activities v ON v.id = i.activity_id
		WHERE i.activity_id IN ? OR (i.activity_id IS NULL AND i.project_id IN ?) ORDER BY i.id`, []any{activities, projects}, func(r *sql.Rows, i *Measured) error {
		return r.Scan(&i.ID, &i.Of, &i.Kind, &i.Title, &i.Unit, &i.Baseline)
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	all := make([]*models.Indicator, len(found))
	for i := range found {
		all[i] = &found[i].Indicator
	}
	return found, loadIndicators(tx, all)
}

// Delivered gives the milestones of some activities that were delivered after the report before and up to the day.
func Delivered(tx *Tx, s Funding, activities []models.ID) ([]models.SummaryEvent, error) {
	return scanned(tx, `SELECT m.done_on, m.reference, m.title FROM milestones m WHERE m.activity_id IN ? AND m.done_on > ? AND m.done_on <= ?`,
		[]any{activities, s.After, s.AsOf}, func(r *sql.Rows, e *models.SummaryEvent) error { return r.Scan(&e.On, &e.Reference, &e.Title) })
}

// ReportBefore gives the number and the day of a donor's last report as of a day before this one; nil where there is none.
func ReportBefore(tx *Tx, donor models.ID, day models.Date) (*models.Report, error) {
	r, err := one[models.Report](tx, "SELECT reference, as_of FROM reports WHERE organisation_id = ? AND as_of < ? ORDER BY as_of DESC, id DESC LIMIT 1", donor, day)
	if noRow(err) {
		return nil, nil
	}
	return &r, err
}
