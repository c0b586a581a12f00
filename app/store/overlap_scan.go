package store

import (
	"database/sql"
	"strings"
	"time"

	"qadam/app/store/batch"
	"qadam/models"
)

// inCountries is the condition that a row's column is among some countries; all, where none is named.
func inCountries(column string, countries []string) Where {
	if len(countries) == 0 {
		return everything
	}
	return where(column+" IN ?", countries)
}

// Footprints gives what is compared of the live activities of some countries, or of all where none is named.
func Footprints(tx *Tx, countries []string) ([]*models.Footprint, error) {
	which := inCountries("a.country_code", countries).And("a.status IN ?", liveStatuses)
	found, err := scanRows(tx, where(`SELECT a.id, a.country_code, a.planned_start, a.planned_end, a.kinds FROM activities a
		WHERE ?`, which),
		func(r *sql.Rows, f *models.Footprint) error {
			return r.Scan(&f.ID, &f.Country, &f.Start, &f.End, jsonScanner{&f.Kinds})
		})
	if err != nil {
		return nil, err
	}
	all, index := pointers(found), make(map[models.ID]*models.Footprint, len(found))
	for _, f := range all {
		index[f.ID] = f
	}
	if err := loadFootprintLists(tx, which, index); err != nil {
		return nil, err
	}
	numbers := models.ValueNumbers{}
	for _, f := range all {
		f.Prepare(numbers)
	}
	return all, nil
}

// loadFootprintLists reads the themes, institutions and partners of the activities that a condition finds.
func loadFootprintLists(tx *Tx, which Where, index map[models.ID]*models.Footprint) error {
	tables := []joinTable{{"activity_partners", "activity_id", "organisation_id"}}
	for _, l := range Activities.Lists {
		tables = append(tables, l.joinTable)
	}
	rows, err := readJoinTables(tx, tables, func(j joinTable) Where {
		return where(j.table+" l JOIN activities a ON a.id = l.activity_id WHERE ?", which)
	})
	known := map[string]string{} // one text for each value: they are compared often, and kept as long as the footprints
	for _, r := range rows {
		value, met := known[r.Value]
		if !met {
			value, known[r.Value] = r.Value, r.Value
		}
		f := index[r.Owner]
		switch {
		case f == nil: // it became live since
		case tables[r.List].table == "activity_themes":
			f.Themes = append(f.Themes, value)
		case tables[r.List].table == "activity_institutions":
			f.Institutions = append(f.Institutions, value)
		default:
			f.Partners = append(f.Partners, value)
		}
	}
	return err
}

// StoredOverlap is as much of a stored overlap as a scan has to know.
type StoredOverlap struct {
	ID, First, Second models.ID
	Strength          int
	Fingerprint       string
	Status            models.OverlapStatus
}

// StoredOverlaps gives the stored overlaps of some countries, or of all where none is named.
func StoredOverlaps(tx *Tx, countries []string) ([]StoredOverlap, error) {
	return scanRows(tx, where(`SELECT id, first_id, second_id, strength, fingerprint, status FROM activity_pairs
		WHERE ?`, inCountries("country_code", countries)),
		func(r *sql.Rows, o *StoredOverlap) error {
			return r.Scan(&o.ID, &o.First, &o.Second, &o.Strength, &o.Fingerprint, &o.Status)
		})
}

// AddOverlaps writes new overlaps.
func AddOverlaps(tx *Tx, found []*models.Overlap) error { return Overlaps.InsertMany(tx, found) }

// UpdateOverlap writes what a scan found anew of a stored overlap. Its reason goes when its status changes.
func UpdateOverlap(tx *Tx, id models.ID, p models.Pair, status string, day models.Date) error {
	alike, err := jsonText(p.Alike())
	if err != nil {
		return err
	}
	_, err = tx.exec(`UPDATE activity_pairs SET strength = ?, alike = ?, fingerprint = ?, country_code = ?,
		reason = CASE WHEN status = ? THEN reason ELSE '' END,
		status_on = CASE WHEN status = ? THEN status_on ELSE ? END, status = ?, version = version + 1, updated_at = ? WHERE id = ?`,
		p.Strength, alike, p.Fingerprint(), p.First.Country, status, status, day, status, tx.now, id)
	return err
}

// EndOverlaps ends overlaps of which the activities are not alike any more.
func EndOverlaps(tx *Tx, all []models.ID, day models.Date) error {
	for some := range batch.Padded(all) {
		if _, err := tx.exec(`UPDATE activity_pairs SET status = `+quoted(models.OverlapEnded)+
			`, status_on = ?, version = version + 1, updated_at = ?
			WHERE id IN ? AND status <> `+quoted(models.OverlapEnded), day, tx.now, some); err != nil {
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

// QueueActivity queues an activity of which something changed that is compared.
func QueueActivity(tx *Tx, activity models.ID) error {
	_, err := tx.exec(`INSERT INTO activity_queue (activity_id, queued_at) VALUES (?, ?)
		ON CONFLICT (activity_id) DO UPDATE SET queued_at = excluded.queued_at`,
		activity, tx.now)
	return err
}

// QueuedActivities gives the activities that wait to be compared, with every country that they are or were compared in.
func QueuedActivities(tx *Tx) ([]QueuedActivity, error) {
	return queryAll[QueuedActivity](tx, `SELECT q.activity_id, q.queued_at, a.country_code AS country
		FROM activity_queue q JOIN activities a ON a.id = q.activity_id
		UNION SELECT q.activity_id, q.queued_at, o.country_code
			FROM activity_queue q JOIN activity_pairs o ON q.activity_id IN (o.first_id, o.second_id)`)
}

// DequeueActivities takes off the queue what was compared and has not changed again since.
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
