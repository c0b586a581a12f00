package jobs

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/app/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// each runs a test on both databases in a bubble, where hours pass in an instant and the clock is the same for all.
func each(t *testing.T, fn func(t *testing.T, a *app.App)) {
	t.Helper()
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			address := storetest.Address(t, kind)
			warm(t, address)
			synctest.Test(t, func(t *testing.T) {
				s, err := store.Open(address, time.Now)
				if err != nil {
					t.Fatal(err)
				}
				defer s.Close()
				fn(t, app.New(s, slog.New(slog.DiscardHandler), app.Options{BaseURL: "https://qadam.example"}))
			})
		})
	}
}

// warm does what all jobs do once outside any bubble: GORM keeps what it learns of a type, with a channel of the bubble in
// which it was learned.
func warm(t *testing.T, address string) {
	t.Helper()
	s, err := store.Open(address, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, j := range table(app.New(s, slog.New(slog.DiscardHandler), app.Options{BaseURL: "https://qadam.example"})) {
		if err := j.run(t.Context()); err != nil {
			t.Fatalf("%s: %v", j.name, err)
		}
	}
}

// runner makes a server with a table of its own.
func runner(a *app.App, jobs ...job) *Runner {
	r := New(a, slog.New(slog.DiscardHandler))
	r.jobs = jobs
	return r
}

func start(t *testing.T, rs ...*Runner) {
	t.Helper()
	for _, r := range rs {
		if err := r.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func stop(t *testing.T, rs ...*Runner) {
	t.Helper()
	for _, r := range rs {
		if err := r.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// diary notes at which times something ran.
type diary struct {
	mu    sync.Mutex
	times []time.Time
}

func (d *diary) note(context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.times = append(d.times, time.Now().Truncate(time.Second))
	return nil
}

func (d *diary) len() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.times)
}

func TestServersRunAJobOnceATick(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		var d diary
		j := job{name: "scan", schedule: "0 */15 * * * *", limit: time.Minute, run: d.note}
		servers := []*Runner{runner(a, j), runner(a, j), runner(a, j)}
		start(t, servers...)
		time.Sleep(time.Hour + time.Second)
		stop(t, servers...)
		if d.len() != 4 || len(slices.Compact(d.times)) != 4 {
			t.Errorf("ran at %v", d.times)
		}
	})
}

func TestAnotherServerTakesOver(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		var d diary
		j := job{name: "scan", schedule: "0 */15 * * * *", limit: time.Minute, run: d.note}
		one, two := runner(a, j), runner(a, j)
		start(t, one, two)
		time.Sleep(16 * time.Minute)
		stop(t, one)
		time.Sleep(15 * time.Minute)
		stop(t, two)
		if d.len() != 2 {
			t.Errorf("ran at %v", d.times)
		}
	})
}

func TestTheLeaseOfADeadServerEnds(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		died, ended := make(chan struct{}), make(chan struct{})
		go func() { // a server that hangs in its run, deaf to its context, until it is gone
			defer close(ended)
			_, err := a.RunExclusive(t.Context(), engine.JobRun{Job: "scan", Holder: "dead", Limit: 10 * time.Minute},
				func(context.Context) error { <-died; return nil })
			if err != nil {
				t.Error(err)
			}
		}()
		time.Sleep(time.Second)
		var d diary
		r := runner(a, job{name: "scan", schedule: "0 * * * * *", limit: time.Minute, run: d.note})
		start(t, r)
		time.Sleep(11*time.Minute + time.Second)
		stop(t, r)
		if d.len() != 1 || d.times[0].Minute() != 11 {
			t.Errorf("ran at %v", d.times)
		}
		close(died)
		<-ended
	})
}

func TestARunEndsBeforeItsLease(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		began := time.Now()
		ran, err := a.RunExclusive(t.Context(), engine.JobRun{Job: "scan", Holder: "one", Limit: time.Minute},
			func(ctx context.Context) error {
				<-ctx.Done()
				return ctx.Err()
			})
		if !ran || !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Minute {
			t.Errorf("ran: %v, %v after %s", ran, err, time.Since(began))
		}
	})
}

func TestADailyJobIsCaughtUpOnce(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		var d diary
		j := job{name: "forget", schedule: "0 10 3-23 * * *", key: day, limit: time.Minute, run: d.note}
		one, two := runner(a, j), runner(a, j)
		time.Sleep(20 * time.Hour) // of the first day, without any server
		start(t, one, two)
		time.Sleep(time.Minute)
		if d.len() != 1 {
			t.Errorf("at the start it ran at %v", d.times)
		}
		time.Sleep(24 * time.Hour)
		stop(t, one, two)
		days := map[string]int{}
		for _, at := range d.times {
			days[day(at)]++
		}
		if len(days) != 2 || d.len() != 2 {
			t.Errorf("ran at %v", d.times)
		}
	})
}

func TestADailyJobThatFailsIsTriedAgain(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		var d diary
		j := job{name: "forget", schedule: "0 10 3-23 * * *", key: day, limit: time.Minute, run: func(ctx context.Context) error {
			if d.note(ctx) != nil || d.len() < 3 {
				return errors.New("not yet")
			}
			return nil
		}}
		r := runner(a, j)
		failed := 0
		r.Observe = func(name string, _ float64, err error) {
			if name == "forget" && err != nil {
				failed++
			}
		}
		start(t, r)
		time.Sleep(23*time.Hour + 30*time.Minute)
		stop(t, r)
		if d.len() != 3 || failed != 2 || d.times[2].Hour() != 4 {
			t.Errorf("ran at %v, failed %d times", d.times, failed)
		}
	})
}

func TestStartAndStopTolerateDoubleCalls(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		var d diary
		r := runner(a, job{name: "scan", schedule: "0 * * * * *", limit: time.Minute, run: d.note})
		stop(t, r)
		start(t, r, r)
		time.Sleep(61 * time.Second)
		stop(t, r, r)
		time.Sleep(10 * time.Minute)
		if d.len() != 1 {
			t.Errorf("ran %d times", d.len())
		}
		start(t, r)
		time.Sleep(61 * time.Second)
		stop(t, r)
		if d.len() != 2 {
			t.Errorf("ran %d times after it was started again", d.len())
		}
	})
}

func TestStopWaitsForTheRun(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		ended := false
		r := runner(a, job{name: "scan", schedule: "0 * * * * *", limit: 5 * time.Minute, run: func(context.Context) error {
			time.Sleep(2 * time.Minute)
			ended = true
			return nil
		}})
		start(t, r)
		time.Sleep(61 * time.Second)
		stop(t, r)
		if !ended {
			t.Error("stopped before the run had ended")
		}
	})
}

func TestStopCutsShortWhatTakesTooLong(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		r := runner(a, job{name: "scan", schedule: "0 * * * * *", limit: time.Hour, run: func(ctx context.Context) error {
			<-ctx.Done()
			time.Sleep(time.Second)
			return ctx.Err()
		}})
		start(t, r)
		time.Sleep(61 * time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if err := r.Stop(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if r.Start(t.Context()) == nil {
			t.Error("started while the last job was still running")
		}
		stop(t, r) // waits for the end
		start(t, r)
		stop(t, r)
	})
}

func TestTheEndOfTheContextStopsTheJobs(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		var d diary
		r := runner(a, job{name: "scan", schedule: "0 * * * * *", limit: time.Minute, run: d.note})
		ctx, cancel := context.WithCancel(t.Context())
		if err := r.Start(ctx); err != nil {
			t.Fatal(err)
		}
		time.Sleep(61 * time.Second)
		cancel()
		time.Sleep(10 * time.Minute)
		stop(t, r)
		if d.len() != 1 {
			t.Errorf("ran %d times", d.len())
		}
	})
}

func TestAPanicIsReportedAndTheNextTickRuns(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		var d diary
		r := runner(a, job{name: "scan", schedule: "0 * * * * *", limit: time.Minute, run: func(ctx context.Context) error {
			if d.note(ctx) == nil && d.len() == 1 {
				panic("for the test")
			}
			return nil
		}})
		var ends []error
		r.Observe = func(_ string, _ float64, err error) { ends = append(ends, err) }
		start(t, r)
		time.Sleep(2*time.Minute + time.Second)
		stop(t, r)
		if len(ends) != 2 || ends[0] == nil || ends[1] != nil {
			t.Errorf("ended with %v", ends)
		}
	})
}

func TestALongRunIsNotBegunAgain(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		var d diary
		j := job{name: "scan", schedule: "0 * * * * *", limit: 30 * time.Minute, run: func(ctx context.Context) error {
			time.Sleep(3*time.Minute + 30*time.Second)
			return d.note(ctx)
		}}
		one, two := runner(a, j), runner(a, j)
		start(t, one, two)
		time.Sleep(6 * time.Minute)
		stop(t, one, two)
		if d.len() != 2 {
			t.Errorf("ended at %v", d.times)
		}
	})
}

func TestAFaultyTableDoesNotStart(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		r := runner(a, job{name: "words", schedule: "every day"}, job{name: "never", schedule: "0 0 0 30 2 *"},
			job{name: "twin", schedule: "0 * * * * *"}, job{name: "twin", schedule: "0 0 * * * *"})
		err := r.Start(t.Context())
		if err == nil {
			t.Fatal("started")
		}
		for _, name := range []string{"words", "never", "twin"} {
			if !strings.Contains(err.Error(), name) {
				t.Errorf("%v does not name %s", err, name)
			}
		}
		stop(t, r)
	})
}

func TestTheJobsOfTheProductRun(t *testing.T) {
	// What GORM learns of a model is kept for the process; what it learns in one bubble is of no use in another.
	outside := app.New(storetest.Open(t, "sqlite", time.Now), slog.New(slog.DiscardHandler), app.Options{})
	for _, run := range []func(context.Context) error{counted(outside.CompareChanged), counted(outside.ExpireProposals),
		outside.HintOffers} {
		if err := run(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	each(t, func(t *testing.T, a *app.App) {
		r := New(a, slog.New(slog.DiscardHandler))
		runs := map[string]int{}
		var mu sync.Mutex
		r.Observe = func(name string, _ float64, err error) {
			mu.Lock()
			defer mu.Unlock()
			runs[name]++
			if err != nil && name != "scan-reminders" && name != "tell-at-once" { // which want a base URL
				t.Errorf("%s: %v", name, err)
			}
		}
		start(t, r)
		time.Sleep(15*time.Minute + time.Second)
		stop(t, r)
		if runs["deliver-outbox"] != 90 || runs["scan-reminders"] != 1 || runs["forget-answers"] != 1 {
			t.Errorf("ran %v", runs)
		}
	})
}
