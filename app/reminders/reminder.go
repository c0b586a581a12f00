package reminders

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// maxSnoozeDays is the most days of a snooze.
const maxSnoozeDays = 60

// reminders makes the use cases of reminders.
func (a *FollowUp) reminders() engine.Resource[models.Reminder, engine.None] {
	return engine.NewResource(a.Engine, engine.Kind[models.Reminder, engine.None]{Noun: store.Reminders})
}

// SnoozeDays gives the first and the last day until which a step can be snoozed on a day.
func SnoozeDays(today models.Date) (from, to models.Date) {
	return today.AddDays(1), today.AddDays(maxSnoozeDays)
}

// SnoozeReminder snoozes a reminder's object for the reminder's recipient until a day. Recipients of later rungs are still told.
func (a *FollowUp) SnoozeReminder(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	in models.SnoozeInput,
) (*models.Reminder, error) {
	return a.onReminder(ctx, actor, "reminder.snooze", id, &in, func(tx *store.Tx, r *models.Reminder) error {
		if from, to := SnoozeDays(engine.Today(tx)); in.Until < from || in.Until > to {
			return models.Fault("/until", "Give a day from %s to %s.", from, to)
		}
		return store.Snooze(tx, r, in)
	})
}

// SendReminder sends a reminder that waits with the next round, as a mail of its own.
func (a *FollowUp) SendReminder(ctx context.Context, actor models.Actor, id models.ID) (*models.Reminder, error) {
	return a.onReminder(ctx, actor, "reminder.send", id, nil, func(tx *store.Tx, r *models.Reminder) error {
		sent, err := store.SendAtOnce(tx, r.ID)
		if err == nil && !sent {
			return models.Errorf(models.Conflict, "Only a reminder that waits can be sent; this one is %s.", r.Status)
		}
		return err
	})
}

// onReminder applies a change to one visible reminder.
func (a *FollowUp) onReminder(
	ctx context.Context,
	actor models.Actor,
	action string,
	id models.ID,
	in any,
	do func(*store.Tx, *models.Reminder) error,
) (*models.Reminder, error) {
	if err := engine.Allow(actor, action); err != nil {
		return nil, err
	}
	if in != nil {
		if err := engine.CheckShape(in); err != nil {
			return nil, err
		}
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Reminder, error) {
		before, err := store.Reminders.Lock(tx, id)
		if err != nil {
			return nil, err
		}
		if err := do(tx, before); err != nil {
			return nil, err
		}
		after, err := store.Reminders.Get(tx, id)
		if err != nil {
			return nil, err
		}
		return after, engine.Audit(ctx, tx, action, "reminder", id, before, after)
	})
}
