package engine

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"qadam/app/store"
	"qadam/models"
	"qadam/models/jsontext"
)

// Checkpoint writes the heads of all lanes into the log, and makes room for the reads of the next days.
func (a *Engine) Checkpoint(ctx context.Context) error {
	return a.store.Update(ctx, System(), func(tx *store.Tx) error {
		if err := store.PrepareReads(tx, tx.Now().AddDate(0, 0, 3)); err != nil {
			return err
		}
		return store.Checkpoint(tx)
	})
}

// LogHeads gives the heads of all lanes, to be kept elsewhere, and notes in the log those that give took.
func (a *Engine) LogHeads(ctx context.Context, give func(models.Heads) error) error {
	var heads models.Heads
	err := a.store.Snapshot(ctx, System(), func(tx *store.Tx) (err error) { heads, err = store.Heads(tx); return err })
	if err == nil {
		err = give(heads)
	}
	if err != nil {
		return err
	}
	return a.store.Update(ctx, System(), func(tx *store.Tx) error { return store.NoteGiven(tx, heads) })
}

// DropReads drops the months of reads that were over before an instant and whose closing heads were given out to be kept elsewhere, and
// gives how many months. Where a month's were not, it is kept, with those after it: an error that says so.
func (a *Engine) DropReads(ctx context.Context, before time.Time) (months int, err error) {
	const some = 500
	for {
		for n := some; n == some; { // what was dropped and is still to be cleared
			err := a.store.Update(ctx, System(), func(tx *store.Tx) (err error) { n, err = store.ClearReads(tx, some); return err })
			if err != nil {
				return months, err
			}
		}
		part := ""
		err := a.store.Update(ctx, System(), func(tx *store.Tx) (err error) { part, err = store.DropReads(tx, before); return err })
		if err != nil || part == "" {
			return months, err
		}
		months++
	}
}

// VerifyLog verifies the log from the first entry of each lane to its last, and against heads that were kept elsewhere.
func (a *Engine) VerifyLog(ctx context.Context, against *models.Heads) (proof models.Verification, err error) {
	err = a.store.Snapshot(ctx, System(), func(tx *store.Tx) (err error) {
		proof, err = store.VerifyLog(tx, against)
		return err
	})
	return proof, err
}

// ExportLog hands the whole log to fn, lane by lane and entry by entry. The export is logged first.
func (a *Engine) ExportLog(ctx context.Context, fn func(*models.Change) error) error {
	begun := map[string]time.Time{"begun_at": a.store.Now()}
	err := a.store.Update(ctx, System(), func(tx *store.Tx) error { return Audit(ctx, tx, "audit.export", "audit", "", nil, begun) })
	if err != nil {
		return err
	}
	return a.store.Snapshot(ctx, System(), func(tx *store.Tx) error { return store.EachEntry(tx, fn) })
}

// Audit logs what an object was and what it became. Reason, request and actor are the transaction's.
func Audit(_ context.Context, tx *store.Tx, action, noun string, id models.ID, before, after any) error {
	return Log(tx, "", action, noun, id, before, after)
}

// Log writes an entry of another kind than a write, such as models.LogSignIn.
func Log(tx *store.Tx, kind models.LogKind, action, noun string, id models.ID, before, after any) error {
	c := models.Change{Kind: kind, Action: action, SubjectType: noun, SubjectID: id}
	for _, side := range []struct {
		from any
		to   *models.RawJSON
	}{{before, &c.Before}, {after, &c.After}} {
		switch v := side.from.(type) {
		case nil:
		case models.RawJSON:
			*side.to = v
		default:
			b, err := jsontext.Marshal(v)
			if err != nil {
				return err
			}
			*side.to = models.RawJSON(b)
		}
	}
	return store.AddEntry(tx, c)
}

func (a *Engine) changes() Resource[models.Change, None] {
	return NewResource(a, Kind[models.Change, None]{Noun: store.Changes, Ask: checkLogged})
}

// checkLogged refuses intentions and kinds of object of which neither the policy nor the log knows, and names those that there are.
func checkLogged(tx *store.Tx, filters map[string]string) error {
	nouns := map[string][]string{} // with their intentions
	for _, action := range slices.Sorted(maps.Keys(policy)) {
		noun, _, _ := strings.Cut(action, ".")
		nouns[noun] = append(nouns[noun], action)
	}
	names := strings.Join(slices.Sorted(maps.Keys(nouns)), ", ")
	if v, err := unlogged(tx, "subject_type", filters, nouns); err != nil {
		return err
	} else if v != "" {
		return models.Fault("subject_type", "There is no kind of object %.60q. Those that there are: %s.", v, names)
	}
	v, err := unlogged(tx, "action", filters, policy)
	if err != nil || v == "" {
		return err
	}
	noun, _, _ := strings.Cut(v, ".")
	if of := nouns[noun]; len(of) > 0 {
		return models.Fault("action", "There is no intention %.60q. Those of it are: %s.", v, strings.Join(of, ", "))
	}
	return models.Fault("action", "There is no intention %.60q. Before the dot stands one of: %s.", v, names)
}

// unlogged gives the first value of a filter that is neither known nor in the log, which may hold what was known once; "" for none.
func unlogged[V any](tx *store.Tx, filter string, asked map[string]string, known map[string]V) (string, error) {
	if asked[filter] == "" {
		return "", nil
	}
	for v := range strings.SplitSeq(asked[filter], ",") {
		if _, is := known[v]; is {
			continue
		}
		if logged, err := store.IsLogged(tx, filter, v); err != nil || !logged {
			return v, err
		}
	}
	return "", nil
}
