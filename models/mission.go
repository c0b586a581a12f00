package models

// Mission is an assessment of a State by UN bodies, in one or more parts. It finds needs and starts clocks.
type Mission struct {
	Base
	MissionInput
	Status       string   `json:"status" enum:"planned,under_way,drafting,draft_sent,report_sent,follow_up,closed,cancelled"`
	StatusOn     Date     `json:"status_on"`
	DraftSentOn  Date     `json:"draft_sent_on"`
	ReportSentOn Date     `json:"report_sent_on"`
	StartsOn     Date     `json:"starts_on"`
	EndsOn       Date     `json:"ends_on"`
	NextStep     NextStep `json:"next_step" gorm:"-"`
	Shared       string   `json:"shared" gorm:"->;column:extent" enum:"none,partial,full"`
}

// MissionInput is what a manager writes about a mission.
type MissionInput struct {
	// Reference is made when it is left out, and never changes.
	Reference          string           `json:"reference" validate:"omitempty,reference,max=60" example:"KAZ-2021-M1"`
	CountryCode        string           `json:"country_code" validate:"filled,country" example:"KAZ"`
	Title              string           `json:"title" validate:"filled,max=300"`
	Modality           string           `json:"modality" validate:"filled,oneof=on_site virtual hybrid" example:"virtual"`
	LeadOrganisationID ID               `json:"lead_organisation_id" validate:"required"`
	ReleasableSummary  string           `json:"releasable_summary" validate:"max=2000"`
	Parts              []MissionPart    `json:"parts" validate:"required,min=1,max=20,dive" gorm:"-"`
	Sessions           []MissionSession `json:"sessions" validate:"max=200,dive" gorm:"-"`
	ParticipantIDs     []ID             `json:"participant_ids" validate:"max=50,unique" gorm:"-"`
	InstitutionIDs     []ID             `json:"institution_ids" validate:"max=200,unique" gorm:"-"`
	Documents          []Link           `json:"documents" validate:"max=100,dive" gorm:"serializer:list"`
	SourceNote         string           `json:"source_note" validate:"max=1000"`
}

// MissionPart is one stretch of days of a mission.
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

// Mask leaves of a mission what "summary only" opens: that it is, and its releasable summary.
func (m *Mission) Mask() {
	if m.Shared != ExtentPartial {
		return
	}
	*m = Mission{Base: Base{ID: m.ID, CreatedAt: m.CreatedAt, UpdatedAt: m.CreatedAt}, Shared: m.Shared,
		MissionInput: MissionInput{Reference: m.Reference, CountryCode: m.CountryCode, ReleasableSummary: m.ReleasableSummary, Parts: []MissionPart{},
			Sessions: []MissionSession{}, ParticipantIDs: []ID{}, InstitutionIDs: []ID{}, Documents: []Link{}}}
}

// Finding is what a mission found on one dimension, against provisions. Confidential until the State consents.
type Finding struct {
	Base
	CountryCode string `json:"country_code"`
	FindingInput
	Shared string `json:"shared" gorm:"->;column:extent" enum:"none,partial,full"`
}

// FindingInput is what a manager writes about a finding.
type FindingInput struct {
	// Reference is made when it is left out, and never changes.
	Reference         string `json:"reference" validate:"omitempty,reference,max=60" example:"KAZ-2021-F03"`
	MissionID         ID     `json:"mission_id" validate:"required"`
	SessionID         ID     `json:"session_id"`
	Dimension         string `json:"dimension" validate:"filled,oneof=legislative institutional operational response_capacity" example:"operational"`
	Kind              string `json:"kind" validate:"filled,oneof=good_practice shortfall" example:"shortfall"`
	Text              string `json:"text" validate:"filled,max=10000"`
	Evidence          string `json:"evidence" validate:"max=10000"`
	RatingCode        string `json:"rating_code" validate:"omitempty,slug,max=40" example:"partly"`
	ReleasableSummary string `json:"releasable_summary" validate:"max=2000"`
	ProvisionIDs      []ID   `json:"provision_ids" validate:"max=50,unique" gorm:"-"`
}

// Mask leaves of a finding what "summary only" opens.
func (f *Finding) Mask() {
	if f.Shared != ExtentPartial {
		return
	}
	*f = Finding{Base: Base{ID: f.ID, CreatedAt: f.CreatedAt, UpdatedAt: f.CreatedAt}, CountryCode: f.CountryCode,
		Shared: f.Shared, FindingInput: FindingInput{Reference: f.Reference, ReleasableSummary: f.ReleasableSummary, ProvisionIDs: []ID{}}}
}

// NextOf tells what a mission waits for, and whose step it is.
func (m *Mission) NextOf() NextStep {
	switch m.Status {
	case "planned":
		return NextStep{Action: "Begin the mission", Owner: Manager, Due: m.StartsOn}
	case "under_way":
		return NextStep{Action: "Finish the sessions and draft the report", Owner: Manager, Due: m.EndsOn}
	case "drafting":
		return NextStep{Action: "Send the draft report to the State", Owner: Manager}
	case "draft_sent":
		return NextStep{Action: "Send comments on the draft report", Owner: National, Due: m.DraftSentOn.AddDays(30)}
	case "report_sent":
		return NextStep{Action: "Respond to the report", Owner: National, Due: m.ReportSentOn.AddMonths(6)}
	case "follow_up":
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
