package store

import "qadam/models"

// MissionTeam gives a mission's team, its manager first.
func MissionTeam(tx *Tx, mission models.ID) ([]models.TeamMember, error) {
	return queryAll[models.TeamMember](tx, `SELECT t.user_id, u.name, t.duty FROM mission_team t JOIN people u ON u.id = t.user_id
		WHERE t.mission_id = ? ORDER BY t.duty DESC, u.name, u.id`, mission)
}

// SetMissionTeam makes some people a mission's team, instead of those who were it.
func SetMissionTeam(tx *Tx, mission models.ID, team []models.TeamMemberInput) error {
	c := childRows{table: "mission_team", owner: "mission_id", columns: []string{"mission_id", "user_id", "duty"}}
	for _, m := range team {
		c.rows = append(c.rows, []any{mission, m.UserID, m.Duty})
	}
	return replaceChildren(tx, mission, c)
}

// missionsOf tells, by kind of object, which missions some objects belong to. An activity belongs to those of the needs that it answers.
var missionsOf = map[string]string{
	"mission": "SELECT x.id AS item, x.id AS mission_id FROM missions x WHERE x.id IN ?",
	"finding": "SELECT x.id AS item, x.mission_id FROM findings x WHERE x.id IN ?",
	"need":    "SELECT x.id AS item, x.mission_id FROM needs x WHERE x.id IN ?",
	"activity": "SELECT x.activity_id AS item, n.mission_id FROM activity_needs x JOIN needs n ON n.id = x.need_id " +
		"WHERE x.activity_id IN ?",
	"milestone": "SELECT x.id AS item, n.mission_id FROM milestones x JOIN activity_needs a ON a.activity_id = x.activity_id " +
		"JOIN needs n ON n.id = a.need_id WHERE x.id IN ?",
	"project": "SELECT x.project_id AS item, n.mission_id FROM activities x JOIN activity_needs a ON a.activity_id = x.id " +
		"JOIN needs n ON n.id = a.need_id WHERE x.project_id IN ?",
	"consent": "SELECT x.id AS item, COALESCE(f.mission_id, n.mission_id, x.subject_id) AS mission_id FROM consents x " +
		"LEFT JOIN findings f ON f.id = x.subject_id LEFT JOIN needs n ON n.id = x.subject_id WHERE x.id IN ?",
	"consent_request": "SELECT x.id AS item, COALESCE(f.mission_id, n.mission_id, x.subject_id) AS mission_id FROM consent_requests x " +
		"LEFT JOIN findings f ON f.id = x.subject_id LEFT JOIN needs n ON n.id = x.subject_id WHERE x.id IN ?",
	"referral": "SELECT x.id AS item, n.mission_id FROM referrals x JOIN needs n ON n.id = x.need_id WHERE x.id IN ?",
	"ranking":  "SELECT x.id AS item, x.mission_id FROM rankings x WHERE x.id IN ?",
}

// FindTeams sets the teams of items of a kind: the active managers in the teams of their missions.
func FindTeams(tx *Tx, noun string, items []WatchedItem) error {
	from, known := missionsOf[noun]
	if !known || len(items) == 0 {
		return nil
	}
	ids := make([]models.ID, len(items))
	for i, w := range items {
		ids[i] = w.ID
	}
	found, err := queryAll[struct {
		Item      models.ID
		Recipient `gorm:"embedded"`
	}](tx, `SELECT DISTINCT w.item, u.id, u.name, u.email, u.language FROM (`+from+`) w JOIN mission_team t ON t.mission_id = w.mission_id
		JOIN people u ON u.id = t.user_id AND u.active AND u.role IN (`+quoted(models.Manager, models.Admin)+`) ORDER BY w.item, u.id`, ids)
	teams := map[models.ID][]Recipient{}
	for _, f := range found {
		teams[f.Item] = append(teams[f.Item], f.Recipient)
	}
	for i := range items {
		items[i].Team = teams[items[i].ID]
	}
	return err
}
