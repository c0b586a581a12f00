package register

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// afterActivity takes needs into delivery that are added to a started activity.
func (a *Register) afterActivity(ctx context.Context, tx *store.Tx, old, v *models.Activity) error {
	if old == nil || !v.SameFootprint(old) {
		if err := store.QueueActivity(tx, v.ID); err != nil {
			return err
		}
	}
	if old == nil {
		return nil
	}
	if err := a.takeBackAllotments(ctx, tx, v); err != nil {
		return err
	}
	if v.Status != models.ActivityImplementation {
		return nil
	}
	return a.startNeeds(ctx, tx, v)
}

func (a *Register) stepActivity(tx *store.Tx, v *models.Activity, in models.StepInput) error {
	if err := checkLead(tx, v.ID, "Only the lead partner or a manager takes an activity's steps."); err != nil {
		return err
	}
	switch models.ActivityStatus(in.To) {
	case models.ActivityImplementation:
		if v.ActualStart == "" {
			v.ActualStart = in.OnDate
		}
		v.ActualEnd = ""
	case models.ActivityClosed:
		if in.OnDate < v.ActualStart {
			return models.Fault("/on_date", "Give a day on or after its start, %s.", v.ActualStart)
		}
		v.ActualEnd = in.OnDate
	}
	return nil
}

func (a *Register) afterActivityStep(ctx context.Context, tx *store.Tx, v *models.Activity, from string, in models.StepInput) error {
	if models.Finished(from) != models.Finished(in.To) {
		if err := store.QueueActivity(tx, v.ID); err != nil {
			return err
		}
	}
	switch models.ActivityStatus(in.To) {
	case models.ActivityImplementation:
		return a.startNeeds(ctx, tx, v)
	case models.ActivityCancelled:
		return a.takeBackAllotments(ctx, tx, v)
	}
	return nil
}

// startNeeds takes the needs that a begun activity answers into delivery, and says so in their history.
func (a *Register) startNeeds(ctx context.Context, tx *store.Tx, v *models.Activity) error {
	needs, err := store.NeedsToStart(tx, v.ID)
	if err != nil {
		return err
	}
	sys := engine.AsSystem(tx)
	for _, id := range needs {
		n, _, before, err := a.Needs.Lock(sys, id, engine.AnyVersion)
		if err != nil {
			return err
		}
		if _, err := a.Needs.StepIn(ctx, sys, n, before, deliveryStep(v, n)); err != nil {
			return err
		}
	}
	return nil
}

// deliveryStep is a need's step into delivery. Its State reads the reason, and sees no activity in other countries.
func deliveryStep(v *models.Activity, n *models.Need) models.StepInput {
	if v.CountryCode != n.CountryCode {
		return models.StepInput{To: string(models.NeedInDelivery), Reason: "An activity in another country has begun"}
	}
	return models.StepInput{To: string(models.NeedInDelivery), Reason: "Activity " + v.Reference + " has begun"}
}
