package models

// Milestone is a dated step of an activity. It may wait for another one.
type Milestone struct {
	Base
	MilestoneInput
	Status     MilestoneStatus `json:"status"`
	StatusOn   Date            `json:"status_on"`
	DoneOn     Date            `json:"done_on"`
	ProposedOn Date            `json:"proposed_due_on"`
	FirstDueOn Date            `json:"first_due_on" doc:"Its first due date."`
	TimesMoved int             `json:"times_moved" doc:"How often its due date was moved."`
}

// MoveTo gives a milestone another due date, which is kept apart from its first one.
func (m *Milestone) MoveTo(day Date) {
	if m.DueOn != day {
		m.TimesMoved++
	}
	m.DueOn, m.ProposedOn = day, ""
}

// MilestoneInput is what is written about a milestone.
type MilestoneInput struct {
	// Reference is made when it is left out, and never changes.
	Reference      string `json:"reference" validate:"omitempty,reference,max=60" example:"KAZ-P02-A3-M1" patch:"-"`
	ActivityID     ID     `json:"activity_id" validate:"required" patch:"-"`
	Title          string `json:"title" validate:"filled,max=300"`
	DueOn          Date   `json:"due_on" validate:"required" example:"2021-12-15"`
	Weight         int    `json:"weight" validate:"min=0,max=1000" example:"1" default:"1" doc:"Its part in the whole."`
	OrganisationID ID     `json:"organisation_id"`
	ContactID      ID     `json:"contact_id"`
	WaitsForID     ID     `json:"waits_for_id" doc:"The milestone that has to be delivered first."`
}

// MilestoneStatus is where a milestone stands.
type MilestoneStatus string

// The statuses of a milestone.
const (
	MilestonePlanned   MilestoneStatus = "planned"
	MilestoneDelivered MilestoneStatus = "delivered"
	MilestoneDropped   MilestoneStatus = "dropped"
)

// Values lists them.
func (MilestoneStatus) Values() []string {
	return texts(MilestonePlanned, MilestoneDelivered, MilestoneDropped)
}

// MilestoneMove says that a milestone was delivered (DoneOn), or asks for a new date (DueOn): one of the two.
type MilestoneMove struct {
	_ struct{} `doc:"What an update says of a milestone: delivered (done_on), or a new date asked for (due_on)."`

	MilestoneID ID   `json:"milestone_id" validate:"required"`
	DoneOn      Date `json:"done_on"`
	DueOn       Date `json:"due_on"`
}

// Holds tells that a milestone stands as the move reports it: delivered on that day.
func (v MilestoneMove) Holds(m *Milestone) bool {
	return v.MilestoneID == m.ID && v.DoneOn != "" && m.Status == MilestoneDelivered && m.DoneOn == v.DoneOn
}

// MilestoneLifecycle is the lifecycle of milestones; a manager can undo "delivered".
var MilestoneLifecycle = lifecycle("milestone", MilestonePlanned, steps[MilestoneStatus]{
	MilestonePlanned:   {{To: MilestoneDelivered, Roles: orPartner}, {To: MilestoneDropped, Roles: managers}},
	MilestoneDelivered: {{To: MilestonePlanned, Roles: managers}},
	MilestoneDropped:   {{To: MilestonePlanned, Roles: managers}},
})
