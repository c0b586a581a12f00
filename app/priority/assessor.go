package priority

import (
	"context"
	"fmt"
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// AskAssessors says who is asked to score a mission's needs.
func (a *Priorities) AskAssessors(
	ctx context.Context,
	actor models.Actor,
	mission models.ID,
	in models.AssessorsInput,
) (*models.Scoring, error) {
	if err := engine.Begin(actor, "mission.assessors", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Scoring, error) {
		asked, err := store.Missions.Lock(tx, mission)
		if err != nil {
			return nil, err
		}
		if err := checkAssessors(tx, asked, in.UserIDs); err != nil {
			return nil, err
		}
		before, err := scoringOf(tx, mission, "")
		if err != nil {
			return nil, err
		}
		if err := store.SetAssessors(tx, mission, in.UserIDs); err != nil {
			return nil, err
		}
		out, err := scoringOf(tx, mission, "")
		if err != nil {
			return nil, err
		}
		return out, engine.Audit(ctx, tx, "mission.assessors", "mission", mission, before.Assessors, out.Assessors)
	})
}

// checkAssessors refuses those who could score nothing: being asked opens nothing, so a partner or donor scores what is shared with
// it in full, and a counterpart the needs of its own State.
func checkAssessors(tx *store.Tx, mission *models.Mission, ids []models.ID) error {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = string(id)
	}
	users, err := store.Users.ByAny(tx, "id", texts)
	if err != nil {
		return err
	}
	needs, err := store.NeedsToScore(tx, mission.ID, 1)
	if err != nil {
		return err
	}
	var asked []models.Assessor
	for _, u := range users {
		asked = append(asked, models.Assessor{UserID: u.ID, Role: u.Role})
	}
	readable, err := readableNeeds(tx, mission.ID, asked)
	if err != nil {
		return err
	}
	for i, id := range ids {
		pointer := fmt.Sprintf("/user_ids/%d", i)
		at := slices.IndexFunc(users, func(u *models.User) bool { return u.ID == id && u.Active })
		if at < 0 {
			return models.Fault(pointer, "There is no active user with this id.")
		}
		u := users[at]
		audience := models.Actor{Role: u.Role}.Audience()
		switch {
		case u.Role == models.National && u.CountryCode != mission.CountryCode:
			return models.Fault(pointer, "%s is a counterpart of another State, and reads nothing of this mission.", u.Name)
		case audience != "" && len(needs) > 0 && len(readable[audience]) == 0:
			return models.Fault(pointer, "%s may read no need of this mission in full. Ask the State to share them with %s first; being "+
				"asked to score opens nothing.", u.Name, audience)
		}
	}
	return nil
}

// readable tells by audience which needs of a mission are shared in full.
type readable map[models.Audience]map[models.ID]bool

// readableNeeds finds what those assessors may read whom consent bounds.
func readableNeeds(tx *store.Tx, mission models.ID, assessors []models.Assessor) (readable, error) {
	out := readable{}
	for _, who := range assessors {
		audience := models.Actor{Role: who.Role}.Audience()
		if audience == "" || out[audience] != nil {
			continue
		}
		var err error
		if out[audience], err = store.SharedInFull(tx, mission, audience); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// by tells whether an assessor may read a need in full.
func (r readable) by(who models.Assessor, need models.ID) bool {
	audience := models.Actor{Role: who.Role}.Audience()
	return audience == "" || r[audience][need]
}

// requireAssessor refuses who is neither a manager nor asked to score a mission.
func requireAssessor(tx *store.Tx, mission models.ID) error {
	if tx.Actor().SeesAll() {
		return nil
	}
	return requireAsked(store.IsAssessor(tx, mission))
}

func requireAsked(asked bool, err error) error {
	if err == nil && !asked {
		err = models.Errorf(models.Forbidden, "You are not asked to score this mission. A manager names its assessors.")
	}
	return err
}
