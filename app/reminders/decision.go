package reminders

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// The acts that no rule watches: what somebody else has sent waits for a decision, or came back.
const (
	ActDecide Act = "decide" // decide on the step that a partner proposes
	ActDate   Act = "date"   // decide on the date that is asked for
	ActReview Act = "review" // accept an update, or send it back
	ActResend Act = "resend" // correct an update that came back, and send it again
)

// Decision is one thing that waits for a decision, or that came back, since a day. Path is the page on which its act is done.
type Decision struct {
	Act              Act
	Path             string
	Reference, Title string
	Since            models.Date
}

// decisionsListed is how many decisions of a kind are listed; the others come as these are made.
const decisionsListed = 50

// decisions are the kinds of decisions, and where they are made.
var decisions = []struct {
	act  Act
	noun string
	find func(*store.Tx, int) ([]store.OverviewItem, error)
}{
	{ActReview, "update", store.UpdatesToDecide}, {ActDate, "milestone", store.DatesToDecide}, {ActDecide, "need", store.NeedsToDecide},
}

// Decisions gives what waits for the actor's decision: to managers proposals, dates that are asked for and updates, to partners their
// updates that came back. Titles of needs are confidential, and left out.
func (a *FollowUp) Decisions(ctx context.Context, actor models.Actor) (out []Decision, err error) {
	if err := engine.Allow(actor, "reminder.list"); err != nil {
		return nil, err
	}
	return engine.View(a.Engine, ctx, actor, func(tx *store.Tx) ([]Decision, error) {
		for _, kind := range decisions {
			found, err := kind.find(tx, decisionsListed)
			if err != nil {
				return nil, err
			}
			for _, m := range found {
				d := Decision{Act: kind.act, Path: engine.PageOf(kind.noun, m.ID), Reference: m.Reference, Title: m.Title, Since: m.Since}
				switch {
				case kind.act == ActDecide:
					d.Title = ""
				case m.Detail == string(models.UpdateReturned):
					d.Act = ActResend
				case kind.act == ActDate:
					d.Since = "" // when it was asked for is not kept
				}
				out = append(out, d)
			}
		}
		return out, nil
	})
}
