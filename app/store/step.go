package store

import "qadam/models"

// Steps are the steps of objects' lifecycles; callers check that the actor may see the object.
var Steps = &Noun[models.Step]{
	Table: "steps", Name: "step", Scope: everyone, Unrestricted: true,
	Filters: []Filter{ids("subject_id", "steps.subject_id IN ?", "The object")},
	Sorts:   []Sort{{Key: "created_at", Column: "steps.id"}},
}

// AddStep writes a dated, signed step of an object.
func AddStep(tx *Tx, s models.Step) error {
	s.ID, s.CreatedAt, s.ActorID, s.ActorName, s.ActorRole = models.NewID(), tx.now, tx.actor.UserID, tx.actor.Name, tx.actor.Role
	return tx.db.Table("steps").Create(&s).Error
}

// statusAt is the status that a row had on a day: that of its last step up to then, or the first of its lifecycle. Most rows have
// not moved since, and need no look into their history.
func statusAt(table string, life models.Lifecycle, day models.Date) Where {
	return where("CASE WHEN "+table+".status_on <= ? THEN "+table+".status ELSE COALESCE(?, '"+life.Start+"') END",
		day, stepAt(table, "to_status", day))
}

// statusSince is the day, NULL for none, on which a row took the status that statusAt gives.
func statusSince(table string, day models.Date) Where {
	return where("CASE WHEN "+table+".status_on <= ? THEN "+table+".status_on ELSE ? END", day, stepAt(table, "on_date", day))
}

func stepAt(table, column string, day models.Date) Where {
	return where("(SELECT st."+column+" FROM steps st WHERE st.subject_id = "+table+`.id AND st.on_date <= ? AND NOT st.proposed
		ORDER BY st.id DESC LIMIT 1)`, day)
}
