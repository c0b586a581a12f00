package register

import (
	"context"
	"errors"
	"fmt"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// SetMilestones makes the milestones of an activity be these: new ones are added, those that are named are changed, and planned ones that
// are not named are dropped. Each change is that of the milestone's own route.
func (a *Register) SetMilestones(
	ctx context.Context, actor models.Actor, id models.ID, version int, in models.MilestoneSetInput,
) (*models.Activity, error) {
	if err := engine.Begin(actor, "activity.milestones", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Activity, error) {
		v, old, before, err := a.Activities.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		if err := models.RefuseClosed("activity", v.Reference, v.Status); err != nil {
			return nil, err
		}
		if err := checkLead(tx, id, "Only the lead partner or a manager sets an activity's milestones."); err != nil {
			return nil, err
		}
		left, err := a.milestonesByID(tx, id)
		if err != nil {
			return nil, err
		}
		for i, item := range in.Milestones {
			if err := a.setMilestone(ctx, tx, id, left, item); err != nil {
				return nil, within(err, fmt.Sprintf("/milestones/%d", i))
			}
		}
		if err := a.dropMilestones(ctx, tx, left, in.Reason); err != nil {
			return nil, err
		}
		if err := store.Activities.Update(tx, v); err != nil { // a new version, so that two sets cannot cross
			return nil, err
		}
		if v, err = a.Activities.Finish(ctx, tx, "activity.milestones", old, v, before); err != nil {
			return nil, err
		}
		v.Milestones, err = store.MilestonesOf(tx, v.ID)
		return v, err
	})
}

func (a *Register) milestonesByID(tx *store.Tx, activity models.ID) (map[models.ID]models.Milestone, error) {
	found, err := store.MilestonesOf(tx, activity)
	byID := make(map[models.ID]models.Milestone, len(found))
	for _, m := range found {
		byID[m.ID] = m
	}
	return byID, err
}

// setMilestone adds or changes one milestone, and takes it from those that are left.
func (a *Register) setMilestone(
	ctx context.Context, tx *store.Tx, activity models.ID, left map[models.ID]models.Milestone, item models.MilestoneSetItem,
) error {
	if item.ID == "" {
		in := models.MilestoneInput{ActivityID: activity}
		item.Into(&in)
		_, err := a.Milestones.CreateIn(ctx, tx, in)
		return err
	}
	have, known := left[item.ID]
	if !known {
		return models.Fault("/id", "The activity has no milestone with this id, or it is named twice.")
	}
	delete(left, item.ID)
	want := have.MilestoneInput
	if item.Into(&want); want == have.MilestoneInput {
		return nil
	}
	_, err := a.Milestones.PatchIn(ctx, tx, item.ID, engine.AnyVersion, func(in *models.MilestoneInput) error {
		item.Into(in)
		return nil
	})
	return err
}

// dropMilestones drops the planned milestones that were not named. One that was delivered stays.
func (a *Register) dropMilestones(ctx context.Context, tx *store.Tx, left map[models.ID]models.Milestone, reason string) error {
	for id, m := range left {
		switch m.Status {
		case models.MilestoneDelivered:
			return models.Fault("/milestones", "Name %s, too: it is delivered, and stays.", m.Reference)
		case models.MilestonePlanned:
			row, _, before, err := a.Milestones.Lock(tx, id, engine.AnyVersion)
			if err != nil {
				return err
			}
			step := models.StepInput{To: string(models.MilestoneDropped), Reason: reason}
			if _, err := a.Milestones.StepIn(ctx, tx, row, before, step); err != nil {
				return err
			}
		}
	}
	return nil
}

// within puts the faults of a part of an input where the part is.
func within(err error, at string) error {
	var e *models.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	moved := *e
	moved.Fields = make([]models.FieldError, len(e.Fields))
	for i, f := range e.Fields {
		f.Pointer = at + f.Pointer
		moved.Fields[i] = f
	}
	return &moved
}
