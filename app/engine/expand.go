package engine

import (
	"context"
	"slices"

	"qadam/app/store"
	"qadam/models"
)

// Expansion is what a noun's reader can ask to be given with an object: names of what it refers to, say.
type Expansion[T any] struct {
	Names  []string // may be asked with one object, and with a list
	Single []string // may be asked with one object alone
	// Fill gives what was asked, within what the actor sees, in a number of statements that does not grow with the rows.
	Fill func(tx *store.Tx, rows []*T, asked []string) error
}

// Expansions lists what can be asked with one object, or with each of a list.
func (r *resource[T, I]) Expansions(single bool) []string {
	switch e := r.Kind.Expand; {
	case e == nil:
		return nil
	case single:
		return slices.Concat(e.Names, e.Single)
	default:
		return e.Names
	}
}

// GetExpanded is Get with what was asked to be given with the object.
func (r *resource[T, I]) GetExpanded(ctx context.Context, actor models.Actor, id models.ID, asked []string) (*T, error) {
	if err := Allow(actor, r.Name()+".get"); err != nil {
		return nil, err
	}
	return View(r.Engine, ctx, actor, func(tx *store.Tx) (*T, error) {
		row, err := r.read(tx, id)
		if err != nil {
			return nil, err
		}
		return row, r.expand(tx, []*T{row}, asked)
	})
}

// expand fills what was asked into rows that are shared in full: what the others refer to is not shared.
func (r *resource[T, I]) expand(tx *store.Tx, rows []*T, asked []string) error {
	if r.Kind.Expand == nil || len(asked) == 0 {
		return nil
	}
	full := slices.DeleteFunc(slices.Clone(rows), func(row *T) bool { return any(row).(models.Entity).Meta().Version == 0 })
	return r.Kind.Expand.Fill(tx, full, asked)
}
