package store

import (
	"database/sql"

	"qadam/models"
)

// DatedMilestones gives the milestones of what the donor's money reaches with their dates, by due date, and how many there are.
func DatedMilestones(tx *Tx, f Funding, limit int) (out []models.SummaryMilestone, total int, err error) {
	query := f.reached("activities.id, activities.reference", `
		SELECT m.reference, m.title, r.reference, m.first_due_on, m.due_on, CASE WHEN m.done_on <= ? THEN m.done_on END, m.times_moved,
			COUNT(*) OVER ()
		FROM reached r JOIN milestones m ON m.activity_id = r.id
		WHERE NOT (m.status = `+quoted(models.MilestoneDropped)+` AND m.status_on <= ?) ORDER BY m.due_on, m.id LIMIT ?`,
		f.AsOf, f.AsOf, limit)
	found, err := scanRows(tx, query, func(r *sql.Rows, m *models.SummaryMilestone) error {
		return r.Scan(&m.Reference, &m.Title, &m.Activity, &m.FirstDueOn, &m.DueOn, &m.DoneOn, &m.TimesMoved, &total)
	})
	return append([]models.SummaryMilestone{}, found...), total, err
}

// CommittedPart is what a donor committed up to a day to one activity, or had allotted to it; without an activity, what is not yet
// allotted of what it committed to the project as a whole.
type CommittedPart struct {
	ProjectID, ActivityID models.ID
	Cents                 int64
}

// CommittedParts parts what a donor committed; the parts sum to it.
func CommittedParts(tx *Tx, f Funding) ([]CommittedPart, error) {
	own := "t.organisation_id = ? AND t.kind = " + quoted(models.Commitment) + " AND t.value_date <= ?"
	return scanRows(tx, where(`SELECT c.project_id, c.activity_id, CAST(SUM(c.cents) AS bigint) FROM (
			SELECT t.project_id, t.activity_id,
				t.usd_minor - CASE WHEN t.activity_id IS NULL THEN `+allottedOf("usd_minor")+` ELSE 0 END AS cents
				FROM transactions t WHERE `+own+`
			UNION ALL SELECT t.project_id, l.activity_id, l.usd_minor FROM allotments l JOIN transactions t ON t.id = l.transaction_id
				WHERE `+own+`) c
		GROUP BY c.project_id, c.activity_id HAVING SUM(c.cents) <> 0 ORDER BY 1, 2`, f.Donor, f.AsOf, f.Donor, f.AsOf),
		func(r *sql.Rows, p *CommittedPart) error { return r.Scan(&p.ProjectID, &p.ActivityID, &p.Cents) })
}

// CountriesOf gives the countries of some projects, in order.
func CountriesOf(tx *Tx, projects []models.ID) ([]string, error) {
	found, err := scanRows(tx, where("SELECT DISTINCT pc.country_code FROM project_countries pc WHERE pc.project_id IN ? ORDER BY 1",
		projects), func(r *sql.Rows, code *string) error { return r.Scan(code) })
	return append([]string{}, found...), err
}
