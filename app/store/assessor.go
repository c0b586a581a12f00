package store

import "qadam/models"

// Assessors gives those who were asked to score a mission, and those who scored it by the scheme. The name is left out where the
// actor may not see the user.
func Assessors(tx *Tx, mission, scheme models.ID) ([]models.Assessor, error) {
	return queryAll[models.Assessor](tx, `SELECT users.id AS user_id, CASE WHEN ? THEN users.name ELSE '' END AS name,
			EXISTS (SELECT 1 FROM mission_assessors ma WHERE ma.mission_id = ? AND ma.user_id = users.id) AS asked
		FROM users WHERE users.id IN (SELECT user_id FROM mission_assessors WHERE mission_id = ?)
			OR users.id IN (SELECT s.assessor_id FROM scores s JOIN needs n ON n.id = s.need_id
				JOIN scheme_criteria sc ON sc.criterion_id = s.criterion_id WHERE n.mission_id = ? AND sc.scheme_id = ?) ORDER BY 2, 1`,
		userScope(tx), mission, mission, mission, scheme)
}

// SetAssessors makes some users those who are asked to score a mission's needs.
func SetAssessors(tx *Tx, mission models.ID, users []models.ID) error {
	return replaceChildren(tx, mission, joinRows(joinTable{"mission_assessors", "mission_id", "user_id"}, mission, users))
}

// NeedsToScore gives the visible needs of a mission that were not declined, by today's rank.
func NeedsToScore(tx *Tx, mission models.ID, limit int) ([]RankingCandidate, error) {
	db := Needs.scoped(tx, tx.db.Table("needs").Select("needs.id, needs.reference, needs.title, needs.status, needs.priority"))
	db = db.Where("needs.mission_id = ? AND needs.status <> "+quoted(models.NeedDeclined), mission)
	return scanStructs[RankingCandidate](tx, db.Order("needs.rank_key, needs.id").Limit(limit))
}
