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

// OwnScores gives the actor's scores of some needs on some criteria.
func OwnScores(tx *Tx, needs, criteria []models.ID) ([]*models.CriterionScore, error) {
	var all []*models.CriterionScore
	for some := range batch.Padded(needs) {
		found, err := queryAll[models.CriterionScore](tx,
			"SELECT * FROM scores WHERE assessor_id = ? AND need_id IN ? AND criterion_id IN ?", tx.actor.UserID, some, criteria)
		if err != nil {
			return nil, err
		}
		all = append(all, pointers(found)...)
	}
	return all, nil
}

// GivenScores gives the scores of some needs on a scheme's criteria that the actor may read, in a fixed order.
func GivenScores(tx *Tx, scheme models.ID, needs []models.ID) ([]GivenScore, error) {
	var all []GivenScore
	for some := range batch.Padded(needs) {
		found, err := queryAll[GivenScore](tx, `SELECT scores.need_id, scores.assessor_id, c.code, scores.value, scores.reason FROM scores
			JOIN scheme_criteria sc ON sc.criterion_id = scores.criterion_id AND sc.scheme_id = ?
			JOIN criteria c ON c.id = scores.criterion_id
			WHERE scores.need_id IN ? AND ? ORDER BY scores.need_id, sc.position, scores.assessor_id`, scheme, some, scoreScope(tx))
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// GivenScore is one assessor's value of one need on one criterion.
type GivenScore struct {
	NeedID, AssessorID models.ID
	Code               string
	Value              int
	Reason             string
}
