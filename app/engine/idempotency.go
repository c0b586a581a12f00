package engine

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"qadam/app/store"
	"qadam/models"
	"qadam/models/jsontext"
)

// auditReplay logs that the answer to an earlier request went out again.
func auditReplay(tx *store.Tx, action string, answer any) error {
	noun, _, _ := strings.Cut(action, ".")
	c := models.Change{Kind: models.LogRead, Action: action, SubjectType: noun, After: `{"again":true}`}
	if e, ok := answer.(models.Entity); ok {
		c.SubjectID = e.Meta().ID
	}
	return store.AddEntry(tx, c)
}

// request is what a use case must know of the exchange it serves.
type request struct {
	action, key string
	hash        [sha256.Size]byte
	replayed    *bool
}

type requestKey struct{}

// WithRequest marks a context with the request's id and intention, which go into the log, and with its Idempotency-Key, if it
// has one; fingerprint is what the key stands for (method, path and body).
func WithRequest(ctx context.Context, id, action, key string, fingerprint []byte) context.Context {
	ctx = store.WithRequest(ctx, store.Request{ID: id, Action: action})
	return context.WithValue(ctx, requestKey{}, request{action: action, key: key, hash: sha256.Sum256(fingerprint),
		replayed: new(bool)})
}

// Replayed tells that the request was answered with the answer that was kept for an earlier one.
func Replayed(ctx context.Context) bool {
	r := requestOf(ctx)
	return r.replayed != nil && *r.replayed
}

// Saved tells that a change was saved for the request.
func Saved(ctx context.Context) bool { return store.Saved(ctx) }

// fingerprint is what an Idempotency-Key stands for: the request and its actor. After a change of role it is another request.
func (r request) fingerprint(a models.Actor) [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(r.hash[:], "%s %s %s", a.Role, a.OrganisationID, a.CountryCode))
}

func requestOf(ctx context.Context) request {
	r, _ := ctx.Value(requestKey{}).(request)
	return r
}

// Change does a piece of work in one transaction. When the request has an Idempotency-Key, the answer is kept with the
// work: the same request again, even at the same time, gets the same answer and does nothing.
func Change[T any](a *Engine, ctx context.Context, actor models.Actor, fn func(*store.Tx) (*T, error)) (*T, error) {
	var out *T
	req := requestOf(ctx)
	err := a.store.Update(ctx, actor, func(tx *store.Tx) error {
		if req.key != "" {
			kept, err := store.ClaimKey(tx, req.key, req.fingerprint(actor))
			if err != nil {
				return err
			}
			if kept != "" {
				out = new(T)
				if err := json.Unmarshal([]byte(kept), out); err != nil {
					return err
				}
				*req.replayed = true
				return auditReplay(tx, req.action, out)
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
		body, err := jsontext.Marshal(got)
		if err != nil {
			return err
		}
		return store.KeepAnswer(tx, req.key, string(body))
	})
	var late *tooLate
	if errors.As(err, &late) {
		err = late.explain(ctx, actor)
	}
	return out, err
}

// answersKept is for how long a repeated request with an Idempotency-Key gets the first answer.
const answersKept = 7 * 24 * time.Hour

// ForgetAnswers deletes kept answers that are older than their keeping time.
func (a *Engine) ForgetAnswers(ctx context.Context) error {
	return a.store.Update(ctx, System(), func(tx *store.Tx) error { return store.DeleteAnswers(tx, tx.Now().Add(-answersKept)) })
}
