package reminders

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// MissionClocks gives the clocks that a mission's events started: those of its reports, of its needs' referrals and of the
// consents to what it found; running, overdue, met or stopped.
func (a *FollowUp) MissionClocks(ctx context.Context, actor models.Actor, id models.ID) (*models.MissionClocks, error) {
	if err := engine.Allow(actor, "mission.clocks"); err != nil {
		return nil, err
	}
	return engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (*models.MissionClocks, error) {
		m, err := store.Missions.Get(tx, id)
		if err != nil {
			return nil, err
		}
		return ClocksOf(tx, m)
	})
}

func ClocksOf(tx *store.Tx, m *models.Mission) (*models.MissionClocks, error) {
	rules, err := store.ActiveRules(tx.As(engine.System()))
	if err != nil {
		return nil, err
	}
	found, err := store.ClocksOfMission(tx.As(engine.System()), m.ID)
	if err != nil {
		return nil, err
	}
	out := &models.MissionClocks{MissionID: m.ID, Version: m.Version, Reference: m.Reference, Clocks: []models.Clock{}}
	for _, r := range rules {
		for _, c := range found {
			if c.Watches == r.Watches {
				out.Clocks = append(out.Clocks, c.ClockBy(r, engine.Today(tx)))
			}
		}
	}
	slices.SortStableFunc(out.Clocks, func(a, b models.Clock) int {
		return cmp.Or(
			strings.Compare(a.Rule, b.Rule),
			strings.Compare(string(a.EndsOn), string(b.EndsOn)),
			strings.Compare(a.Reference, b.Reference),
		)
	})
	return out, nil
}

// AdjustClock gives one of a mission's clocks another end, or says that it was met, with the reason. A clock that is met stops,
// and so do its reminders.
func (a *FollowUp) AdjustClock(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	version int,
	in models.ClockInput,
) (*models.MissionClocks, error) {
	if err := engine.Begin(actor, "mission.adjust", in); err != nil {
		return nil, err
	}
	if (in.EndsOn == "") == (in.MetOn == "") {
		return nil, models.Fault("/ends_on", "Give another end, or the day on which it was met: one of them.")
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.MissionClocks, error) {
		m, _, _, err := a.register.Missions.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		if err := engine.NotFuture(tx, "/met_on", in.MetOn); err != nil {
			return nil, err
		}
		before, err := ClocksOf(tx, m)
		if err != nil {
			return nil, err
		}
		c, err := adjustableClock(before, in)
		if err != nil {
			return nil, err
		}
		if err := store.AdjustClock(tx, c.SubjectType, in); err != nil {
			return nil, err
		}
		if err := store.Missions.Update(tx, m); err != nil { // a change must be of the version that was read
			return nil, err
		}
		after, err := ClocksOf(tx, m)
		if err != nil {
			return nil, err
		}
		return after, engine.Audit(ctx, tx, "mission.adjust", "mission", m.ID, before, after)
	})
}

// adjustableClock finds the clock to adjust, if it runs and can end then.
func adjustableClock(all *models.MissionClocks, in models.ClockInput) (models.Clock, error) {
	c, started := all.Find(in.Watches, in.SubjectID)
	switch {
	case !started:
		return c, models.Fault("/subject_id", "This mission has no such clock; GET its clocks to see those that run.")
	case c.Ended():
		return c, models.Errorf(models.Conflict, "This clock is %s already.", c.State)
	}
	return c, cmp.Or(models.CheckPeriod(c.StartedOn, in.EndsOn, "/ends_on"), models.CheckPeriod(c.StartedOn, in.MetOn, "/met_on"))
}
