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

const (
	// leaseLength is for how long a lease is taken at a time: so long a job waits whose server was killed.
	leaseLength = 45 * time.Second
	// leaseRenewal is how often a run renews its lease.
	leaseRenewal = 15 * time.Second
)

// RunExclusive runs a job if no other server does so now, and if it was not done for its key before; else ran is false. A run that
// fails is not done, and lets go of the job. The lease is renewed while the job runs, until its limit; the context of a run ends before
// its lease does, so that runs do not overlap.
func (a *Engine) RunExclusive(ctx context.Context, t JobRun, run func(context.Context) error) (ran bool, err error) {
	limited, cancel := context.WithTimeout(ctx, t.Limit)
	defer cancel()
	began := a.store.Now()
	if ran, err = a.acquireLease(ctx, t); err != nil || !ran {
		return false, err
	}
	until := a.store.Now // of a run that fails, or panics
	defer func() { err = errors.Join(err, a.releaseLease(ctx, t, until())) }()
	defer a.renewLease(limited, cancel, t)()
	if err := run(limited); err != nil {
		return true, err
	}
	until = func() time.Time { return began.Add(t.Interval) }
	if t.Key == "" {
		return true, nil
	}
	return true, a.store.Update(ctx, System(), func(tx *store.Tx) error { return store.EndRun(tx, t.Job, t.Key) })
}

func (a *Engine) acquireLease(ctx context.Context, t JobRun) (taken bool, err error) {
	err = a.store.Update(ctx, System(), func(tx *store.Tx) error {
		now := tx.Now()
		if taken, err = store.AcquireLease(tx, t.Job, t.Holder, now.Add(leaseLength)); err != nil || !taken || t.Key == "" {
			return err
		}
		if taken, err = store.BeginRun(tx, t.Job, t.Key); err != nil || taken {
			return err
		}
		_, err := store.ExtendLease(tx, t.Job, t.Holder, now)
		return err
	})
	return taken && err == nil, err
}

// renewLease keeps the lease of a run until it is stopped, or the time of the run is over. A run that cannot keep it is cut short.
func (a *Engine) renewLease(limited context.Context, cut context.CancelFunc, t JobRun) (stop func()) {
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for renewed := time.Now(); time.Since(renewed) < leaseLength-leaseRenewal; {
			select {
			case <-quit:
				return
			case <-limited.Done():
				return
			case <-time.After(leaseRenewal):
			}
			held, err := a.extendLease(limited, t)
			if err == nil && !held {
				break
			}
			if err == nil {
				renewed = time.Now()
			}
		}
		cut()
	}()
	return func() {
		close(quit)
		<-ended
	}
}

func (a *Engine) extendLease(ctx context.Context, t JobRun) (held bool, err error) {
	err = a.store.Update(ctx, System(), func(tx *store.Tx) error {
		held, err = store.ExtendLease(tx, t.Job, t.Holder, tx.Now().Add(leaseLength))
		return err
	})
	return held, err
}

func (a *Engine) releaseLease(ctx context.Context, t JobRun, until time.Time) error {
	return a.store.Update(ctx, System(), func(tx *store.Tx) error {
		_, err := store.ExtendLease(tx, t.Job, t.Holder, until)
		return err
	})
}
