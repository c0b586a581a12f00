package engine

import (
	"context"
	"slices"

	"qadam/app/store"
	"qadam/models"
)

// DeclineWithReason requires a reason for declining, lapsing and returning.
func DeclineWithReason(in models.StepInput) error {
	if in.Reason == "" && models.WantsReason(in.To) {
		return models.Fault("/reason", "Say why.")
	}
	return nil
}

// Lifecycle is how a noun steps through its lifecycle.
type Lifecycle[T any] struct {
	Table models.Lifecycle
	// State gives where a row keeps its status and since when.
	State func(*T) (status *string, on *models.Date)
	// Check holds the rules of a step that the table cannot know.
	Check func(tx *store.Tx, row *T, in models.StepInput) error
	// After does what follows from the step, after it was saved.
	After func(ctx context.Context, tx *store.Tx, row *T, from string, in models.StepInput) error
	// Propose notes a step that the actor may only propose.
	Propose func(tx *store.Tx, row *T, in models.StepInput) error
}

// Statuses lists the statuses of the noun's life.
func (r *resource[T, I]) Statuses() []string { return r.Kind.Lifecycle.Table.Statuses() }

// Step takes one step of an object's life, or proposes it where the table says so.
func (r *resource[T, I]) Step(ctx context.Context, actor models.Actor, id models.ID, version int, in models.StepInput) (*T, error) {
	if err := Begin(actor, r.Name()+".step", in); err != nil {
		return nil, err
	}
	return r.rereadAnswer(ctx, actor)(Change(r.Engine, ctx, actor, func(tx *store.Tx) (*T, error) {
		row, _, before, err := r.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		return r.StepIn(ctx, tx, row, before, in)
	}))
}

// StepIn is Step inside a transaction, for steps that follow from another change.
func (r *resource[T, I]) StepIn(ctx context.Context, tx *store.Tx, row *T, before models.RawJSON, in models.StepInput) (*T, error) {
	tx = tx.WithReason(in.Reason)
	status, on := r.Kind.Lifecycle.State(row)
	from := *status
	move, err := r.Kind.Lifecycle.Table.Find(from, in.To, tx.Actor().Role)
	if err != nil {
		return nil, err
	}
	if in.OnDate == "" {
		in.OnDate = Today(tx)
	}
	if err := NotFuture(tx, "/on_date", in.OnDate); err != nil {
		return nil, err
	}
	proposed := !slices.Contains(move.Roles, tx.Actor().Role)
	if r.Kind.Lifecycle.Check != nil {
		if err := r.Kind.Lifecycle.Check(tx, row, in); err != nil {
			return nil, err
		}
	}
	if proposed {
		err = r.Kind.Lifecycle.Propose(tx, row, in)
	} else {
		*status, *on = in.To, in.OnDate
	}
	if err != nil {
		return nil, err
	}
	if err := r.Kind.Noun.Update(tx, row); err != nil {
		return nil, err
	}
	id := any(row).(models.Entity).Meta().ID
	if err := store.AddStep(tx, models.Step{SubjectType: r.Name(), SubjectID: id, FromStatus: from, ToStatus: in.To, OnDate: in.OnDate,
		Reason: in.Reason, Proposed: proposed}); err != nil {
		return nil, err
	}
	if r.Kind.Lifecycle.After != nil && !proposed {
		if err := r.Kind.Lifecycle.After(ctx, tx, row, from, in); err != nil {
			return nil, err
		}
	}
	return row, r.Record(ctx, tx, r.Name()+".step", row, before)
}
