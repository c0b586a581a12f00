package models

// CriterionScore is one assessor's value of one need on one criterion, with the reason.
type CriterionScore struct {
	Base
	ScoreInput
	AssessorID ID `json:"assessor_id"`
}

// ScoreInput is what an assessor writes.
type ScoreInput struct {
	NeedID      ID     `json:"need_id" validate:"required" patch:"-"`
	CriterionID ID     `json:"criterion_id" validate:"required" patch:"-"`
	Value       int    `json:"value" validate:"min=1,max=5" example:"4"`
	Reason      string `json:"reason" validate:"filled,max=2000"`
}
