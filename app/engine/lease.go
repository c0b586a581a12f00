package engine

import (
	"context"
	"errors"
	"time"

	"qadam/app/store"
)

// Backoff is the wait after each failed attempt; the last one repeats.
var Backoff = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour}

// JobRun asks for the right of one server to run a job.
type JobRun struct {
	Job, Holder string
	// Key is what the job is done once for, a day say; "" for a job that only must not run twice at the same time.
	Key string
	// Limit ends a run that takes longer.
	Limit time.Duration
	// Interval is for how long after its beginning no other server begins the job: until shortly before it is due again.
	Interval time.Duration
}

// leaseMargin is how much longer than its limit a run keeps its lease, to come to its end.
const leaseMargin = time.Minute

// RunExclusive runs a job if no other server does so now, and if it was not done for its key before; else ran is false. A run that
// fails is not done. The context of a run ends before its lease does, so that runs do not overlap.
func (a *Engine) RunExclusive(ctx context.Context, t JobRun, run func(context.Context) error) (ran bool, err error) {
	limited, cancel := context.WithTimeout(ctx, t.Limit)
	defer cancel()
	began := a.store.Now()
	if ran, err = a.acquireLease(ctx, t); err != nil || !ran {
		return false, err
	}
	defer func() { err = errors.Join(err, a.releaseLease(ctx, t, began)) }()
	if err := run(limited); err != nil || t.Key == "" {
		return true, err
	}
	return true, a.store.Update(ctx, System(), func(tx *store.Tx) error { return store.EndRun(tx, t.Job, t.Key) })
}

func (a *Engine) acquireLease(ctx context.Context, t JobRun) (taken bool, err error) {
	err = a.store.Update(ctx, System(), func(tx *store.Tx) error {
		now := tx.Now()
		if taken, err = store.AcquireLease(tx, t.Job, t.Holder, now.Add(t.Limit+leaseMargin)); err != nil || !taken || t.Key == "" {
			return err
		}
		if taken, err = store.BeginRun(tx, t.Job, t.Key); err != nil || taken {
			return err
		}
		return store.ExtendLease(tx, t.Job, t.Holder, now)
	})
	return taken && err == nil, err
}

func (a *Engine) releaseLease(ctx context.Context, t JobRun, began time.Time) error {
	return a.store.Update(ctx, System(), func(tx *store.Tx) error {
		return store.ExtendLease(tx, t.Job, t.Holder, began.Add(t.Interval))
	})
}
