package store

import (
	"fmt"

	"qadam/models"
)

// FindScore gives the assessor's earlier score of the same need and criterion; nil for none.
func FindScore(tx *Tx, in models.ScoreInput, assessor models.ID) (*models.CriterionScore, error) {
	s, err := one[models.CriterionScore](tx, "SELECT * FROM scores WHERE need_id = ? AND criterion_id = ? AND assessor_id = ?", in.NeedID, in.CriterionID, assessor)
	if NoRow(err) {
		return nil, nil
	}
	return &s, err
}

// ranked computes, by the scheme in use, the points of each of some needs (models.PointsOf of the means of its criteria),
// whether it is scored or not; the needs are those of the WHERE that is put in twice.
const ranked = `SELECT n.id, p.points FROM needs n LEFT JOIN (
	SELECT need_id, (CAST(SUM(weight * merit) AS bigint) * 10000 + CAST(SUM(weight) AS bigint) / 2) / CAST(SUM(weight) AS bigint) AS points FROM (
		SELECT s.need_id, sc.weight, CASE WHEN c.direction = 'lower_first' THEN 500 - CAST(ROUND(AVG(s.value * 100.0)) AS integer)
			ELSE CAST(ROUND(AVG(s.value * 100.0)) AS integer) - 100 END AS merit
		FROM needs n JOIN scores s ON s.need_id = n.id JOIN scheme_criteria sc ON sc.criterion_id = s.criterion_id
			JOIN schemes k ON k.id = sc.scheme_id AND k.current JOIN criteria c ON c.id = sc.criterion_id
		WHERE %[1]s AND sc.weight > 0 GROUP BY s.need_id, c.id, c.direction, sc.weight) means
	GROUP BY need_id) p ON p.need_id = n.id WHERE %[1]s`

// Rank computes the priorities of needs from their scores by the scheme in use, in one statement however many they are, and
// keeps them with the needs so that the register sorts by an index. The needs are one, or a mission's, or all. It gives how
// many came to another priority.
func Rank(tx *Tx, of Ranked) (int, error) {
	if err := LockNeeds(tx, of); err != nil {
		return 0, err
	}
	where, args := of.where()
	n, err := tx.exec(`UPDATE needs SET points = r.points, priority = (r.points + 200) / 400, version = version + 1, updated_at = ?,
			rank_key = CASE WHEN r.points IS NULL THEN '99999999' ELSE CAST(14000000 - r.points AS text) END || substr(rank_key, 9)
		FROM (`+fmt.Sprintf(ranked, where)+`) r WHERE needs.id = r.id AND needs.points IS DISTINCT FROM r.points`,
		append(append([]any{tx.now}, args...), args...)...)
	return int(n), err
}

// LockNeeds keeps others from scoring some needs until the transaction ends: who does waits, or is waited for. Else the means
// that one has read could overwrite those of the other.
func LockNeeds(tx *Tx, of Ranked) error {
	if tx.dialect.lockRow == "" {
		return nil
	}
	where, args := of.where()
	_, err := tx.exec("SELECT n.id FROM needs n WHERE "+where+" ORDER BY n.id"+tx.dialect.lockRow, args...)
	return err
}

// Ranked says which needs are ranked: one, a mission's, or, where both are empty, all.
type Ranked struct{ Need, Mission models.ID }

func (r Ranked) where() (string, []any) {
	switch {
	case r.Need != "":
		return "n.id = ?", []any{r.Need}
	case r.Mission != "":
		return "n.mission_id = ?", []any{r.Mission}
	}
	return "(n.points IS NOT NULL OR n.id IN (SELECT need_id FROM scores))", nil
}

// ToRank is how many needs of a mission a ranking anew has to look at.
type ToRank struct {
	MissionID models.ID
	N         int
}

// MissionsToRank gives the missions that have needs with a score or a priority, after one, in the order of their ids.
func MissionsToRank(tx *Tx, after models.ID) ([]ToRank, error) {
	return rows[ToRank](tx, `SELECT n.mission_id, COUNT(*) AS n FROM needs n WHERE (n.points IS NOT NULL OR n.id IN (SELECT need_id FROM scores))
		AND COALESCE(n.mission_id > ?, TRUE) GROUP BY n.mission_id ORDER BY n.mission_id`, after)
}

// Candidate is a need that stands in a ranking.
type Candidate struct {
	ID, MissionID    models.ID
	Reference, Title string
	Status           string
	WantedBy         models.Date
	Priority         *models.Score
	Points           *int
	RankKey          string
}

// Candidates gives the visible needs that answer to some filters and are scored by a scheme, by today's rank. Who asks sees
// needs whole, or not at all.
func Candidates(tx *Tx, scheme models.ID, filters map[string]string, limit int) ([]Candidate, error) {
	db := Needs.seen(tx, tx.db.Table("needs").Select("needs.id, needs.mission_id, needs.reference, needs.title, needs.status, needs.wanted_by, needs.priority, needs.points, needs.rank_key"))
	db, err := Needs.filter(tx, db, models.ListQuery{Filters: filters})
	if err != nil {
		return nil, err
	}
	db = db.Where(`EXISTS (SELECT 1 FROM scores s JOIN scheme_criteria sc ON sc.criterion_id = s.criterion_id WHERE s.need_id = needs.id AND sc.scheme_id = ? AND sc.weight > 0)`, scheme)
	return collect[Candidate](tx, db.Order("needs.rank_key, needs.id").Limit(limit))
}

// GivenScore is one assessor's value of one need on one criterion.
type GivenScore struct {
	NeedID, AssessorID models.ID
	Code               string
	Value              int
	Reason             string
}

// GivenScores gives what assessors gave some needs on a scheme's criteria, in a fixed order.
func GivenScores(tx *Tx, scheme models.ID, needs []models.ID) ([]GivenScore, error) {
	var all []GivenScore
	for some := range asked(needs) {
		found, err := rows[GivenScore](tx, `SELECT s.need_id, s.assessor_id, c.code, s.value, s.reason FROM scores s
			JOIN scheme_criteria sc ON sc.criterion_id = s.criterion_id AND sc.scheme_id = ? JOIN criteria c ON c.id = s.criterion_id
			WHERE s.need_id IN ? ORDER BY s.need_id, sc.position, s.assessor_id`, scheme, some)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// Assessors gives those whose scores of a mission are awaited or there: who was asked, and who scored by the scheme. Who may not
// see a user is not told the name.
func Assessors(tx *Tx, mission, scheme models.ID) ([]models.Assessor, error) {
	seen := userScope(tx)
	return rows[models.Assessor](tx, `SELECT users.id AS user_id, CASE WHEN `+seen.SQL+` THEN users.name ELSE '' END AS name,
			EXISTS (SELECT 1 FROM mission_assessors ma WHERE ma.mission_id = ? AND ma.user_id = users.id) AS asked
		FROM users WHERE users.id IN (SELECT user_id FROM mission_assessors WHERE mission_id = ?) OR users.id IN (SELECT s.assessor_id FROM scores s
			JOIN needs n ON n.id = s.need_id JOIN scheme_criteria sc ON sc.criterion_id = s.criterion_id WHERE n.mission_id = ? AND sc.scheme_id = ?) ORDER BY 2, 1`,
		append(append([]any{}, seen.Args...), mission, mission, mission, scheme)...)
}

// AskAssessors makes some users those who are asked to score a mission's needs.
func AskAssessors(tx *Tx, mission models.ID, users []models.ID) error {
	return writeLinks(tx, link{"mission_assessors", "mission_id", "user_id"}, mission, users)
}

// ToScore gives the visible needs of a mission that were not declined, by today's rank.
func ToScore(tx *Tx, mission models.ID, limit int) ([]Candidate, error) {
	db := Needs.seen(tx, tx.db.Table("needs").Select("needs.id, needs.reference, needs.title, needs.status, needs.priority"))
	return collect[Candidate](tx, db.Where("needs.mission_id = ? AND needs.status <> 'declined'", mission).Order("needs.rank_key, needs.id").Limit(limit))
}
