package models

import (
	"cmp"
	"fmt"
	"time"
)

// Update is one partner's report on one activity or project. "No change" is a valid one.
type Update struct {
	Base
	UpdateInput
	OrganisationID ID           `json:"organisation_id"`
	AuthorID       ID           `json:"author_id"`
	Status         UpdateStatus `json:"status"`
	StatusOn       Date         `json:"status_on"`
	SubmittedAt    *time.Time   `json:"submitted_at"`
	ReturnReason   string       `json:"return_reason"`
	// OriginalID is the first version of a correction; "" for what corrects nothing.
	OriginalID       ID     `json:"original_id" doc:"The first version, if this one is a correction."`
	CorrectsID       ID     `json:"corrects_id" doc:"The version that this one corrects."`
	CorrectedByID    ID     `json:"corrected_by_id" doc:"The version that corrects this one: what stands here was wrong."`
	Wrong            string `json:"wrong" doc:"What was wrong in the version that this one corrects."`
	CorrectionReason string `json:"correction_reason" doc:"Why it was corrected."`
	// SpentCounts tells apart what was reported as spent and not yet accepted.
	SpentCounts bool `json:"spent_counts" gorm:"-" doc:"What it says was spent counts in figures: it is accepted, and no version corrects it."`
}

// First is the update's first version.
func (u *Update) First() ID { return cmp.Or(u.OriginalID, u.ID) }

// CorrectionInput is an accepted update as it should have been, with what was wrong and why it is corrected.
type CorrectionInput struct {
	Wrong  string `json:"wrong" validate:"filled,max=2000" example:"Two receipts were counted twice." doc:"What was wrong in the update."`
	Reason string `json:"reason" validate:"filled,max=2000" example:"Found when the books were closed." doc:"Why it is corrected."`
	UpdateInput
}

// ReportCorrection is an update that was corrected after a report had counted it.
type ReportCorrection struct {
	UpdateID    ID     `json:"update_id" doc:"The update as it is now."`
	CorrectsID  ID     `json:"corrects_id"`
	ProjectID   ID     `json:"project_id"`
	ActivityID  ID     `json:"activity_id"`
	PeriodFrom  Date   `json:"period_from"`
	PeriodTo    Date   `json:"period_to"`
	AuthorID    ID     `json:"author_id" doc:"Who corrected it."`
	CorrectedOn Date   `json:"corrected_on"`
	Wrong       string `json:"wrong" doc:"What was wrong."`
	Reason      string `json:"reason" doc:"Why it was corrected."`
}

// UpdateInput is what a partner reports. Delivered milestones and health count from submission; new dates from acceptance.
type UpdateInput struct {
	ProjectID  ID              `json:"project_id" validate:"required" patch:"-"`
	ActivityID ID              `json:"activity_id" patch:"-"`
	PeriodFrom Date            `json:"period_from" validate:"required"`
	PeriodTo   Date            `json:"period_to" validate:"required" doc:"The last day reported on; not in the future."`
	NoChange   bool            `json:"no_change"`
	Narrative  string          `json:"narrative" validate:"max=10000"`
	Health     Health          `json:"health" validate:"omitempty,enum" example:"on_track"`
	Progress   *int            `json:"progress" validate:"omitempty,min=0,max=100"`
	Milestones []MilestoneMove `json:"milestones" validate:"max=100,dive" gorm:"serializer:list"`
	Spent      Money           `json:"spent" validate:"fromzero" gorm:"embedded;embeddedPrefix:spent_" doc:"What the organisation has spent on this in all by the end of the period, in US dollars, the currency of the project or another; left out, nothing is said. In US dollars it counts every expenditure that is booked, in another currency those in that currency. It is reported and not yet accepted until a manager accepts the update; then what is not booked yet is booked as one expenditure."`
	Evidence   []Document      `json:"evidence" validate:"max=50,dive" gorm:"serializer:list"`
}

// LessSpent is the fault of a total that is less than what is booked already; nil for another total.
func LessSpent(total, booked Money) *FieldError {
	if total.Minor >= booked.Minor {
		return nil
	}
	return &FieldError{Pointer: "/spent", Rule: "less", Args: map[string]any{"Amount": booked, "Currency": booked.Currency},
		Detail: fmt.Sprintf("Give at least %s: so much is booked or reported already. If that is wrong, correct the update or the "+
			"expenditure first.", booked.Text())}
}

// UpdateStatus is where a partner's report stands.
type UpdateStatus string

// The statuses of an update.
const (
	UpdateDraft     UpdateStatus = "draft"
	UpdateSubmitted UpdateStatus = "submitted"
	UpdateReturned  UpdateStatus = "returned"
	UpdateAccepted  UpdateStatus = "accepted"
)

// Values lists them.
func (UpdateStatus) Values() []string {
	return texts(UpdateDraft, UpdateSubmitted, UpdateReturned, UpdateAccepted)
}

// UpdateLifecycle is the lifecycle of updates. The partner submits it, a manager returns or accepts it.
var UpdateLifecycle = lifecycle("update", UpdateDraft, steps[UpdateStatus]{
	UpdateDraft:     {{To: UpdateSubmitted, Roles: orPartner}},
	UpdateSubmitted: {{To: UpdateReturned, Roles: managers}, {To: UpdateAccepted, Roles: managers}},
	UpdateReturned:  {{To: UpdateSubmitted, Roles: orPartner}},
})

// DeliveredOn is the day on which a milestone was delivered by an update; "" where the update does not say that it was.
func (u *Update) DeliveredOn(milestone ID) Date {
	for _, move := range u.Milestones {
		if move.MilestoneID == milestone {
			return move.DoneOn
		}
	}
	return ""
}
