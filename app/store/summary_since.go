package store

import (
	"database/sql"
	"time"

	"qadam/models"
)

// window is the instants that a summary's changes lie between: after one day, and up to another.
func (f Funding) window() (from, until time.Time) {
	return f.After.AddDays(1).Time(), f.AsOf.AddDays(1).Time()
}

// StartedActivities gives the activities that began after a day, the newest first, and how many there are.
func StartedActivities(tx *Tx, f Funding, limit int) (out []models.SummaryEvent, total int, err error) {
	query := f.reached("activities.id, activities.reference, activities.title", `, begun AS (
		SELECT r.id, r.reference, r.title, MIN(st.on_date) AS happened FROM reached r JOIN steps st ON st.subject_id = r.id
			AND st.from_status = `+quoted(models.ActivityPipeline)+` AND st.to_status = `+quoted(models.ActivityImplementation)+`
			AND NOT st.proposed GROUP BY r.id, r.reference, r.title)
		SELECT b.happened, b.reference, b.title, COUNT(*) OVER () FROM begun b WHERE b.happened > ? AND b.happened <= ?
		ORDER BY b.happened DESC, b.id LIMIT ?`, f.After, f.AsOf, limit)
	found, err := scanRows(tx, query, func(r *sql.Rows, e *models.SummaryEvent) error {
		return r.Scan(&e.On, &e.Reference, &e.Title, &total)
	})
	return append([]models.SummaryEvent{}, found...), total, err
}

// HealthChanges gives what accepted updates that were sent after a day say of the health of activities, where the update before said
// otherwise; the newest first.
func HealthChanges(tx *Tx, f Funding, limit int) ([]models.HealthChange, error) {
	from, until := f.window()
	query := f.reached("activities.id, activities.reference, activities.title", `, told AS (
		SELECT r.reference, r.title, u.health, o.submitted_at, o.id,
			LAG(u.health) OVER (PARTITION BY u.activity_id ORDER BY o.submitted_at, o.id) AS said
		FROM reached r JOIN updates u ON u.activity_id = r.id JOIN updates o ON o.id = COALESCE(u.original_id, u.id)
		WHERE u.status = `+quoted(models.UpdateAccepted)+` AND u.corrected_by_id IS NULL AND u.health <> '')
		SELECT t.submitted_at, t.reference, t.title, t.said, t.health FROM told t
		WHERE t.said <> t.health AND t.submitted_at >= ? AND t.submitted_at < ? ORDER BY t.submitted_at DESC, t.id LIMIT ?`,
		from, until, limit)
	found, err := scanRows(tx, query, func(r *sql.Rows, c *models.HealthChange) error {
		return r.Scan(&c.On, &c.Reference, &c.Title, &c.From, &c.To)
	})
	return append([]models.HealthChange{}, found...), err
}

// CorrectionsBetween gives the visible corrections that were made after a day, the earliest first.
func CorrectionsBetween(tx *Tx, f Funding, limit int) ([]models.Update, error) {
	from, until := f.window()
	q := Updates.selectVisible(tx).Where("updates.corrects_id IS NOT NULL AND updates.submitted_at >= ? AND updates.submitted_at < ?",
		from, until)
	return scanStructs[models.Update](tx, q.Order("updates.submitted_at, updates.id").Limit(limit))
}
