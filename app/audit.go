package app

import (
	"context"
	"strings"
	"time"

	"qadam/app/store"
	"qadam/models"
)

// Checkpoint writes into the log where all its lanes stand.
func (a *App) Checkpoint(ctx context.Context) error {
	return a.store.Update(ctx, System(), func(tx *store.Tx) error { return store.Checkpoint(tx) })
}

// LogHeads gives where all lanes of the log end, to be kept elsewhere.
func (a *App) LogHeads(ctx context.Context) (models.Heads, error) {
	return view(a, ctx, System(), store.Heads)
}

// VerifyLog proves the log, from the first entry of each lane to its last, and against heads that were kept elsewhere where
// there are any.
func (a *App) VerifyLog(ctx context.Context, against *models.Heads) (proof models.Proof, err error) {
	err = a.store.Snapshot(ctx, System(), func(tx *store.Tx) (err error) {
		proof, err = store.VerifyLog(tx, against)
		return err
	})
	return proof, err
}

// ExportLog hands the whole log to fn, lane by lane and entry by entry. That it was taken stands in the log, before it is.
func (a *App) ExportLog(ctx context.Context, fn func(*models.Change) error) error {
	begun := map[string]time.Time{"begun_at": a.store.Now()}
	err := a.store.Update(ctx, System(), func(tx *store.Tx) error { return audit(ctx, tx, "audit.export", "audit", "", nil, begun) })
	if err != nil {
		return err
	}
	return a.store.Snapshot(ctx, System(), func(tx *store.Tx) error { return store.EachEntry(tx, fn) })
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
