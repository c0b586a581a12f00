package store

import (
	"qadam/models"
)

// Assessors gives those whose scores of a mission are awaited or there: who was asked, and who scored by the scheme. The name is
// left out where the actor may not see the user.
func Assessors(tx *Tx, mission, scheme models.ID) ([]models.Assessor, error) {
	seen := userScope(tx)
	return queryAll[models.Assessor](tx, `SELECT users.id AS user_id, CASE WHEN `+seen.SQL+` THEN users.name ELSE '' END AS name,
			EXISTS (SELECT 1 FROM mission_assessors ma WHERE ma.mission_id = ? AND ma.user_id = users.id) AS asked
		FROM users WHERE users.id IN (SELECT user_id FROM mission_assessors WHERE mission_id = ?) OR users.id IN (SELECT s.assessor_id
			FROM scores s
			JOIN needs n ON n.id = s.need_id JOIN scheme_criteria sc ON sc.criterion_id = s.criterion_id WHERE n.mission_id = ?
				AND sc.scheme_id = ?) ORDER BY 2, 1`,
		append(append([]any{}, seen.Args...), mission, mission, mission, scheme)...)
}

// SetAssessors makes some users those who are asked to score a mission's needs.
func SetAssessors(tx *Tx, mission models.ID, users []models.ID) error {
	return writeJoinTable(tx, joinTable{"mission_assessors", "mission_id", "user_id"}, mission, users)
}

// NeedsToScore gives the visible needs of a mission that were not declined, by today's rank.
func NeedsToScore(tx *Tx, mission models.ID, limit int) ([]RankingCandidate, error) {
	db := Needs.scoped(tx, tx.db.Table("needs").Select("needs.id, needs.reference, needs.title, needs.status, needs.priority"))
	return scanStructs[RankingCandidate](tx, db.Where("needs.mission_id = ? AND needs.status <> 'declined'",
		mission).Order("needs.rank_key, needs.id").Limit(limit))
}
