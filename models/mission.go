package models

// Mission is an assessment of a State by UN bodies, in one or more parts. It finds needs and starts clocks.
type Mission struct {
	Base
	MissionInput
	Terms
	Status       MissionStatus `json:"status"`
	StatusOn     Date          `json:"status_on"`
	DraftSentOn  Date          `json:"draft_sent_on"`
	ReportSentOn Date          `json:"report_sent_on"`
	// DraftAnsweredOn is when the clock of the draft was met: the State's first comment, or what a manager noted.
	DraftAnsweredOn Date     `json:"draft_answered_on" gorm:"-" doc:"When the State commented on the draft report."`
	StartsOn        Date     `json:"starts_on"`
	EndsOn          Date     `json:"ends_on"`
	NextStep        NextStep `json:"next_step" gorm:"-"`
	Shared          Extent   `json:"shared" gorm:"->;column:extent"`
}

// MissionInput is what a manager writes about a mission.
type MissionInput struct {
	// Reference is made when it is left out, and never changes.
	Reference          string           `json:"reference" validate:"omitempty,reference,max=60" example:"KAZ-2021-M1" patch:"-"`
	CountryCode        string           `json:"country_code" validate:"filled,country" example:"KAZ" patch:"-"`
	Title              string           `json:"title" validate:"filled,max=300"`
	Modality           Modality         `json:"modality" validate:"filled,enum" example:"virtual"`
	LeadOrganisationID ID               `json:"lead_organisation_id" validate:"required"`
	ReleasableSummary  string           `json:"releasable_summary" validate:"max=2000"`
	Parts              []MissionPart    `json:"parts" validate:"required,min=1,max=20,dive" gorm:"-"`
	Sessions           []MissionSession `json:"sessions" validate:"max=200,dive" gorm:"-"`
	ParticipantIDs     []ID             `json:"participant_ids" validate:"max=50,unique" gorm:"-"`
	InstitutionIDs     []ID             `json:"institution_ids" validate:"max=200,unique" gorm:"-"`
	Documents          []Document       `json:"documents" validate:"max=100,dive" gorm:"serializer:list"`
	SourceNote         string           `json:"source_note" validate:"max=1000"`
}

// MissionStatus is where a mission stands.
type MissionStatus string

// The statuses of a mission.
const (
	MissionPlanned    MissionStatus = "planned"
	MissionUnderWay   MissionStatus = "under_way"
	MissionDrafting   MissionStatus = "drafting"
	MissionDraftSent  MissionStatus = "draft_sent"
	MissionReportSent MissionStatus = "report_sent"
	MissionFollowUp   MissionStatus = "follow_up"
	MissionClosed     MissionStatus = "closed"
	MissionCancelled  MissionStatus = "cancelled"
)

// Values lists them.
func (MissionStatus) Values() []string {
	return texts(MissionPlanned, MissionUnderWay, MissionDrafting, MissionDraftSent, MissionReportSent, MissionFollowUp, MissionClosed,
		MissionCancelled)
}

// Modality is how a mission meets the State.
type Modality string

// The modalities of a mission.
const (
	ModalityOnSite  Modality = "on_site"
	ModalityVirtual Modality = "virtual"
	ModalityHybrid  Modality = "hybrid"
)

// Values lists them.
func (Modality) Values() []string { return texts(ModalityOnSite, ModalityVirtual, ModalityHybrid) }

// MissionPart is one period of a mission.
type MissionPart struct {
	StartsOn Date   `json:"starts_on" validate:"required" example:"2021-01-18"`
	EndsOn   Date   `json:"ends_on" validate:"required" example:"2021-01-25"`
	Place    string `json:"place" validate:"max=200"`
}

// MissionSession is one item of a mission's agenda. ID is given back as it was, or made.
type MissionSession struct {
	ID             ID     `json:"id"`
	OnDate         Date   `json:"on_date" validate:"required"`
	Title          string `json:"title" validate:"filled,max=300"`
	InstitutionIDs []ID   `json:"institution_ids" validate:"max=50,unique"`
}

// MissionLifecycle is the lifecycle of missions; the two sent reports start clocks.
var MissionLifecycle = lifecycle("mission", MissionPlanned, steps[MissionStatus]{
	MissionPlanned:    {{To: MissionUnderWay, Roles: managers}, {To: MissionCancelled, Roles: managers}},
	MissionUnderWay:   {{To: MissionDrafting, Roles: managers}, {To: MissionCancelled, Roles: managers}},
	MissionDrafting:   {{To: MissionDraftSent, Roles: managers}},
	MissionDraftSent:  {{To: MissionReportSent, Roles: managers}, {To: MissionDrafting, Roles: managers}},
	MissionReportSent: {{To: MissionFollowUp, Roles: managers}},
	MissionFollowUp:   {{To: MissionClosed, Roles: managers}},
	MissionClosed:     {{To: MissionFollowUp, Roles: managers}},
	MissionCancelled:  {{To: MissionPlanned, Roles: managers}},
})

// Mask blanks what partial consent to a mission does not open.
func (m *Mission) Mask() {
	if m.Shared != ExtentPartial {
		return
	}
	*m = Mission{Base: Base{ID: m.ID, CreatedAt: m.CreatedAt, UpdatedAt: m.CreatedAt}, Shared: m.Shared,
		MissionInput: MissionInput{Reference: m.Reference, CountryCode: m.CountryCode, ReleasableSummary: m.ReleasableSummary,
			Parts: []MissionPart{}, Sessions: []MissionSession{}, ParticipantIDs: []ID{}, InstitutionIDs: []ID{}, Documents: []Document{}}}
}

// NextOf gives a mission's next step and its owner.
func (m *Mission) NextOf() NextStep {
	switch m.Status {
	case MissionPlanned:
		return NextStep{Action: "Begin the mission", Owner: Manager, Due: m.StartsOn}
	case MissionUnderWay:
		return NextStep{Action: "Finish the sessions and draft the report", Owner: Manager, Due: m.EndsOn}
	case MissionDrafting:
		return NextStep{Action: "Send the draft report to the State", Owner: Manager}
	case MissionDraftSent:
		if m.DraftAnsweredOn != "" {
			return NextStep{Action: "Take up the State's comments and send the report", Owner: Manager}
		}
		return NextStep{Action: "Send comments on the draft report", Owner: National, Due: m.DraftSentOn.AddDays(30)}
	case MissionReportSent:
		return NextStep{Action: "Respond to the report", Owner: National, Due: m.ReportSentOn.AddMonths(6)}
	case MissionFollowUp:
		return NextStep{Action: "Follow the needs until they are met", Owner: Manager}
	}
	return NextStep{}
}

// Span gives the first and the last day of a mission's parts.
func (m *Mission) Span() (from, to Date) {
	for _, p := range m.Parts {
		if from == "" || p.StartsOn < from {
			from = p.StartsOn
		}
		to = max(to, p.EndsOn)
	}
	return from, to
}
