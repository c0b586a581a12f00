package store

import (
	"qadam/models"
)

// Steps is what happened to objects; callers check that the actor may see the object.
var Steps = &Noun[models.Step]{Table: "steps", Scope: everyone,
	Filters: []Filter{ids("subject_id", "steps.subject_id IN ?", "The object")}, Sorts: []Sort{{Key: "created_at", Column: "steps.id"}}}

// AddStep writes a dated, signed step of an object's life.
func AddStep(tx *Tx, s models.Step) error {
	s.ID, s.CreatedAt, s.ActorID, s.ActorName = models.NewID(), tx.now, tx.actor.UserID, tx.actor.Name
	return tx.db.Table("steps").Create(&s).Error
}

// statusAt is the status that a row had on a day, given twice: that of its last step up to then, or the first of its
// life. Most rows have not moved since and need no look into their history.
func statusAt(table string, life models.Lifecycle) string {
	return "CASE WHEN " + table + ".status_on <= ? THEN " + table + ".status ELSE COALESCE(" + stepAt(table, "to_status") + ", '" +
		life.Start + "') END"
}

// statusSince is the day, NULL for none, on which a row took the status that statusAt gives.
func statusSince(table string) string {
	return "CASE WHEN " + table + ".status_on <= ? THEN " + table + ".status_on ELSE " + stepAt(table, "on_date") + " END"
}

func stepAt(table, column string) string {
	return "(SELECT st." + column + " FROM steps st WHERE st.subject_id = " + table +
		".id AND st.on_date <= ? AND NOT st.proposed ORDER BY st.id DESC LIMIT 1)"
}
