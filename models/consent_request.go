package models

import "time"

// ConsentRequest asks a State for its consent. It waits for an answer; where a silence procedure runs, no objection until
// TakesEffectAt is one.
type ConsentRequest struct {
	Base
	ConsentRequestInput
	CountryCode string `json:"country_code"`
	Status      string `json:"status" enum:"asked,given,refused,cancelled"`
	AskedByName string `json:"asked_by_name"`
	// TakesEffectAt is when silence is consent; null where an answer is waited for.
	TakesEffectAt  *time.Time `json:"takes_effect_at"`
	AnsweredAt     *time.Time `json:"answered_at"`
	AnsweredBy     ID         `json:"answered_by"`
	AnsweredByName string     `json:"answered_by_name"`
	AnswerReason   string     `json:"answer_reason"`
	// ConsentID is the entry of the ledger that came of it.
	ConsentID ID       `json:"consent_id"`
	NextStep  NextStep `json:"next_step" gorm:"-"`
}

// ConsentRequestInput is what a manager asks a State for.
type ConsentRequestInput struct {
	SubjectType string `json:"subject_type" validate:"filled,oneof=mission finding need" example:"need"`
	SubjectID   ID     `json:"subject_id" validate:"required"`
	Extent      string `json:"extent" validate:"filled,oneof=partial full" example:"partial"`
	Audience    string `json:"audience" validate:"filled,oneof=partners donors public" example:"donors"`
	// Procedure is answer, which waits for one, or silence, which after some working days is consent.
	Procedure   string     `json:"procedure" validate:"filled,oneof=answer silence" example:"silence"`
	SilenceDays int        `json:"silence_days" validate:"min=0,max=90" example:"5"`
	Instrument  string     `json:"instrument" validate:"max=300" example:"Letter 44/21"`
	ExpiresAt   *time.Time `json:"expires_at"`
	Note        string     `json:"note" validate:"max=2000"`
}

// DefaultSilenceDays is how many working days a State has to object when nothing else is said.
const DefaultSilenceDays = 5

// AnswerInput is a State's answer to a request. Where it gives consent the extent is as asked unless it says less.
type AnswerInput struct {
	Answer     string     `json:"answer" validate:"filled,oneof=give refuse" example:"give"`
	Extent     string     `json:"extent" validate:"omitempty,oneof=partial full" example:"partial"`
	Instrument string     `json:"instrument" validate:"max=300" example:"Note verbale 12/21"`
	GivenOn    Date       `json:"given_on" example:"2021-05-03"`
	ExpiresAt  *time.Time `json:"expires_at"`
	Reason     string     `json:"reason" validate:"max=2000"`
}

// LastDay is the last day before an instant, in a zone.
func LastDay(t time.Time, zone *time.Location) Date { return DateOf(t.Add(-1).In(zone)) }

// Settle gives a request, as it stands at an instant, its status and its next step: silence that is over has given consent.
func (r *ConsentRequest) Settle(now time.Time, zone *time.Location) {
	if r.Status == "asked" && r.TakesEffectAt != nil && !r.TakesEffectAt.After(now) {
		r.Status, r.AnsweredAt = "given", r.TakesEffectAt
	}
	if r.Status != "asked" {
		return
	}
	r.NextStep = NextStep{Action: "Give consent or refuse it", Owner: National}
	if r.TakesEffectAt != nil {
		r.NextStep.Action = "Answer, or let silence be consent"
		r.NextStep.Due = LastDay(*r.TakesEffectAt, zone)
	}
}
