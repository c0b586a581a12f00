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

// MissionLife is the life of an assessment mission; the two sent reports start its clocks.
var MissionLife = Lifecycle{Noun: "mission", Start: "planned", Steps: map[string][]Move{
	"planned":     {{To: "under_way", Roles: managers}, {To: "cancelled", Roles: managers}},
	"under_way":   {{To: "drafting", Roles: managers}, {To: "cancelled", Roles: managers}},
	"drafting":    {{To: "draft_sent", Roles: managers}},
	"draft_sent":  {{To: "report_sent", Roles: managers}, {To: "drafting", Roles: managers}},
	"report_sent": {{To: "follow_up", Roles: managers}},
	"follow_up":   {{To: "closed", Roles: managers}},
	"closed":      {{To: "follow_up", Roles: managers}},
	"cancelled":   {{To: "planned", Roles: managers}},
}}

// Mask leaves of a mission what "summary only" opens: that it is, and its releasable summary.
func (m *Mission) Mask() {
	if m.Shared != ExtentPartial {
		return
	}
	*m = Mission{Base: Base{ID: m.ID, CreatedAt: m.CreatedAt, UpdatedAt: m.CreatedAt}, Shared: m.Shared,
		MissionInput: MissionInput{Reference: m.Reference, CountryCode: m.CountryCode, ReleasableSummary: m.ReleasableSummary, Parts: []MissionPart{},
			Sessions: []MissionSession{}, ParticipantIDs: []ID{}, InstitutionIDs: []ID{}, Documents: []Link{}}}
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
