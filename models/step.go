package models

import "time"

// Step is one dated, signed step of an object. It is never changed.
type Step struct {
	_ struct{} `doc:"A step that was taken or proposed, dated and signed. It is kept for ever."`

	ID          ID        `json:"id" gorm:"primaryKey"`
	SubjectType string    `json:"subject_type"`
	SubjectID   ID        `json:"subject_id"`
	FromStatus  string    `json:"from_status"`
	ToStatus    string    `json:"to_status"`
	OnDate      Date      `json:"on_date"`
	Proposed    bool      `json:"proposed"`
	Reason      string    `json:"reason"`
	ActorID     ID        `json:"actor_id"`
	ActorName   string    `json:"actor_name"`
	ActorRole   Role      `json:"actor_role" enum:"-" doc:"In which role; empty where that is not known."`
	CreatedAt   time.Time `json:"created_at" gorm:"autoCreateTime:false"`
}

// StepInput asks for a step.
type StepInput struct {
	_ struct{} `doc:"A step of an object's life."`

	To     string `json:"to" validate:"filled,max=40" example:"agreed" doc:"The new status."`
	OnDate Date   `json:"on_date" example:"2021-02-15" doc:"Today when it is left out; not in the future."`
	Reason string `json:"reason" validate:"max=2000" doc:"Needed for declined, lapsed and returned."`
	// OrganisationID names whom a need is referred to; only the step to "referred" takes it.
	OrganisationID ID `json:"organisation_id"`
}

// Meta gives the engine the id for a cursor.
func (s *Step) Meta() *Base { return &Base{ID: s.ID} }
