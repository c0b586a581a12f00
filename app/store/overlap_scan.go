package store

import (
	"database/sql"
	"slices"
	"strings"
	"time"

	"qadam/app/store/batch"
	"qadam/models"
)

// Footprints gives what is compared of the live activities of some countries, or of all where none is named.
func Footprints(tx *Tx, countries []string) ([]*models.Footprint, error) {
	which, args := "a.status IN ?", []any{liveStatuses}
	if len(countries) > 0 {
		which, args = "a.country_code IN ? AND "+which, []any{countries, liveStatuses}
	}
	found, err := scanRows(tx, "SELECT a.id, a.country_code, a.planned_start, a.planned_end, a.kinds FROM activities a WHERE "+which, args,
		func(r *sql.Rows, f *models.Footprint) error {
			return r.Scan(&f.ID, &f.Country, &f.Start, &f.End, jsonScanner{&f.Kinds})
		})
	if err != nil {
		return nil, err
	}
	all, index := make([]*models.Footprint, len(found)), make(map[models.ID]*models.Footprint, len(found))
	for i := range found {
		all[i], index[found[i].ID] = &found[i], &found[i]
	}
	if err := addFootprintValues(tx, which, args, index); err != nil {
		return nil, err
	}
	numbers := models.ValueNumbers{}
	for _, f := range all {
		f.Prepare(numbers)
	}
	return all, nil
}

// addFootprintValues reads the themes, institutions and partners of the activities that a condition finds.
func addFootprintValues(tx *Tx, which string, args []any, index map[models.ID]*models.Footprint) error {
	query := ""
	var every []any
	for i, l := range append(slices.Clone(activityJoins), joinTable{"activity_partners", "activity_id", "organisation_id"}) {
		if i > 0 {
			query += " UNION ALL "
		}
		query += "SELECT " + string(rune('0'+i)) + " AS k, l.activity_id AS owner, CAST(l." + l.value + " AS text) AS value FROM " +
			l.table + " l JOIN activities a ON a.id = l.activity_id WHERE " + which
		every = append(every, args...)
	}
	found, err := scanJoinRows(tx, query, every)
	known := map[string]string{} // one text for each value: they are compared often, and kept while there are footprints
	for _, t := range found {
		f, value := index[t.Owner], t.Value
		if same, met := known[value]; met {
			value = same
		} else {
			known[value] = value
		}
		switch {
		case f == nil: // it became live since
		case t.K == 0:
			f.Themes = append(f.Themes, value)
		case t.K == 1:
			f.Institutions = append(f.Institutions, value)
		default:
			f.Partners = append(f.Partners, value)
		}
	}
	return err
}

// StoredOverlap is a stored overlap, as much of it as a scan has to know.
type StoredOverlap struct {
	ID, First, Second models.ID
	Strength          int
	Fingerprint       string
	Status            models.OverlapStatus
}

// StoredOverlaps gives the stored overlaps of some countries, or of all where none is named.
func StoredOverlaps(tx *Tx, countries []string) ([]StoredOverlap, error) {
	query, args := "SELECT id, first_id, second_id, strength, fingerprint, status FROM activity_pairs", []any(nil)
	if len(countries) > 0 {
		query, args = query+" WHERE country_code IN ?", []any{countries}
	}
	return scanRows(tx, query, args, func(r *sql.Rows, o *StoredOverlap) error {
		return r.Scan(&o.ID, &o.First, &o.Second, &o.Strength, &o.Fingerprint, &o.Status)
	})
}

// AddOverlaps writes overlaps that were found for the first time.
func AddOverlaps(tx *Tx, found []*models.Overlap) error { return Overlaps.InsertMany(tx, found) }

// UpdateOverlap writes what a scan found anew of a stored overlap.
func UpdateOverlap(tx *Tx, id models.ID, p models.Pair, status string, day models.Date) error {
	alike, err := jsonText(p.Alike())
	if err != nil {
		return err
	}
	_, err = tx.exec(
		`UPDATE activity_pairs SET strength = ?, alike = ?, fingerprint = ?, country_code = ?, reason = CASE WHEN status = ? THEN reason
			ELSE '' END,
		status_on = CASE WHEN status = ? THEN status_on ELSE ? END, status = ?, version = version + 1, updated_at = ? WHERE id = ?`,
		p.Strength, alike, p.Fingerprint(), p.First.Country, status, status, day, status, tx.now, id)
	return err
}

// EndOverlaps ends overlaps that are none any more.
func EndOverlaps(tx *Tx, all []models.ID, day models.Date) error {
	for some := range batch.Padded(all) {
		if _, err := tx.exec("UPDATE activity_pairs SET status = 'ended', status_on = ?, version = version + 1, updated_at = ? WHERE id "+
			"IN ? AND status <> 'ended'", day, tx.now, some); err != nil {
			return err
		}
	}
	return nil
}

// QueuedActivity is an activity that changed since it was last compared.
type QueuedActivity struct {
	ActivityID models.ID
	QueuedAt   time.Time
	Country    string
}

// QueueActivity notes that an activity changed in what is compared.
func QueueActivity(tx *Tx, activity models.ID) error {
	_, err := tx.exec("INSERT INTO activity_queue (activity_id, queued_at) VALUES (?, ?) ON CONFLICT (activity_id) DO UPDATE SET "+
		"queued_at = excluded.queued_at", activity, tx.now)
	return err
}

// QueuedActivities gives the activities that wait to be compared, with every country that they are or were compared in.
func QueuedActivities(tx *Tx) ([]QueuedActivity, error) {
	return queryAll[QueuedActivity](tx, `SELECT q.activity_id, q.queued_at, a.country_code AS country FROM activity_queue q
		JOIN activities a ON a.id = q.activity_id
		UNION SELECT q.activity_id, q.queued_at, o.country_code FROM activity_queue q
			JOIN activity_pairs o ON q.activity_id IN (o.first_id, o.second_id)`)
}

// DequeueActivities takes from the queue what was compared and has not changed again since.
func DequeueActivities(tx *Tx, done []QueuedActivity) error {
	for some := range batch.Chunks(done, batch.MaxRows) {
		args := make([]any, 0, 2*len(some))
		for _, q := range some {
			args = append(args, q.ActivityID, q.QueuedAt)
		}
		if _, err := tx.exec("DELETE FROM activity_queue WHERE "+strings.Repeat("(activity_id = ? AND queued_at = ?) OR ", len(some)-1)+
			"(activity_id = ? AND queued_at = ?)", args...); err != nil {
			return err
		}
	}
	return nil
}
