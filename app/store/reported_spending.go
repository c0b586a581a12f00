package store

import (
	"database/sql"

	"qadam/models"
)

// ReportedSpending is what one organisation reported as spent on an activity, or on the project itself, beyond what is booked: by its
// newest total that waits to be accepted.
type ReportedSpending struct {
	ProjectID, ActivityID models.ID
	Waiting               models.Money
}

// WaitingSpending gives what the updates of some kind report as spent by a day and what is not accepted yet.
func WaitingSpending(tx *Tx, which Where, day models.Date) ([]ReportedSpending, error) {
	waiting := "status = " + quoted(models.UpdateSubmitted) + " AND spent_currency <> ''"
	const inDollars = "w.spent_currency = '" + models.ReportingCurrency + "'"
	return scanRows(tx, where(`WITH waiting AS MATERIALIZED (SELECT * FROM updates WHERE `+waiting+` AND period_to <= ? AND ?)
		SELECT b.project_id, b.activity_id, b.spent_currency, b.spent_minor - b.booked FROM (
			SELECT w.project_id, w.activity_id, w.spent_currency, w.spent_minor, CAST(COALESCE((
				SELECT SUM(CASE WHEN `+inDollars+` THEN t.usd_minor ELSE t.amount_minor END) FROM transactions t
				WHERE t.project_id = w.project_id AND t.kind = `+quoted(models.Expenditure)+` AND t.organisation_id = w.organisation_id
					AND t.activity_id IS NOT DISTINCT FROM w.activity_id AND (`+inDollars+` OR t.amount_currency = w.spent_currency)),
				0) AS bigint) AS booked
			FROM waiting w WHERE NOT EXISTS (SELECT 1 FROM waiting l WHERE l.organisation_id = w.organisation_id
				AND l.project_id = w.project_id AND l.activity_id IS NOT DISTINCT FROM w.activity_id
				AND (l.submitted_at, l.id) > (w.submitted_at, w.id))) b
		WHERE b.spent_minor > b.booked`, day, which), func(r *sql.Rows, s *ReportedSpending) error {
		return r.Scan(&s.ProjectID, &s.ActivityID, &s.Waiting.Currency, &s.Waiting.Minor)
	})
}

// ReportedToReader is the condition of the updates whose spending would be among the transactions that the actor sees.
func ReportedToReader(tx *Tx) Where {
	switch a := tx.actor; {
	case a.SeesAll():
		return everything
	case a.Role == models.Partner:
		return where(`(updates.organisation_id = ? OR updates.project_id IN (SELECT lp.id FROM projects lp
			WHERE lp.lead_organisation_id = ?))`, a.OrganisationID, a.OrganisationID)
	}
	return nothing
}

// ReportedIn is the condition of the updates on some projects.
func ReportedIn(projects []models.ID) Where { return where("updates.project_id IN ?", projects) }
