package store

import "qadam/models"

// Assessors gives those who were asked to score a mission, and those who scored it by the scheme. The name is left out where the
// actor may not see the user. Partners and donors read of no other assessor, so that each scores for itself.
func Assessors(tx *Tx, mission, scheme models.ID) ([]models.Assessor, error) {
	return queryAll[models.Assessor](tx, `SELECT people.id AS user_id, CASE WHEN ? THEN people.name ELSE '' END AS name, people.role,
			EXISTS (SELECT 1 FROM mission_assessors ma WHERE ma.mission_id = ? AND ma.user_id = people.id) AS asked
		FROM people WHERE (people.id IN (SELECT user_id FROM mission_assessors WHERE mission_id = ?)
			OR people.id IN (SELECT s.assessor_id FROM scores s JOIN needs n ON n.id = s.need_id
				JOIN scheme_criteria sc ON sc.criterion_id = s.criterion_id WHERE n.mission_id = ? AND sc.scheme_id = ?)) AND ?
		ORDER BY 2, 1`,
		userScope(tx), mission, mission, mission, scheme, assessorScope(tx))
}

func assessorScope(tx *Tx) Where {
	if tx.actor.Audience() == "" {
		return everything
	}
	return where("people.id = ?", tx.actor.UserID)
}

// IsAssessor tells whether the actor is asked to score a mission.
func IsAssessor(tx *Tx, mission models.ID) (bool, error) {
	return exists(tx, "SELECT 1 FROM mission_assessors WHERE mission_id = ? AND user_id = ?", mission, tx.actor.UserID)
}

// IsAssessorOf tells whether the actor is asked to score the mission of a need.
func IsAssessorOf(tx *Tx, need models.ID) (bool, error) {
	return exists(tx, `SELECT 1 FROM mission_assessors ma JOIN needs n ON n.mission_id = ma.mission_id WHERE n.id = ? AND ma.user_id = ?`,
		need, tx.actor.UserID)
}

// SetAssessors makes some users those who are asked to score a mission's needs: today, but for those who were asked before.
func SetAssessors(tx *Tx, mission models.ID, users []models.ID) error {
	if _, err := tx.exec("DELETE FROM mission_assessors WHERE mission_id = ? AND user_id NOT IN ?", mission,
		append([]models.ID{models.NilID}, users...)); err != nil {
		return err
	}
	_, err := tx.exec(`INSERT INTO mission_assessors (mission_id, user_id, asked_on)
		SELECT missions.id, people.id, ? FROM missions, people WHERE missions.id = ? AND people.id IN ?
		ON CONFLICT (mission_id, user_id) DO NOTHING`, models.DateOf(tx.now), mission, users)
	return err
}

// NeedsToScore gives the needs of a mission that the actor may read in full and that were not declined, by today's rank. What is
// shared in part is not enough to score by.
func NeedsToScore(tx *Tx, mission models.ID, limit int) ([]RankingCandidate, error) {
	return queryAll[RankingCandidate](tx, `SELECT needs.id, needs.reference, needs.title, needs.status, needs.priority FROM needs
		WHERE needs.mission_id = ? AND needs.status <> `+quoted(models.NeedDeclined)+` AND ? ORDER BY needs.rank_key, needs.id LIMIT ?`,
		mission, wholeNeeds(tx), limit)
}

// wholeNeeds are the needs that the actor may read in full.
func wholeNeeds(tx *Tx) Where {
	if tx.actor.Audience() == "" {
		return needScope(tx)
	}
	return where("? = "+fullExtent, needExtent(tx))
}

// SharedInFull tells which needs of a mission are shared in full with an audience.
func SharedInFull(tx *Tx, mission models.ID, audience models.Audience) (map[models.ID]bool, error) {
	found, err := queryIDs(tx, "SELECT needs.id FROM needs WHERE needs.mission_id = ? AND ? = "+fullExtent, mission,
		extentTo(tx, audience, "needs.id", "needs.mission_id"))
	whole := make(map[models.ID]bool, len(found))
	for _, id := range found {
		whole[id] = true
	}
	return whole, err
}
