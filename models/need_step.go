package models

// NeedStepsInput asks for the same step of many needs.
type NeedStepsInput struct {
	_ struct{} `doc:"The same step for many needs: those that are named, or those of a ranking."`

	NeedIDs   []ID   `json:"need_ids" validate:"max=500,unique" doc:"Needs that take the step."`
	RankingID ID     `json:"ranking_id" doc:"In place of need_ids: the agreed needs that stand in this ranking become prioritized."`
	To        string `json:"to" validate:"filled,max=40" example:"prioritized" doc:"The new status."`
	OnDate    Date   `json:"on_date" example:"2021-02-15" doc:"Today when it is left out; not in the future."`
	Reason    string `json:"reason" validate:"max=2000" doc:"Needed for declined and lapsed."`
	// OrganisationID names whom needs are referred to; only the step to "referred" takes it.
	OrganisationID ID `json:"organisation_id" doc:"Whom the needs are referred to, with the step to referred alone."`
}

// Step is what each need is asked.
func (in NeedStepsInput) Step() StepInput {
	return StepInput{To: in.To, OnDate: in.OnDate, Reason: in.Reason, OrganisationID: in.OrganisationID}
}

// NeedSteps tells which needs took a step, and which were passed over and why.
type NeedSteps struct {
	Stepped []SteppedNeed `json:"stepped"`
	Skipped []SkippedNeed `json:"skipped"`
}

// SteppedNeed is a need that took a step.
type SteppedNeed struct {
	_ struct{} `doc:"A need that took the step."`

	ID        ID         `json:"id"`
	Reference string     `json:"reference"`
	Status    NeedStatus `json:"status" enum:"-"`
	Version   int        `json:"version"`
}

// SkippedNeed is a need that stayed as it was. One that the actor may not see has no reference.
type SkippedNeed struct {
	_ struct{} `doc:"A need that stayed as it was, and why."`

	ID        ID     `json:"id"`
	Reference string `json:"reference" doc:"Empty where there is no such need that you may see."`
	Why       string `json:"why" example:"An identified need becomes agreed or declined, not prioritized."`
	Code      Code   `json:"-"`
}
