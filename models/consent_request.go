package models

import "time"

// ConsentRequest asks a State for its consent. It waits for an answer; in a silence procedure, no objection until TakesEffectAt
// is consent.
type ConsentRequest struct {
	Base
	ConsentRequestInput
	CountryCode string               `json:"country_code"`
	Status      ConsentRequestStatus `json:"status"`
	AskedByName string               `json:"asked_by_name"`
	// BeganAt is when a mail server had taken the State's mail: silence counts from then.
	BeganAt *time.Time `json:"began_at" doc:"When a mail server had taken the State's mail, from which on silence counts. Null before that, and where an answer is required."`
	// TakesEffectAt is when silence is consent; null where an answer is required, or silence has not begun.
	TakesEffectAt  *time.Time `json:"takes_effect_at" doc:"When silence is consent. Null before it has begun."`
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
	SubjectType ConsentSubject `json:"subject_type" validate:"filled,enum" example:"need"`
	SubjectID   ID             `json:"subject_id" validate:"required"`
	Extent      Extent         `json:"extent" validate:"filled,enum=partial full" example:"partial"`
	Audience    Audience       `json:"audience" validate:"filled,enum" example:"donors"`
	// Procedure is answer, which waits for one, or silence, which after some working days is consent.
	Procedure   Procedure  `json:"procedure" validate:"filled,enum" example:"silence"`
	SilenceDays int        `json:"silence_days" validate:"min=0,max=90" example:"5" doc:"Working days of the State's calendar within which it can object."`
	Instrument  string     `json:"instrument" validate:"max=300" example:"Letter 44/21"`
	ExpiresAt   *time.Time `json:"expires_at"`
	Note        string     `json:"note" validate:"max=2000"`
}

// ConsentRequestStatus is where a request stands.
type ConsentRequestStatus string

// The statuses of a request for consent.
const (
	RequestAsked     ConsentRequestStatus = "asked"
	RequestGiven     ConsentRequestStatus = "given"
	RequestRefused   ConsentRequestStatus = "refused"
	RequestCancelled ConsentRequestStatus = "cancelled"
)

// Values lists them.
func (ConsentRequestStatus) Values() []string {
	return texts(RequestAsked, RequestGiven, RequestRefused, RequestCancelled)
}

// Procedure is how a State's consent comes about.
type Procedure string

// The procedures: an answer is waited for, or silence is consent after some working days.
const (
	ProcedureAnswer  Procedure = "answer"
	ProcedureSilence Procedure = "silence"
)

// Values lists them.
func (Procedure) Values() []string { return texts(ProcedureAnswer, ProcedureSilence) }

// DefaultSilenceDays is how many working days a State has to object when nothing else is said.
const DefaultSilenceDays = 5

// AnswerInput is a State's answer to a request. Where it gives consent the extent is as asked unless it says less.
type AnswerInput struct {
	Answer     Answer     `json:"answer" validate:"filled,enum" example:"give"`
	Extent     Extent     `json:"extent" validate:"omitempty,enum=partial full" example:"partial"`
	Instrument string     `json:"instrument" validate:"max=300" example:"Note verbale 12/21"`
	GivenOn    Date       `json:"given_on" example:"2021-05-03"`
	ExpiresAt  *time.Time `json:"expires_at"`
	Reason     string     `json:"reason" validate:"max=2000"`
}

// Answer is what a State answers to a request.
type Answer string

// The answers to a request.
const (
	AnswerGive   Answer = "give"
	AnswerRefuse Answer = "refuse"
)

// Values lists them.
func (Answer) Values() []string { return texts(AnswerGive, AnswerRefuse) }

// LastDay is the last day before an instant, in a zone.
func LastDay(t time.Time, zone *time.Location) Date { return DateOf(t.Add(-1).In(zone)) }

// SetStatusAt sets a request's status and next step at an instant: a silence procedure that is over has given consent.
func (r *ConsentRequest) SetStatusAt(now time.Time, zone *time.Location) {
	if r.Status == RequestAsked && r.TakesEffectAt != nil && !r.TakesEffectAt.After(now) {
		r.Status, r.AnsweredAt = RequestGiven, r.TakesEffectAt
	}
	if r.Status != RequestAsked {
		return
	}
	r.NextStep = NextStep{Action: "Give consent or refuse it", Owner: National}
	switch {
	case r.Procedure == ProcedureSilence && r.TakesEffectAt == nil:
		r.NextStep.Action = "Give consent or refuse it; silence begins once your mail has arrived"
	case r.TakesEffectAt != nil:
		r.NextStep.Action = "Answer, or let silence be consent"
		r.NextStep.Due = LastDay(*r.TakesEffectAt, zone)
	}
}
