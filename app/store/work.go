package store

import "qadam/models"

// Works are work that takes longer than a request.
var Works = &Noun[models.Work]{
	Table: "work", Name: "work", Scope: managersOnly,
	Filters: []Filter{
		enum[models.WorkState]("state", "work.state IN ?"),
		enum[models.WorkKind]("kind", "work.kind IN ?"),
		ids("subject_id", "work.subject_id IN ?", "What it is about"),
	},
	Sorts: []Sort{byCreated("work")},
}

// AddWork queues work. Unfinished work of the same kind is superseded: the new one does it all.
func AddWork(tx *Tx, kind models.WorkKind, subject models.ID, total int) (*models.Work, error) {
	if _, err := tx.exec(`UPDATE work SET state = `+quoted(models.WorkSuperseded)+`, finished_at = ?, updated_at = ?, version = version + 1
		WHERE kind = ? AND state IN (`+quoted(models.WorkWaiting, models.WorkRunning)+`)`, tx.now, tx.now, kind); err != nil {
		return nil, err
	}
	w := &models.Work{Kind: kind, SubjectID: subject, Total: total, State: models.WorkWaiting}
	return w, Works.Insert(tx, w)
}

// OpenWork gives the oldest work that is not done, locked; nil for none.
func OpenWork(tx *Tx) (*models.Work, error) {
	open, err := queryIDs(tx, "SELECT id FROM work WHERE state IN ("+quoted(models.WorkWaiting, models.WorkRunning)+") ORDER BY id LIMIT 1")
	if err != nil || len(open) == 0 {
		return nil, err
	}
	return Works.Lock(tx, open[0])
}

// UpdateWork writes how far work has come.
func UpdateWork(tx *Tx, w *models.Work) error {
	if w.State == models.WorkDone || w.State == models.WorkFailed {
		at := tx.now
		w.FinishedAt = &at
	}
	return Works.Update(tx, w)
}
