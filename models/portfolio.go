package models

import (
	"fmt"
	"time"
)

// Offer is what a partner can deliver, or what a donor wants to fund.
type Offer struct {
	Base
	OfferInput
	Status   string `json:"status" enum:"open,closed"`
	StatusOn Date   `json:"status_on"`
	// PlacesLeft and EnvelopeLeft are what accepted proposals have left of it; null where it does not say how much there is.
	// To its owner an amount counts while the need behind it is shared in full.
	PlacesLeft   *int  `json:"places_left" gorm:"-"`
	EnvelopeLeft Money `json:"envelope_left" gorm:"-"`
	// Hint tells that an agreed need which its owner may not see matches it. A job sets it (app/matches.go).
	Hint bool `json:"-"`
}

// OfferInput is what an organisation writes about its offer.
type OfferInput struct {
	// Reference is made when it is left out, and never changes.
	Reference      string   `json:"reference" validate:"omitempty,reference,max=60" example:"UNODC-O3"`
	OrganisationID ID       `json:"organisation_id" validate:"required"`
	Purpose        string   `json:"purpose" validate:"filled,oneof=deliver fund" example:"deliver"`
	Title          string   `json:"title" validate:"filled,max=300"`
	Description    string   `json:"description" validate:"max=5000"`
	ThemeCodes     []string `json:"theme_codes" validate:"max=20,unique,dive,slug,max=60" gorm:"-"`
	CountryCodes   []string `json:"country_codes" validate:"max=50,unique,dive,country" gorm:"-"`
	// Regions are as the countries name theirs. Without countries and regions it is for everywhere.
	Regions   []string `json:"regions" validate:"max=30,unique,dive,filled,max=100" gorm:"serializer:list"`
	Levels    []string `json:"levels" validate:"max=3,unique,dive,oneof=legislative strategic operational" gorm:"serializer:list"`
	Kinds     []string `json:"kinds" validate:"max=7,unique,dive,oneof=legislative_drafting training mentoring equipment it_system advisory regional_coordination" gorm:"serializer:list"`
	Languages []string `json:"languages" validate:"max=20,unique,dive,bcp47_language_tag" gorm:"serializer:list"`
	StartsOn  Date     `json:"starts_on"`
	EndsOn    Date     `json:"ends_on"`
	Capacity  string   `json:"capacity" validate:"max=500" example:"Two courses of 20 people a year"`
	// Places is how many needs it can take; 0 leaves it open.
	Places   int   `json:"places" validate:"min=0,max=10000" example:"2"`
	Envelope Money `json:"envelope" gorm:"embedded;embeddedPrefix:envelope_"`
}

// Project is a partner's funded undertaking in one or more countries; its activities answer needs.
type Project struct {
	Base
	ProjectInput
	Status       string   `json:"status" enum:"pipeline,implementation,finalisation,closed,cancelled,suspended"`
	StatusOn     Date     `json:"status_on"`
	LastUpdateOn Date     `json:"last_update_on"`
	NextStep     NextStep `json:"next_step" gorm:"-"`
}

// ProjectInput is what a manager or the lead partner writes about a project.
type ProjectInput struct {
	// Reference is made when it is left out, and never changes.
	Reference          string   `json:"reference" validate:"omitempty,reference,max=60" example:"KAZ-P02"`
	Title              string   `json:"title" validate:"filled,max=300"`
	Description        string   `json:"description" validate:"max=10000"`
	LeadOrganisationID ID       `json:"lead_organisation_id" validate:"required"`
	CountryCodes       []string `json:"country_codes" validate:"required,min=1,max=50,unique,dive,country" gorm:"-"`
	StartsOn           Date     `json:"starts_on" validate:"required" example:"2021-06-01"`
	EndsOn             Date     `json:"ends_on" validate:"required" example:"2023-05-31"`
	Budget             Money    `json:"budget" gorm:"embedded;embeddedPrefix:budget_"`
	// ReportingMonths is the reporting cycle in months; 0 is none.
	ReportingMonths int `json:"reporting_months" validate:"min=0,max=36" example:"3"`
}

// Activity is a piece of a project with partners, needs that it answers, milestones and a health.
type Activity struct {
	Base
	ActivityInput
	Status       string   `json:"status" enum:"pipeline,implementation,finalisation,closed,cancelled,suspended"`
	StatusOn     Date     `json:"status_on"`
	ActualStart  Date     `json:"actual_start"`
	ActualEnd    Date     `json:"actual_end"`
	LastUpdateOn Date     `json:"last_update_on"`
	NextStep     NextStep `json:"next_step" gorm:"-"`
	// Milestones come with a single activity, not with a list of them.
	Milestones []Milestone `json:"milestones,omitempty" gorm:"-"`
}

// ActivityInput is what a manager or a partner of the activity writes about it.
type ActivityInput struct {
	// Reference is made when it is left out, and never changes.
	Reference      string            `json:"reference" validate:"omitempty,reference,max=60" example:"KAZ-P02-A3"`
	ProjectID      ID                `json:"project_id" validate:"required"`
	Title          string            `json:"title" validate:"filled,max=300"`
	Description    string            `json:"description" validate:"max=10000"`
	CountryCode    string            `json:"country_code" validate:"filled,country" example:"KAZ"`
	ThemeCodes     []string          `json:"theme_codes" validate:"max=10,unique,dive,slug,max=60" gorm:"-"`
	Kinds          []string          `json:"kinds" validate:"max=7,unique,dive,oneof=legislative_drafting training mentoring equipment it_system advisory regional_coordination" gorm:"serializer:list"`
	Partners       []ActivityPartner `json:"partners" validate:"required,min=1,max=30,dive" gorm:"-"`
	Needs          []ActivityNeed    `json:"needs" validate:"max=50,dive" gorm:"-"`
	InstitutionIDs []ID              `json:"institution_ids" validate:"max=50,unique" gorm:"-"`
	PlannedStart   Date              `json:"planned_start" validate:"required" example:"2021-09-01"`
	PlannedEnd     Date              `json:"planned_end" validate:"required" example:"2022-03-31"`
	Health         string            `json:"health" validate:"filled,oneof=on_track at_risk off_track" example:"on_track"`
	Progress       int               `json:"progress" validate:"min=0,max=100"`
}

// ActivityPartner is an organisation's part in an activity; each activity has one lead.
type ActivityPartner struct {
	OrganisationID ID     `json:"organisation_id" validate:"required"`
	PartnerRole    string `json:"partner_role" validate:"filled,oneof=lead implementing supporting" example:"lead"`
}

// Lead is the organisation that leads the activity.
func (v *Activity) Lead() ID {
	for _, p := range v.Partners {
		if p.PartnerRole == "lead" {
			return p.OrganisationID
		}
	}
	return ""
}

// ActivityNeed links an activity to a need that it answers; Share is the part of the activity's money that is for it,
// in per cent. To a reader who may not see the need it is a placeholder: no id, no reference, only that a need stands there.
type ActivityNeed struct {
	NeedID      ID     `json:"need_id" validate:"required"`
	Share       int    `json:"share" validate:"min=1,max=100" example:"100"`
	Reference   string `json:"reference,omitempty" gorm:"->" writable:"no"`
	Placeholder string `json:"placeholder,omitempty" gorm:"-" writable:"no"`
}

// NeedPlaceholder stands for a need that the reader may not see.
const NeedPlaceholder = "A need stands behind this"

// NextOf tells what an activity waits for: its next open milestone, or its next step in life.
func (a *Activity) NextOf(next *Milestone) NextStep {
	switch {
	case Finished(a.Status):
		return NextStep{}
	case next != nil:
		return NextStep{Action: "Deliver " + next.Reference, Owner: Partner, Due: next.DueOn}
	case a.Status == "pipeline":
		return NextStep{Action: "Start it", Owner: Partner, Due: a.PlannedStart}
	}
	return NextStep{Action: "Finish it", Owner: Partner, Due: a.PlannedEnd}
}

// Milestone is a dated step of an activity. It may wait for another one.
type Milestone struct {
	Base
	MilestoneInput
	Status     string `json:"status" enum:"planned,delivered,dropped"`
	StatusOn   Date   `json:"status_on"`
	DoneOn     Date   `json:"done_on"`
	ProposedOn Date   `json:"proposed_due_on"`
}

// MilestoneInput is what is written about a milestone.
type MilestoneInput struct {
	// Reference is made when it is left out, and never changes.
	Reference      string `json:"reference" validate:"omitempty,reference,max=60" example:"KAZ-P02-A3-M1"`
	ActivityID     ID     `json:"activity_id" validate:"required"`
	Title          string `json:"title" validate:"filled,max=300"`
	DueOn          Date   `json:"due_on" validate:"required" example:"2021-12-15"`
	Weight         int    `json:"weight" validate:"min=0,max=1000" example:"1"`
	OrganisationID ID     `json:"organisation_id"`
	ContactID      ID     `json:"contact_id"`
	WaitsForID     ID     `json:"waits_for_id"`
}

// Indicator measures an output or an outcome of a project or of one activity.
type Indicator struct {
	Base
	IndicatorInput
}

// IndicatorInput is what is written about an indicator. Values are decimal texts, such as "12.5".
type IndicatorInput struct {
	ProjectID  ID                `json:"project_id" validate:"required"`
	ActivityID ID                `json:"activity_id"`
	Kind       string            `json:"kind" validate:"filled,oneof=output outcome" example:"output"`
	Title      string            `json:"title" validate:"filled,max=300"`
	Unit       string            `json:"unit" validate:"filled,max=60" example:"officers trained"`
	Baseline   string            `json:"baseline" validate:"omitempty,figure" example:"0"`
	Periods    []IndicatorPeriod `json:"periods" validate:"max=100,dive" gorm:"-"`
}

// IndicatorPeriod is a target and what was reached, in all or for one group ("women", "Atyrau region").
type IndicatorPeriod struct {
	StartsOn Date   `json:"starts_on" validate:"required"`
	EndsOn   Date   `json:"ends_on" validate:"required"`
	Group    string `json:"group" validate:"max=100" gorm:"column:group_name"`
	Target   string `json:"target" validate:"omitempty,figure"`
	Actual   string `json:"actual" validate:"omitempty,figure"`
}

// Update is one partner's report on one activity or project. "No change" is a valid one.
type Update struct {
	Base
	UpdateInput
	OrganisationID ID         `json:"organisation_id"`
	AuthorID       ID         `json:"author_id"`
	Status         string     `json:"status" enum:"draft,submitted,returned,accepted"`
	StatusOn       Date       `json:"status_on"`
	SubmittedAt    *time.Time `json:"submitted_at"`
	ReturnReason   string     `json:"return_reason"`
}

// UpdateInput is what a partner reports. Delivered milestones and health count from submission; new dates from acceptance.
type UpdateInput struct {
	ProjectID  ID              `json:"project_id" validate:"required"`
	ActivityID ID              `json:"activity_id"`
	PeriodFrom Date            `json:"period_from" validate:"required"`
	PeriodTo   Date            `json:"period_to" validate:"required"`
	NoChange   bool            `json:"no_change"`
	Narrative  string          `json:"narrative" validate:"max=10000"`
	Health     string          `json:"health" validate:"omitempty,oneof=on_track at_risk off_track" example:"on_track"`
	Progress   *int            `json:"progress" validate:"omitempty,min=0,max=100"`
	Milestones []MilestoneMove `json:"milestones" validate:"max=100,dive" gorm:"serializer:list"`
	Spent      Money           `json:"spent" gorm:"embedded;embeddedPrefix:spent_"`
	Evidence   []Link          `json:"evidence" validate:"max=50,dive" gorm:"serializer:list"`
}

// MilestoneMove says that a milestone was delivered (DoneOn), or asks for a new date (DueOn): one of the two.
type MilestoneMove struct {
	MilestoneID ID   `json:"milestone_id" validate:"required"`
	DoneOn      Date `json:"done_on"`
	DueOn       Date `json:"due_on"`
}

// CheckPeriod refuses a period that ends before it begins; the pointers name the two fields.
func CheckPeriod(from, to Date, toPointer string) error {
	if from != "" && to != "" && to < from {
		return Fault(toPointer, "Give a day on or after %s.", from)
	}
	return nil
}

// ShortReference joins a parent's reference and a number: KAZ-P02 and 3 give KAZ-P02-A3.
func ShortReference(parent, letter string, n int) string {
	return fmt.Sprintf("%s-%s%d", parent, letter, n)
}

// NextOf tells what a project waits for.
func (p *Project) NextOf() NextStep {
	switch {
	case Finished(p.Status):
		return NextStep{}
	case p.Status == "pipeline":
		return NextStep{Action: "Start it", Owner: Partner, Due: p.StartsOn}
	case p.ReportingMonths > 0:
		from := p.LastUpdateOn
		if from == "" {
			from = p.StartsOn
		}
		return NextStep{Action: "Send an update", Owner: Partner, Due: from.AddMonths(p.ReportingMonths)}
	}
	return NextStep{Action: "Finish it", Owner: Partner, Due: p.EndsOn}
}
