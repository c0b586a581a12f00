package jobs

import (
	"context"
	"errors"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/engine"
)

func TestTheJobOfAKilledServerGoesOnElsewhere(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		ctx, kill := context.WithCancel(t.Context())
		gone, ended := make(chan struct{}), make(chan struct{})
		go func() { // with its context it also stops renewing
			defer close(ended)
			if _, err := a.RunExclusive(ctx, engine.JobRun{Job: "scan", Holder: "killed", Limit: 10 * time.Minute},
				func(context.Context) error { <-gone; return ctx.Err() }); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		}()
		time.Sleep(time.Second)
		var d diary
		r := runner(a, job{name: "scan", schedule: "*/10 * * * * *", limit: time.Minute, run: d.note})
		start(t, r)
		time.Sleep(5 * time.Minute)
		if d.len() != 0 {
			t.Errorf("two ran at a time: %v", d.times)
		}
		kill()
		time.Sleep(time.Minute)
		stop(t, r)
		if d.len() == 0 {
			t.Error("nobody went on within a minute")
		}
		close(gone)
		<-ended
	})
}

func TestARunThatFailsLetsGo(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		for i, holder := range []string{"one", "two"} {
			ran, err := a.RunExclusive(t.Context(), engine.JobRun{Job: "scan", Holder: holder, Limit: time.Minute, Interval: time.Hour},
				func(context.Context) error { return []error{errors.New("for the test"), nil}[i] })
			if !ran || (err != nil) != (i == 0) {
				t.Errorf("%s ran: %v, %v", holder, ran, err)
			}
		}
	})
}
