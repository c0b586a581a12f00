package store

import (
	"context"
	"sync/atomic"

	"qadam/models"
)

// Request is what the log keeps of a request.
type Request struct {
	ID     string
	Action string // the intention, such as "need.list"
	// Asks lets what is allowed and unlikely be asked back before it is done.
	Asks  bool
	saved *atomic.Bool
}

type requestKey struct{}

// WithRequest marks a context with its request.
func WithRequest(ctx context.Context, r Request) context.Context {
	if r.saved = requestOf(ctx).saved; r.saved == nil {
		r.saved = new(atomic.Bool)
	}
	return context.WithValue(ctx, requestKey{}, r)
}

// WithAction marks a context with an intention, where it has no request.
func WithAction(ctx context.Context, action string) context.Context {
	r := requestOf(ctx)
	r.Action = action
	return WithRequest(ctx, r)
}

// Saved tells that a change was saved for the request: what fails after it must not say that nothing was.
func Saved(ctx context.Context) bool {
	r := requestOf(ctx)
	return r.saved != nil && r.saved.Load()
}

func requestOf(ctx context.Context) Request {
	r, _ := ctx.Value(requestKey{}).(Request)
	return r
}

// AskingBack marks a context so that what is unlikely is asked back.
func AskingBack(ctx context.Context) context.Context {
	r := requestOf(ctx)
	r.Asks = true
	return WithRequest(ctx, r)
}

// Asks tells whether what is unlikely is asked back.
func (tx *Tx) Asks() bool { return tx.request.Asks && tx.actor.Role != models.System }
