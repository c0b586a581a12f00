package register

import (
	"context"
	"fmt"
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// MissionTeam gives who runs the follow-up of a mission.
func (a *Register) MissionTeam(ctx context.Context, actor models.Actor, mission models.ID) (*models.MissionTeam, error) {
	if err := engine.Allow(actor, "mission.team"); err != nil {
		return nil, err
	}
	return engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (*models.MissionTeam, error) {
		if _, err := store.Missions.Get(tx, mission); err != nil {
			return nil, err
		}
		return missionTeam(tx, mission)
	})
}

func missionTeam(tx *store.Tx, mission models.ID) (*models.MissionTeam, error) {
	members, err := store.MissionTeam(tx, mission)
	return &models.MissionTeam{MissionID: mission, Members: members}, err
}

// SetMissionTeam names a mission's team, instead of the one before.
func (a *Register) SetMissionTeam(
	ctx context.Context,
	actor models.Actor,
	mission models.ID,
	in models.MissionTeamInput,
) (*models.MissionTeam, error) {
	if err := engine.Begin(actor, "mission.set_team", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.MissionTeam, error) {
		if _, err := store.Missions.Lock(tx, mission); err != nil {
			return nil, err
		}
		if err := checkTeam(tx, in.Members); err != nil {
			return nil, err
		}
		before, err := missionTeam(tx, mission)
		if err != nil {
			return nil, err
		}
		if err := store.SetMissionTeam(tx, mission, in.Members); err != nil {
			return nil, err
		}
		after, err := missionTeam(tx, mission)
		if err != nil {
			return nil, err
		}
		return after, engine.Audit(ctx, tx, "mission.set_team", "mission", mission, before, after)
	})
}

// checkTeam refuses who cannot act on what a team is reminded of, and a second manager.
func checkTeam(tx *store.Tx, members []models.TeamMemberInput) error {
	ids := make([]string, len(members))
	for i, m := range members {
		ids[i] = string(m.UserID)
	}
	users, err := store.Users.ByAny(tx, "id", ids)
	if err != nil {
		return err
	}
	led := false
	for i, m := range members {
		at := slices.IndexFunc(users, func(u *models.User) bool { return u.ID == m.UserID })
		if at < 0 || !users[at].Active || !(models.Actor{Role: users[at].Role}).SeesAll() {
			return models.Fault(fmt.Sprintf("/members/%d/user_id", i), "Name somebody active who is a manager or an admin.")
		}
		if m.Duty == models.TeamManager && led {
			return models.Fault(fmt.Sprintf("/members/%d/duty", i), "A team has one manager; the others are deputies.")
		}
		led = led || m.Duty == models.TeamManager
	}
	return nil
}
