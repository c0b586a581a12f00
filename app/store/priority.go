package store

import "qadam/models"

// pointsOf computes, by the current scheme, the points of each of some needs n (weight times merit of the means of its criteria),
// on how many criteria it is scored and how many there are; all are null for a need without a score.
func pointsOf(needs Where) Where {
	return where(`SELECT n.id, p.points, p.scored, CASE WHEN p.points IS NOT NULL THEN (SELECT COUNT(*)
			FROM scheme_criteria sc JOIN schemes k ON k.id = sc.scheme_id AND k.current WHERE sc.weight > 0) END AS criteria
		FROM needs n LEFT JOIN (
		SELECT need_id, CAST(SUM(weight * merit) AS bigint) AS points, COUNT(*) AS scored FROM (
			SELECT s.need_id, sc.weight, CASE WHEN c.direction = `+quoted(models.LowerFirst)+
		` THEN 500 - CAST(ROUND(AVG(s.value * 100.0)) AS integer)
				ELSE CAST(ROUND(AVG(s.value * 100.0)) AS integer) - 100 END AS merit
			FROM needs n JOIN scores s ON s.need_id = n.id JOIN scheme_criteria sc ON sc.criterion_id = s.criterion_id
				JOIN schemes k ON k.id = sc.scheme_id AND k.current JOIN criteria c ON c.id = sc.criterion_id
			WHERE ? AND sc.weight > 0 GROUP BY s.need_id, c.id, c.direction, sc.weight) means
		GROUP BY need_id) p ON p.need_id = n.id WHERE ?`, needs, needs)
}

// RankNeeds computes the priorities of needs from their scores by the current scheme, in one statement however many they are, and
// stores them with the needs so that the register sorts by an index. It gives how many priorities changed.
func RankNeeds(tx *Tx, of RankScope) (int, error) {
	if err := LockNeeds(tx, of); err != nil {
		return 0, err
	}
	n, err := tx.exec(`UPDATE needs SET points = r.points, priority = (r.points + 200) / 400,
			scored_criteria = r.scored, scheme_criteria = r.criteria, version = version + 1, updated_at = ?,
			rank_key = CASE WHEN r.points IS NULL THEN '99999999' ELSE CAST(14000000 - r.points AS text) END || substr(rank_key, 9)
		FROM (?) r WHERE needs.id = r.id AND (needs.points IS DISTINCT FROM r.points
			OR needs.scored_criteria IS DISTINCT FROM r.scored OR needs.scheme_criteria IS DISTINCT FROM r.criteria)`,
		tx.now, pointsOf(of.needs()))
	return int(n), err
}

// LockNeeds keeps others from scoring some needs until the transaction ends, so that a mean never misses a concurrent score.
func LockNeeds(tx *Tx, of RankScope) error {
	if tx.dialect.lockRow == "" {
		return nil
	}
	_, err := tx.exec("SELECT n.id FROM needs n WHERE ? ORDER BY n.id"+tx.dialect.lockRow, of.needs())
	return err
}

// RankScope says which needs are ranked: one, a mission's, or, where both are empty, all.
type RankScope struct{ Need, Mission models.ID }

// scoredNeeds is the condition that a need n has a score or a priority.
const scoredNeeds = "(n.points IS NOT NULL OR n.id IN (SELECT need_id FROM scores))"

// needs is the condition that a need n is in the scope.
func (r RankScope) needs() Where {
	switch {
	case r.Need != "":
		return where("n.id = ?", r.Need)
	case r.Mission != "":
		return where("n.mission_id = ?", r.Mission)
	}
	return where(scoredNeeds)
}

// MissionToRank is how many needs of a mission have to be ranked anew.
type MissionToRank struct {
	MissionID models.ID
	N         int
}

// MissionsToRank gives the missions that have needs with a score or a priority, after one, in the order of their ids.
func MissionsToRank(tx *Tx, after models.ID) ([]MissionToRank, error) {
	return queryAll[MissionToRank](tx, `SELECT n.mission_id, COUNT(*) AS n FROM needs n WHERE `+scoredNeeds+`
		AND COALESCE(n.mission_id > ?, TRUE) GROUP BY n.mission_id ORDER BY n.mission_id`, after)
}
