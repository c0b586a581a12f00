package store

import (
	"time"

	"qadam/models"
)

// countedUpdate is the condition of an update that was sent, was not returned, and is no version that was corrected.
func countedUpdate(table string) string {
	return table + ".status IN (" + quoted(models.UpdateSubmitted, models.UpdateAccepted) + ") AND " + table + ".corrected_by_id IS NULL"
}

// ReportedTotal is an update that says what was spent in all, with the place of its first version among the totals.
type ReportedTotal struct {
	ID, OrganisationID, ProjectID, ActivityID models.ID
	Spent                                     models.Money `gorm:"embedded;embeddedPrefix:spent_"`
	PeriodTo                                  models.Date
	FirstID                                   models.ID
	FirstSentAt                               time.Time
}

// BookedOn is the value date of what is booked from the total: the end of its period, or the day on which it was sent.
func (t ReportedTotal) BookedOn() models.Date { return min(t.PeriodTo, models.DateOf(t.FirstSentAt)) }

const reportedTotal = `SELECT u.id, u.organisation_id, u.project_id, u.activity_id, u.spent_minor, u.spent_currency, u.period_to,
	o.id AS first_id, o.submitted_at AS first_sent_at FROM updates u JOIN updates o ON o.id = COALESCE(u.original_id, u.id) WHERE `

// TotalOf gives what one version of an update says of what was spent, which may be nothing.
func TotalOf(tx *Tx, id models.ID) (ReportedTotal, error) {
	return queryOne[ReportedTotal](tx, reportedTotal+"u.id = ?", id)
}

// TotalsAfter gives the accepted totals of the same organisation on the same object that were first sent after this one, in that order.
func TotalsAfter(tx *Tx, t ReportedTotal) ([]ReportedTotal, error) {
	on := where("u.activity_id = ?", t.ActivityID)
	if t.ActivityID == "" {
		on = where("u.activity_id IS NULL AND u.project_id = ?", t.ProjectID)
	}
	return queryAll[ReportedTotal](tx, reportedTotal+"u.status = "+quoted(models.UpdateAccepted)+` AND u.corrected_by_id IS NULL
		AND u.spent_currency <> '' AND u.organisation_id = ? AND ?
		AND (o.submitted_at, o.id) > (?, ?) ORDER BY o.submitted_at, o.id`, t.OrganisationID, on, t.FirstSentAt, t.FirstID)
}

// ReportedState is the newest health and progress that updates say of an activity; nothing where none says it.
type ReportedState struct {
	Health   models.Health
	Progress *int
}

// ReportedStateOf gives what the updates on an activity say of it now, each in the place of its first version.
func ReportedStateOf(tx *Tx, activity models.ID) (ReportedState, error) {
	newest := func(column, said string) string {
		return "(SELECT u." + column + ` FROM updates u JOIN updates o ON o.id = COALESCE(u.original_id, u.id)
			WHERE u.activity_id = ? AND ` + countedUpdate("u") + " AND u." + column + said +
			" ORDER BY o.submitted_at DESC, o.id DESC LIMIT 1)"
	}
	return queryOne[ReportedState](tx, "SELECT COALESCE("+newest("health", " <> ''")+", '') AS health, "+
		newest("progress", " IS NOT NULL")+" AS progress", activity, activity)
}

// CorrectionsSince gives the visible corrections that were made after a report was issued, of updates that had been sent before and of
// periods that had begun; the earliest first.
func CorrectionsSince(tx *Tx, r *models.Report) ([]models.Update, error) {
	q := Updates.selectVisible(tx).Where(`(updates.submitted_at, updates.id) > (?, ?) AND updates.period_from <= ? AND EXISTS (
		SELECT 1 FROM updates o WHERE o.id = updates.original_id AND (o.submitted_at, o.id) < (?, ?))`,
		r.CreatedAt, r.ID, r.AsOf, r.CreatedAt, r.ID)
	return scanStructs[models.Update](tx, q.Order("updates.submitted_at, updates.id"))
}
