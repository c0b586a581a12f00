package store

import (
	"context"

	"qadam/models"
)

// jointKey marks a context in which the changes and reads of use cases join one transaction.
type jointKey struct{}

// Joint runs fn in one transaction, which every change and read joins that a use case makes in fn's context: a change as a part that
// fails by itself. What reads gave out is logged once all is saved.
func (s *Store) Joint(ctx context.Context, actor models.Actor, fn func(context.Context) error) error {
	items := context.WithoutCancel(ctx) // the transaction has a limit of its own
	tx, err := s.change(ctx, actor, func(tx *Tx) error { return fn(context.WithValue(items, jointKey{}, tx)) })
	if err != nil {
		return err
	}
	shown := *tx
	shown.journal = &journal{reads: tx.journal.shown}
	return s.logReads(&shown)
}

// joint is the transaction that work in a context joins, for an actor and for the request in the context; nil for none.
func joint(ctx context.Context, actor models.Actor) *Tx {
	outer, _ := ctx.Value(jointKey{}).(*Tx)
	if outer == nil {
		return nil
	}
	tx := *outer
	tx.actor, tx.request, tx.reason = actor, requestOf(ctx), ""
	return &tx
}

// joinChange makes a change a part of a joint transaction. A failure that runs the whole again is passed on as it is.
func (s *Store) joinChange(tx *Tx, fn func(*Tx) error) error {
	err := tx.Savepoint(fn)
	if errorKindOf(err) == serializationFailure {
		return err
	}
	return s.modelError(err)
}

// joinReading reads within a joint transaction.
func (s *Store) joinReading(tx *Tx, fn func(*Tx) error) error {
	outer := tx.journal
	tx.journal = &journal{chain: outer.chain}
	err := fn(tx)
	outer.shown = append(outer.shown, tx.journal.reads...)
	return s.modelError(err)
}
