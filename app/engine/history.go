package engine

import (
	"context"

	"qadam/app/store"
	"qadam/models"
)

// History tells in words what happened to an item, oldest first, to readers who see all of it. Readers other than managers and
// its State get the steps only, as Steps shows them.
func (r *resource[T, I]) History(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	q models.ListQuery,
) (models.Page[models.Event], error) {
	page := models.Page[models.Event]{Items: []models.Event{}}
	if err := Allow(actor, r.Name()+".history"); err != nil {
		return page, err
	}
	return View(r.Engine, ctx, actor, func(tx *store.Tx) (models.Page[models.Event], error) {
		row, err := r.Kind.Noun.Get(tx, id)
		if err != nil {
			return page, err
		}
		if any(row).(models.Entity).Meta().Version == 0 { // shared in part: its history is not
			return page, models.NotFoundError()
		}
		// A State sees all of its needs, and so may know when they changed; of an activity it may not see what else changed.
		written := actor.SeesAll() || actor.Role == models.National && r.Kind.Noun.Extent != nil
		deeds, next, err := store.ItemHistory(tx, r.Name(), id, written, q)
		if err != nil {
			return page, err
		}
		steps := make([]models.Step, len(deeds))
		for i, d := range deeds {
			steps[i] = d.Step
		}
		if r.Kind.MaskSteps != nil {
			if err := r.Kind.MaskSteps(tx, row, steps); err != nil {
				return page, err
			}
		}
		for i, s := range steps {
			if !deeds[i].IsComment() { // who reads a comment reads whose it is
				deeds[i].Step = s
			}
			page.Items = append(page.Items, deeds[i].Event())
		}
		page.Next = next
		return page, nil
	})
}

// Steps gives an object's steps, oldest first, to readers who see all of the object.
func (r *resource[T, I]) Steps(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	q models.ListQuery,
) (models.Page[models.Step], error) {
	if err := Allow(actor, r.Name()+".steps"); err != nil {
		return models.Page[models.Step]{}, err
	}
	return View(r.Engine, ctx, actor, func(tx *store.Tx) (models.Page[models.Step], error) {
		row, err := r.Kind.Noun.Get(tx, id)
		if err != nil {
			return models.Page[models.Step]{}, err
		}
		if any(row).(models.Entity).Meta().Version == 0 { // shared in part: its history is not
			return models.Page[models.Step]{}, models.NotFoundError()
		}
		q.Filters = map[string]string{"subject_id": string(id)}
		page, err := store.Steps.List(tx, q)
		if err != nil || r.Kind.MaskSteps == nil {
			return page, err
		}
		return page, r.Kind.MaskSteps(tx, row, page.Items)
	})
}

// MaskSteps takes names and reasons of others' steps from a history for readers bound by consent: consent to a need does not open
// what others said of it.
func MaskSteps[T any](tx *store.Tx, _ *T, steps []models.Step) error {
	a := tx.Actor()
	for i := range steps {
		if s := &steps[i]; a.Audience() != "" && s.ActorID != a.UserID {
			s.Reason, s.ActorID, s.ActorName = "", "", ""
		}
	}
	return nil
}
