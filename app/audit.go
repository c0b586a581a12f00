package app

import (
	"context"
	"strings"
	"time"

	"qadam/app/store"
	"qadam/models"
)

// Checkpoint writes into the log where all its lanes stand.
func (a *Engine) Checkpoint(ctx context.Context) error {
	return a.store.Update(ctx, System(), func(tx *store.Tx) error { return store.Checkpoint(tx) })
}

// LogHeads gives where all lanes of the log end, to be kept elsewhere.
func (a *Engine) LogHeads(ctx context.Context) (models.Heads, error) {
	return view(a, ctx, System(), store.Heads)
}

// VerifyLog proves the log, from the first entry of each lane to its last, and against heads that were kept elsewhere where
// there are any.
func (a *Engine) VerifyLog(ctx context.Context, against *models.Heads) (proof models.Proof, err error) {
	err = a.store.Snapshot(ctx, System(), func(tx *store.Tx) (err error) {
		proof, err = store.VerifyLog(tx, against)
		return err
	})
	return proof, err
}

// ExportLog hands the whole log to fn, lane by lane and entry by entry. That it was taken stands in the log, before it is.
func (a *Engine) ExportLog(ctx context.Context, fn func(*models.Change) error) error {
	begun := map[string]time.Time{"begun_at": a.store.Now()}
	err := a.store.Update(ctx, System(), func(tx *store.Tx) error { return audit(ctx, tx, "audit.export", "audit", "", nil, begun) })
	if err != nil {
		return err
	}
	return a.store.Snapshot(ctx, System(), func(tx *store.Tx) error { return store.EachEntry(tx, fn) })
}

// History tells in words what happened to an item, oldest first, to whoever sees all of it. Others than the
// managers and the State whose it is learn of the steps of its life alone, as Steps shows them.
func (r *Resource[T, I]) History(ctx context.Context, actor models.Actor, id models.ID, q models.ListQuery) (models.Page[models.Event], error) {
	page := models.Page[models.Event]{Items: []models.Event{}}
	if err := allow(actor, r.kind.Name+".history"); err != nil {
		return page, err
	}
	return view(r.engine, ctx, actor, func(tx *store.Tx) (models.Page[models.Event], error) {
		row, err := r.kind.Noun.Get(tx, id)
		if err != nil {
			return page, err
		}
		if any(row).(models.Entity).Meta().Version == 0 { // shared in part: its history is not
			return page, models.Missing()
		}
		// A State sees all of its needs, and so may know when they changed; of an activity it may not see what else changed.
		written := actor.SeesAll() || actor.Role == models.National && r.kind.Noun.Extent != nil
		deeds, next, err := store.Deeds(tx, r.kind.Name, id, written, q)
		if err != nil {
			return page, err
		}
		steps := make([]models.Step, len(deeds))
		for i, d := range deeds {
			steps[i] = d.Step
		}
		if r.kind.History != nil {
			if err := r.kind.History(tx, row, steps); err != nil {
				return page, err
			}
		}
		for i, s := range steps {
			deeds[i].Step = s
			page.Items = append(page.Items, deeds[i].Event())
		}
		page.Next = next
		return page, nil
	})
}

// replayed logs that the answer to an earlier request went out again.
func replayed(tx *store.Tx, action string, answer any) error {
	noun, _, _ := strings.Cut(action, ".")
	c := models.Change{Kind: models.LogRead, Action: action, SubjectType: noun, After: `{"again":true}`}
	if e, ok := answer.(models.Entity); ok {
		c.SubjectID = e.Meta().ID
	}
	return store.AddChange(tx, c)
}
