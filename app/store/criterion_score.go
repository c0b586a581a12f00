package store

import (
	"qadam/app/store/batch"
	"qadam/models"
)

// Scores are what assessors gave needs on criteria.
var Scores = &Noun[models.CriterionScore]{
	Table: "scores", Name: "score", Scope: scoreScope,
	Filters: []Filter{
		ids("need_id", "scores.need_id IN ?", "Needs"),
		ids("criterion_id", "scores.criterion_id IN ?", "Criteria"),
		ids("assessor_id", "scores.assessor_id IN ?", "Assessors"),
	},
	Sorts: []Sort{byCreated("scores")},
}

// FindScore gives the assessor's earlier score of the same need and criterion; nil for none.
func FindScore(tx *Tx, in models.ScoreInput, assessor models.ID) (*models.CriterionScore, error) {
	return queryOptional[models.CriterionScore](tx, "SELECT * FROM scores WHERE need_id = ? AND criterion_id = ? AND assessor_id = ?",
		in.NeedID, in.CriterionID, assessor)
}

// GivenScore is one assessor's value of one need on one criterion.
type GivenScore struct {
	NeedID, AssessorID models.ID
	Code               string
	Value              int
	Reason             string
}

// GivenScores gives the scores of some needs on a scheme's criteria, in a fixed order.
func GivenScores(tx *Tx, scheme models.ID, needs []models.ID) ([]GivenScore, error) {
	var all []GivenScore
	for some := range batch.Padded(needs) {
		found, err := queryAll[GivenScore](tx, `SELECT s.need_id, s.assessor_id, c.code, s.value, s.reason FROM scores s
			JOIN scheme_criteria sc ON sc.criterion_id = s.criterion_id AND sc.scheme_id = ? JOIN criteria c ON c.id = s.criterion_id
			WHERE s.need_id IN ? ORDER BY s.need_id, sc.position, s.assessor_id`, scheme, some)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}
