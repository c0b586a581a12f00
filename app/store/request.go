package store

import (
	"context"
)

// Request is what the log keeps of the exchange that a piece of work serves.
type Request struct {
	ID     string
	Action string // the intention, such as "need.list"
}

type requestKey struct{}

// WithRequest marks a context with the exchange that its work serves.
func WithRequest(ctx context.Context, r Request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// WithAction gives a context whose work is for an intention, where it serves no request that says so.
func WithAction(ctx context.Context, action string) context.Context {
	r := requestOf(ctx)
	r.Action = action
	return WithRequest(ctx, r)
}

func requestOf(ctx context.Context) Request {
	r, _ := ctx.Value(requestKey{}).(Request)
	return r
}
