package models

// MissionTeam is who runs the follow-up of a mission: its reminders, and those of its needs and their activities, go to them.
type MissionTeam struct {
	MissionID ID           `json:"mission_id"`
	Members   []TeamMember `json:"members"`
}

// TeamMember is one person of a mission's team.
type TeamMember struct {
	UserID ID       `json:"user_id"`
	Name   string   `json:"name"`
	Duty   TeamDuty `json:"duty"`
}

// MissionTeamInput names a mission's team.
type MissionTeamInput struct {
	Members []TeamMemberInput `json:"members" validate:"max=20,unique=UserID,dive"`
}

// TeamMemberInput names one person of a team.
type TeamMemberInput struct {
	UserID ID       `json:"user_id" validate:"required"`
	Duty   TeamDuty `json:"duty" validate:"filled,enum" example:"deputy"`
}

// TeamDuty is what a person does in a mission's team.
type TeamDuty string

// The duties in a team.
const (
	TeamManager TeamDuty = "manager"
	TeamDeputy  TeamDuty = "deputy"
)

// Values lists them.
func (TeamDuty) Values() []string { return texts(TeamManager, TeamDeputy) }
