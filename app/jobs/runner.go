package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/robfig/cron/v3"

	"qadam/app"
	"qadam/app/engine"
)

// Runner runs the jobs of one server.
type Runner struct {
	// Observe is told of each run: for how many seconds it ran, and how it ended. Set it before Start; nil is no observer.
	Observe func(job string, seconds float64, err error)

	app    *app.App
	log    *slog.Logger
	jobs   []job
	holder string

	mu  sync.Mutex
	run *run // nil when nothing runs
}

// run is what lives from Start to Stop.
type run struct {
	cron     *cron.Cron
	cancel   context.CancelFunc
	started  sync.WaitGroup // the runs that begin with Start, and the wait for mails that are in a hurry
	quit     chan struct{}  // closed when it begins to stop
	stopping bool
	done     chan struct{} // closed when the last job has ended
}

// New makes a runner, which does nothing before Start.
func New(a *app.App, log *slog.Logger) *Runner {
	return &Runner{app: a, log: log, jobs: table(a), holder: uuid.NewString()}
}

// Start begins to run the jobs, until Stop or the end of ctx. When they run already it does nothing. An error says which
// lines of the table cannot be read.
func (r *Runner) Start(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.run != nil && r.run.stopping:
		return errors.New("the jobs are still coming to their end")
	case r.run != nil:
		return nil
	}
	schedules, err := parse(r.jobs)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	log := cronLog{r.log}
	// Recover within SkipIfStillRunning, not around it: a panic would keep the latter from ever letting go.
	c := cron.New(cron.WithLocation(time.UTC), cron.WithLogger(log), cron.WithChain(cron.SkipIfStillRunning(log), cron.Recover(log)))
	r.run = &run{cron: c, cancel: cancel, quit: make(chan struct{}), done: make(chan struct{})}
	quit := r.run.quit
	r.run.started.Go(func() { r.sendAtOnce(ctx, quit) })
	for i, j := range r.jobs {
		id := c.Schedule(schedules[i], cron.FuncJob(func() { r.fire(ctx, j, schedules[i]) }))
		if j.key != nil {
			r.run.started.Go(c.Entry(id).WrappedJob.Run)
		}
	}
	c.Start()
	return nil
}

// Stop begins no more jobs and waits for those that run. When ctx ends first it cuts them short, and says so. When nothing
// runs it does nothing.
func (r *Runner) Stop(ctx context.Context) error {
	last := r.beginStop()
	if last == nil {
		return nil
	}
	select {
	case <-last.done:
		return nil
	case <-ctx.Done():
		last.cancel()
		return fmt.Errorf("jobs were still running and are cut short: %w", ctx.Err())
	}
}

// beginStop begins to stop, once, and gives what is to be waited for.
func (r *Runner) beginStop() *run {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.run != nil && !r.run.stopping {
		r.run.stopping = true
		close(r.run.quit)
		go r.finish(r.run, r.run.cron.Stop())
	}
	return r.run
}

// finish waits for the last job.
func (r *Runner) finish(last *run, idle context.Context) {
	<-idle.Done()
	last.started.Wait()
	last.cancel()
	r.mu.Lock()
	r.run = nil
	r.mu.Unlock()
	close(last.done)
}

// sendAtOnce sends mails that cannot wait for their next time, such as a sign-in link. It takes no lease: any number of servers
// may deliver at once.
func (r *Runner) sendAtOnce(ctx context.Context, quit <-chan struct{}) {
	for {
		select {
		case <-quit:
			return
		case <-ctx.Done():
			return
		case <-r.app.Mailed():
		}
		began := time.Now()
		_, err := r.app.DeliverOutbox(ctx)
		r.note(job{name: "deliver-outbox"}, time.Since(began), err)
	}
}

// fire runs a job, if it is this server's turn.
func (r *Runner) fire(ctx context.Context, j job, s cron.Schedule) {
	if ctx.Err() != nil {
		return
	}
	began, now := time.Now(), r.app.Store().Now()
	ran, err := true, errors.New("the job panicked") // unless it returns
	defer func() {
		if ran {
			r.note(j, time.Since(began), err)
		}
	}()
	if j.allServers {
		limited, cancel := context.WithTimeout(ctx, j.limit)
		defer cancel()
		err = j.run(limited)
		return
	}
	turn := engine.JobRun{Job: j.name, Holder: r.holder, Limit: j.limit, Interval: leaseInterval(s, now)}
	if j.key != nil {
		turn.Key = j.key(now)
	}
	ran, err = r.app.RunExclusive(ctx, turn, j.run)
	ran = ran || err != nil
}

func (r *Runner) note(j job, took time.Duration, err error) {
	if err != nil {
		r.log.Error("a job failed", "job", j.name, "err", err)
	}
	if r.Observe != nil {
		r.Observe(j.name, took.Seconds(), err)
	}
}

// cronLog is the scheduler's log; what it does all day is for debugging only.
type cronLog struct{ log *slog.Logger }

// Info says that a job wakes up, or is skipped because it still runs.
func (l cronLog) Info(msg string, with ...any) { l.log.Debug("cron: "+msg, with...) }

// Error says that a job panicked.
func (l cronLog) Error(err error, msg string, with ...any) {
	l.log.Error("cron: "+msg, append(with, "err", err)...)
}
