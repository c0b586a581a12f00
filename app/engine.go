package app

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"qadam/app/store"
	"qadam/models"
)

// Engine is what all use cases stand on: the store, the keys, the log of reads and refusals.
type Engine struct {
	store    *store.Store
	log      *slog.Logger
	baseURL  string
	notice   string
	keys     *keyring
	refusals *refusals
	Changes  *Resource[models.Change, None]
}

func newEngine(s *store.Store, log *slog.Logger, baseURL, notice string, key []byte) *Engine {
	e := &Engine{store: s, log: log, baseURL: baseURL, notice: notice, keys: &keyring{key: key}, refusals: &refusals{}}
	e.Changes = e.changes()
	return e
}

// Notice is what this installation says of its data, "" when it is real.
func (e *Engine) Notice() string { return e.notice }

// BaseURL is where people reach this installation.
func (e *Engine) BaseURL() string { return e.baseURL }

// Store gives the store, for jobs and for the command line.
func (a *Engine) Store() *store.Store { return a.store }

// request is what a use case must know of the exchange it serves.
type request struct {
	action, key string
	hash        [sha256.Size]byte
}

type requestKey struct{}

// WithRequest marks a context with the request's id and intention, which go into the log, and with its Idempotency-Key, if it
// has one; fingerprint is what the key stands for (method, path and body).
func WithRequest(ctx context.Context, id, action, key string, fingerprint []byte) context.Context {
	ctx = store.WithRequest(ctx, store.Request{ID: id, Action: action})
	return context.WithValue(ctx, requestKey{}, request{action: action, key: key, hash: sha256.Sum256(fingerprint)})
}

// asked is what an Idempotency-Key stands for: the request, and as whom it came. Who has changed role since asks anew.
func (r request) asked(a models.Actor) [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(r.hash[:], "%s %s %s", a.Role, a.OrganisationID, a.CountryCode))
}

func requestOf(ctx context.Context) request {
	r, _ := ctx.Value(requestKey{}).(request)
	return r
}

// view reads for an actor.
func view[T any](a *Engine, ctx context.Context, actor models.Actor, fn func(*store.Tx) (T, error)) (T, error) {
	var out T
	err := a.store.View(ctx, actor, func(tx *store.Tx) (err error) {
		out, err = fn(tx)
		return err
	})
	return out, err
}

// change does a piece of work in one transaction. When the request has an Idempotency-Key, the answer is kept with the
// work: the same request again, even at the same time, gets the same answer and does nothing.
func change[T any](a *Engine, ctx context.Context, actor models.Actor, fn func(*store.Tx) (*T, error)) (*T, error) {
	var out *T
	req := requestOf(ctx)
	err := a.store.Update(ctx, actor, func(tx *store.Tx) error {
		if req.key != "" {
			kept, err := store.Claim(tx, req.key, req.asked(actor))
			if err != nil {
				return err
			}
			if kept != "" {
				out = new(T)
				if err := json.Unmarshal([]byte(kept), out); err != nil {
					return err
				}
				return replayed(tx, req.action, out)
			}
		}
		got, err := fn(tx)
		if err != nil {
			return err
		}
		out = got
		if req.key == "" {
			return nil
		}
		body, err := json.Marshal(got)
		if err != nil {
			return err
		}
		return store.Keep(tx, req.key, string(body))
	})
	return out, err
}

// logKinds are the kinds of entries that are no changes of what people look after.
var logKinds = map[string]string{"session.create": models.LogSignIn, "session.end": models.LogSignIn, "session.denied": models.LogDenied}

// audit puts into the log what an object was and what it became. The reason for it, where one was asked, is the
// transaction's (tx.Because); the request and the actor are known there, too.
func audit(_ context.Context, tx *store.Tx, action, noun string, id models.ID, before, after any) error {
	c := models.Change{Kind: logKinds[action], Action: action, SubjectType: noun, SubjectID: id}
	for _, side := range []struct {
		from any
		to   *models.RawJSON
	}{{before, &c.Before}, {after, &c.After}} {
		switch v := side.from.(type) {
		case nil:
		case models.RawJSON:
			*side.to = v
		default:
			b, err := json.Marshal(v)
			if err != nil {
				return err
			}
			*side.to = models.RawJSON(b)
		}
	}
	return store.AddChange(tx, c)
}

// today is the day on which a change is made, in UTC.
func today(tx *store.Tx) models.Date { return models.DateOf(tx.Now()) }

// notFuture refuses a day that has begun nowhere on Earth yet.
func notFuture(tx *store.Tx, pointer string, day models.Date) error {
	if day > models.DateOf(tx.Now().Add(14*time.Hour)) {
		return models.Fault(pointer, "Give a day that is not in the future.")
	}
	return nil
}

// system acts for what follows by itself from somebody's change; its name says whose.
func system(tx *store.Tx) *store.Tx {
	by := tx.Actor()
	by.Role = models.System
	return tx.As(by)
}

// System is the actor of the jobs, the seeds and the command line.
func System() models.Actor { return models.Actor{Role: models.System, Name: "Qadam", CanWrite: true} }
