package models

import "slices"

// Activity is a piece of a project with partners, needs that it answers, milestones and a health.
type Activity struct {
	Base
	ActivityInput
	Terms
	Status       ActivityStatus `json:"status"`
	StatusOn     Date           `json:"status_on"`
	ActualStart  Date           `json:"actual_start"`
	ActualEnd    Date           `json:"actual_end"`
	LastUpdateOn Date           `json:"last_update_on"`
	NextStep     NextStep       `json:"next_step" gorm:"-"`
	// Milestones come with a single activity, not with a list of them.
	Milestones []Milestone `json:"milestones,omitempty" gorm:"-"`
	Expanded   *Expanded   `json:"expanded,omitempty" gorm:"-"`
}

// ActivityInput is what a manager or a partner of the activity writes about it.
type ActivityInput struct {
	// Reference is made when it is left out, and never changes.
	Reference      string            `json:"reference" validate:"omitempty,reference,max=60" example:"KAZ-P02-A3" patch:"-"`
	ProjectID      ID                `json:"project_id" validate:"required" patch:"-"`
	Title          string            `json:"title" validate:"filled,max=300"`
	Description    string            `json:"description" validate:"max=10000"`
	CountryCode    string            `json:"country_code" validate:"filled,country" example:"KAZ"`
	ThemeCodes     []string          `json:"theme_codes" validate:"max=10,unique,dive,slug,max=60" gorm:"-"`
	Kinds          []NeedKind        `json:"kinds" validate:"max=7,unique,dive,enum" gorm:"serializer:list"`
	Partners       []ActivityPartner `json:"partners" validate:"required,min=1,max=30,dive" gorm:"-"`
	Needs          []ActivityNeed    `json:"needs" validate:"max=50,dive" gorm:"-"`
	InstitutionIDs []ID              `json:"institution_ids" validate:"max=50,unique" gorm:"-"`
	ContactID      ID                `json:"contact_id" doc:"Its focal point, a contact of the lead partner: who is reminded of it, and to whom an update link goes that names nobody."`
	PlannedStart   Date              `json:"planned_start" validate:"required" example:"2021-09-01"`
	PlannedEnd     Date              `json:"planned_end" validate:"required" example:"2022-03-31"`
	Health         Health            `json:"health" validate:"filled,enum" example:"on_track"`
	Progress       int               `json:"progress" validate:"min=0,max=100"`
	Documents      []Document        `json:"documents" validate:"max=50,dive" gorm:"serializer:list"`
}

// ActivityStatus is where an activity or a project stands, in the words of IATI's ActivityStatus code list.
type ActivityStatus string

// The statuses of activities and projects.
const (
	ActivityPipeline       ActivityStatus = "pipeline"
	ActivityImplementation ActivityStatus = "implementation"
	ActivityFinalisation   ActivityStatus = "finalisation"
	ActivityClosed         ActivityStatus = "closed"
	ActivityCancelled      ActivityStatus = "cancelled"
	ActivitySuspended      ActivityStatus = "suspended"
)

// Values lists them.
func (ActivityStatus) Values() []string {
	return texts(ActivityPipeline, ActivityImplementation, ActivityFinalisation, ActivityClosed, ActivityCancelled, ActivitySuspended)
}

// Health says whether an activity goes as planned.
type Health string

// The healths of an activity.
const (
	OnTrack  Health = "on_track"
	AtRisk   Health = "at_risk"
	OffTrack Health = "off_track"
)

// Values lists them.
func (Health) Values() []string { return texts(OnTrack, AtRisk, OffTrack) }

// ActivityPartner is an organisation's part in an activity; each activity has one lead.
type ActivityPartner struct {
	_ struct{} `doc:"An organisation's part in an activity."`

	OrganisationID ID          `json:"organisation_id" validate:"required"`
	PartnerRole    PartnerRole `json:"partner_role" validate:"filled,enum" example:"lead"`
}

// PartnerRole is an organisation's part in an activity.
type PartnerRole string

// The roles of partners.
const (
	PartnerLead         PartnerRole = "lead"
	PartnerImplementing PartnerRole = "implementing"
	PartnerSupporting   PartnerRole = "supporting"
)

// Values lists them.
func (PartnerRole) Values() []string {
	return texts(PartnerLead, PartnerImplementing, PartnerSupporting)
}

// ActivityNeed is a need that an activity answers; Share is the part of the activity's money that is for it, in per cent. To a
// reader who may not see the need it is a placeholder without id and reference.
type ActivityNeed struct {
	_ struct{} `doc:"A need that an activity answers. Where you may not see the need there is a placeholder instead."`

	NeedID      ID     `json:"need_id" validate:"required"`
	Share       int    `json:"share" validate:"min=1,max=100" example:"100" doc:"The part of the activity's money that is for this need, in per cent."`
	Reference   string `json:"reference,omitempty" gorm:"->" writable:"no"`
	Placeholder string `json:"placeholder,omitempty" gorm:"-" writable:"no"`
}

// NeedPlaceholder stands for a need that the reader may not see.
const NeedPlaceholder = "A need stands behind this"

// ActivityLifecycle is the lifecycle of activities and projects, in the words of IATI's ActivityStatus code list.
var ActivityLifecycle = lifecycle("activity", ActivityPipeline, steps[ActivityStatus]{
	ActivityPipeline: {{To: ActivityImplementation, Roles: orPartner}, {To: ActivitySuspended, Roles: orPartner},
		{To: ActivityCancelled, Roles: managers}},
	ActivityImplementation: {{To: ActivityFinalisation, Roles: orPartner}, {To: ActivityClosed, Roles: orPartner},
		{To: ActivitySuspended, Roles: orPartner}, {To: ActivityCancelled, Roles: managers}},
	ActivityFinalisation: {{To: ActivityClosed, Roles: orPartner}, {To: ActivityImplementation, Roles: orPartner},
		{To: ActivitySuspended, Roles: orPartner}},
	ActivitySuspended: {{To: ActivityImplementation, Roles: orPartner}, {To: ActivityPipeline, Roles: managers},
		{To: ActivityCancelled, Roles: managers}}, ActivityClosed: {{To: ActivityImplementation, Roles: managers}},
	ActivityCancelled: {{To: ActivityPipeline, Roles: managers}},
})

// IATIStatus gives the code of IATI's ActivityStatus code list for each status word.
var IATIStatus = map[ActivityStatus]string{ActivityPipeline: "1", ActivityImplementation: "2", ActivityFinalisation: "3",
	ActivityClosed: "4", ActivityCancelled: "5", ActivitySuspended: "6"}

// Lead is the organisation that leads the activity.
func (v *Activity) Lead() ID {
	for _, p := range v.Partners {
		if p.PartnerRole == PartnerLead {
			return p.OrganisationID
		}
	}
	return ""
}

// HasPartner tells whether an organisation takes part in the activity.
func (v *Activity) HasPartner(organisation ID) bool {
	return slices.ContainsFunc(v.Partners, func(p ActivityPartner) bool { return p.OrganisationID == organisation })
}

// NextOf gives an activity's next step: its next open milestone, or its own transition.
func (a *Activity) NextOf(next *Milestone) NextStep {
	switch {
	case Finished(a.Status):
		return NextStep{}
	case next != nil:
		return NextStep{Action: "Deliver " + next.Reference, Owner: Partner, Due: next.DueOn}
	case a.Status == ActivityPipeline:
		return NextStep{Action: "Start it", Owner: Partner, Due: a.PlannedStart}
	}
	return NextStep{Action: "Finish it", Owner: Partner, Due: a.PlannedEnd}
}

// SameFootprint tells that nothing changed which is compared with other activities.
func (v *Activity) SameFootprint(old *Activity) bool {
	same := func(a, b ActivityPartner) bool { return a.OrganisationID == b.OrganisationID }
	return v.CountryCode == old.CountryCode && v.PlannedStart == old.PlannedStart && v.PlannedEnd == old.PlannedEnd &&
		slices.Equal(v.ThemeCodes, old.ThemeCodes) &&
		slices.Equal(v.Kinds, old.Kinds) && slices.Equal(v.InstitutionIDs, old.InstitutionIDs) && slices.EqualFunc(v.Partners, old.Partners,
		same)
}
