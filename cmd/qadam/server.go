package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os/signal"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"qadam/app"
	"qadam/app/config"
	"qadam/app/jobs"
	"qadam/handlers"
	"qadam/models"
)

// jobStopGrace is how long jobs that are cut short may take to write down how far they came.
const jobStopGrace = 3 * time.Second

// server is what runs until it is told to stop: HTTP, and the jobs unless they are off.
type server struct {
	http  *handlers.Server
	jobs  *jobs.Runner // nil when they are off
	log   *slog.Logger
	grace time.Duration
	waits string // what it said last that it waits for
}

// interrupted says that something was not let finish.
type interrupted struct{ why string }

func (c interrupted) Error() string { return c.why }

func newServer(a *app.App, log *slog.Logger, s config.Settings, baseURL string) (*server, error) {
	registry := prometheus.NewRegistry()
	http, err := handlers.New(a, log, handlers.Options{BaseURL: baseURL, BodyLimit: s.BodyLimit, TrustedProxies: s.TrustedProxies,
		TokenRate: s.TokenRate, PublicRate: s.PublicRate,
		Version: version(), MetricsToken: s.MetricsToken.Reveal(), Registry: registry})
	if err != nil || !s.Jobs {
		return &server{http: http, log: log, grace: s.ShutdownTimeout}, err
	}
	runner := jobs.New(a, log)
	runs := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "qadam_job_seconds",
		Help: "Time that jobs took on this server, by job and outcome.", Buckets: []float64{.01, .1, 1, 10, 60, 300}}, []string{"job",
		"outcome"})
	runner.Observe = func(job string, seconds float64, err error) {
		outcome := "done"
		if err != nil {
			outcome = "failed"
		}
		runs.WithLabelValues(job, outcome).Observe(seconds)
	}
	return &server{http: http, jobs: runner, log: log, grace: s.ShutdownTimeout}, registry.Register(runs)
}

// starting is the answer to requests before the server has begun.
var starting = &models.Error{Code: models.Unavailable, Message: "The server is starting. Try again in a few seconds.",
	RetryAfter: 5 * time.Second}

// run serves on a listener until ctx ends, and then stops in order. It answers from the first, and lets requests in and runs jobs once
// begin has done its work.
func (s *server) run(ctx context.Context, ln net.Listener, begin func(context.Context) error) error {
	whole := context.WithoutCancel(ctx) // the end of ctx begins an orderly stop; it cuts nothing off
	s.http.Hold(starting)
	served, begun := make(chan error, 1), make(chan error, 1)
	go func() { served <- s.http.Serve(ln) }()
	go func() { begun <- s.begin(ctx, ln, begin) }()
	var failed error
	for failed == nil && ctx.Err() == nil {
		select {
		case err := <-served:
			return errors.Join(fmt.Errorf("the server ended by itself: %w", err), s.stopJobs(whole))
		case failed = <-begun:
			begun = nil
		case <-ctx.Done():
		}
	}
	if begun != nil {
		<-begun // it ends with ctx
	}
	s.log.Info("stopping", slog.Duration("grace", s.grace))
	// From here on a signal is the second one.
	again, release := signal.NotifyContext(whole, syscall.SIGINT, syscall.SIGTERM)
	defer release()
	stopped := make(chan error, 1)
	go func() { stopped <- s.stop(again, ln, served) }()
	select {
	case err := <-stopped:
		return errors.Join(failed, err)
	case <-again.Done():
		return interrupted{"told a second time to stop: what was under way is cut off"}
	}
}

// begin does what is to be done first, and then lets requests in and runs the jobs.
func (s *server) begin(ctx context.Context, ln net.Listener, first func(context.Context) error) error {
	if err := first(ctx); err != nil || ctx.Err() != nil {
		return err
	}
	if s.jobs != nil {
		if err := s.jobs.Start(context.WithoutCancel(ctx)); err != nil {
			return err
		}
	}
	s.http.Release()
	s.log.Info("started", slog.String("listen", ln.Addr().String()), slog.Bool("jobs", s.jobs != nil))
	return nil
}

// wait says in answers, and once in the log, what the server waits for.
func (s *server) wait(why *models.Error) {
	s.http.Hold(why)
	if text := why.Error(); text != s.waits {
		s.waits = text
		s.log.Warn("waiting for the database", slog.Any("cause", why.Cause))
	}
}

// stop takes no more requests and begins no more jobs, and lets those under way finish.
func (s *server) stop(ctx context.Context, ln net.Listener, served <-chan error) error {
	idle := make(chan error, 1)
	go func() { idle <- s.stopJobs(ctx) }()
	limited, cancel := context.WithTimeout(ctx, s.grace)
	defer cancel()
	err := s.http.Shutdown(limited)
	// Had Shutdown come before Serve, it would have found nothing to shut.
	ln.Close()
	if limited.Err() != nil {
		err = interrupted{fmt.Sprintf("requests were not finished %s after being told to stop, and are cut off", s.grace)}
	} else {
		err = errors.Join(err, <-served)
	}
	if err := errors.Join(err, <-idle); err != nil {
		return err
	}
	s.log.Info("stopped")
	return nil
}

// stopJobs lets the jobs that run finish. Those that take longer than the grace are told to stop where they are: what they
// leave, the next server takes up.
func (s *server) stopJobs(ctx context.Context) error {
	if s.jobs == nil {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, s.grace)
	defer cancel()
	if s.jobs.Stop(limited) == nil {
		return nil
	}
	last, end := context.WithTimeout(ctx, jobStopGrace)
	defer end()
	if err := s.jobs.Stop(last); err != nil {
		return interrupted{err.Error()}
	}
	return nil
}
