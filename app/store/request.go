package store

import (
	"context"
)

// Request is what the log keeps of a request.
type Request struct {
	ID     string
	Action string // the intention, such as "need.list"
}

type requestKey struct{}

// WithRequest marks a context with its request.
func WithRequest(ctx context.Context, r Request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// WithAction marks a context with an intention, where it has no request.
func WithAction(ctx context.Context, action string) context.Context {
	r := requestOf(ctx)
	r.Action = action
	return WithRequest(ctx, r)
}

func requestOf(ctx context.Context) Request {
	r, _ := ctx.Value(requestKey{}).(Request)
	return r
}
