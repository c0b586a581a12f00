package engine

import (
	"context"
	"log/slog"
	"time"

	"qadam/app/store"
	"qadam/models"
)

// Engine is what all use cases share: the store, the keys, the log of reads and refusals.
type Engine struct {
	store    *store.Store
	Log      *slog.Logger
	baseURL  string
	notice   string
	Keys     *keyring
	refusals *refusals
	Changes  Resource[models.Change, None]
}

// New makes the engine over a store; key may be empty.
func New(s *store.Store, log *slog.Logger, baseURL, notice string, key []byte) *Engine {
	e := &Engine{store: s, Log: log, baseURL: baseURL, notice: notice, Keys: &keyring{key: key}, refusals: &refusals{}}
	e.Changes = e.changes()
	return e
}

// Notice is what this installation says of its data, "" when it is real.
func (e *Engine) Notice() string { return e.notice }

// BaseURL is where people reach this installation.
func (e *Engine) BaseURL() string { return e.baseURL }

// Store gives the store, for jobs and for the command line.
func (a *Engine) Store() *store.Store { return a.store }

// View reads for an actor.
func View[T any](a *Engine, ctx context.Context, actor models.Actor, fn func(*store.Tx) (T, error)) (T, error) {
	var out T
	err := a.store.View(ctx, actor, func(tx *store.Tx) (err error) {
		out, err = fn(tx)
		return err
	})
	return out, err
}

// Together runs fn in one transaction, which all use cases join that are called with fn's context.
func (a *Engine) Together(ctx context.Context, actor models.Actor, fn func(context.Context) error) error {
	if err := Allow(actor, "batch.send"); err != nil {
		return err
	}
	return a.store.Joint(ctx, actor, fn)
}

// Today is the day on which a change is made, in UTC.
func Today(tx *store.Tx) models.Date { return models.DateOf(tx.Now()) }

// NotFuture refuses a day that has begun nowhere on Earth yet.
func NotFuture(tx *store.Tx, pointer string, day models.Date) error {
	if day > models.DateOf(tx.Now().Add(14*time.Hour)) {
		return models.Fault(pointer, "Give a day that is not in the future.")
	}
	return nil
}

// AsSystem acts for what follows from a change; its name says whose change.
func AsSystem(tx *store.Tx) *store.Tx {
	by := tx.Actor()
	by.Role = models.System
	return tx.As(by)
}

// System is the actor of the jobs, the seeds and the command line.
func System() models.Actor { return models.Actor{Role: models.System, Name: "Qadam", CanWrite: true} }
