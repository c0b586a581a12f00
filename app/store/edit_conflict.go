package store

import "qadam/models"

// EditsOf gives the last changes of an object, the newest first.
func EditsOf(tx *Tx, id models.ID, n int) ([]models.Change, error) {
	return queryAll[models.Change](tx, `SELECT id, created_at, actor_id, actor_name, actor_role, organisation_id, before, after FROM changes
		WHERE subject_id = ? AND kind = `+quoted(models.LogWrite)+` ORDER BY id DESC LIMIT ?`, id, n)
}
