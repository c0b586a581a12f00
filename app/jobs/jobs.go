// Package jobs runs what Qadam does by itself, each at its time. Any number of servers may run it: a lease in the database
// lets one of them at a time do a job, and what a job does it does once, however often it runs.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/robfig/cron/v3"

	"qadam/app"
)

// job is one line of the table.
type job struct {
	name string
	// schedule is a cron line that begins with the seconds, in UTC: there no hour is skipped or comes twice.
	schedule string
	// key is what the job is done once for; nil for a job that is done at each of its times. A keyed job tries again at its
	// next time until it has succeeded, and at once when the program starts: that is how a missed one is caught up.
	key func(time.Time) string
	// limit ends a run that takes longer.
	limit time.Duration
	// allServers marks a job that all servers do at the same time, each its part.
	allServers bool
	run        func(context.Context) error
}

// table is everything that happens by itself.
func table(a *app.App) []job {
	return []job{
		{name: "deliver-outbox", schedule: "*/10 * * * * *", limit: 4 * time.Minute, allServers: true, run: counted(a.DeliverOutbox)},
		{name: "deliver-webhooks", schedule: "5/10 * * * * *", limit: 4 * time.Minute, run: counted(a.DeliverWebhooks)},
		{name: "scan-reminders", schedule: "0 */15 * * * *", limit: 10 * time.Minute, run: func(ctx context.Context) error {
			_, err := a.ScanReminders(ctx, a.Store().Now())
			return err
		}},
		{name: "tell-at-once", schedule: "20 * * * * *", limit: 5 * time.Minute, run: counted(a.TellAtOnce)},
		{name: "checkpoint-log", schedule: "0 5 * * * *", limit: 5 * time.Minute, run: a.Checkpoint},
		{name: "tend-database", schedule: "50 */10 * * * *", limit: 5 * time.Minute, run: a.Store().Tend},
		{name: "compare-changed", schedule: "20 */2 * * * *", limit: time.Minute, run: counted(a.CompareChanged)},
		{name: "scan-overlaps", schedule: "40 20 * * * *", key: day, limit: 5 * time.Minute, run: counted(a.ScanOverlaps)},
		{name: "expire-proposals", schedule: "50 5,35 * * * *", limit: time.Minute, run: counted(a.ExpireProposals)},
		{name: "hint-offers", schedule: "30 25 4-23 * * *", key: week, limit: 5 * time.Minute, run: a.HintOffers},
		{name: "do-work", schedule: "*/5 * * * * *", limit: 10 * time.Minute, run: counted(a.DoWork)},
		{name: "compose-mails", schedule: "30 */5 * * * *", limit: 4 * time.Minute, run: counted(a.ComposeMails)},
		{name: "check-files", schedule: "15 * * * * *", limit: 10 * time.Minute, run: counted(a.CheckFiles)},
		{name: "clear-files", schedule: "0 40 3-23 * * *", key: day, limit: 30 * time.Minute, run: counted(a.ClearFiles)},
		{name: "forget-answers", schedule: "0 10 3-23 * * *", key: day, limit: 10 * time.Minute, run: a.ForgetAnswers},
		{name: "clear-old", schedule: "0 30 3-23 * * *", key: day, limit: 30 * time.Minute, run: counted(a.ClearOld)},
		{name: "drop-reads", schedule: "0 50 3 * * *", limit: 30 * time.Minute, run: counted(a.DropReads)},
		{name: "forget-sign-ins", schedule: "0 20 3-23 * * *", key: day, limit: 10 * time.Minute, run: a.ForgetSignIns},
	}
}

// day keys a job that is done once a day. The days are those of UTC.
func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// week keys a job that is done once a week.
func week(t time.Time) string {
	year, n := t.UTC().ISOWeek()
	return fmt.Sprintf("%d-W%02d", year, n)
}

// counted leaves out how much a run did.
func counted(run func(context.Context) (int, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := run(ctx)
		return err
	}
}

var parser = cron.NewParser(cron.Second | cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

// parse reads the schedules of all jobs and names every fault at once.
func parse(jobs []job) ([]cron.Schedule, error) {
	schedules := make([]cron.Schedule, len(jobs))
	names := map[string]bool{}
	var faults []error
	for i, j := range jobs {
		s, err := parser.Parse(j.schedule)
		switch {
		case err != nil:
			faults = append(faults, fmt.Errorf("the job %s: %w", j.name, err))
		case s.Next(time.Now().UTC()).IsZero():
			faults = append(faults, fmt.Errorf("the job %s: %q never comes", j.name, j.schedule))
		}
		if names[j.name] {
			faults = append(faults, fmt.Errorf("two jobs are called %s: they would share a lease", j.name))
		}
		schedules[i], names[j.name] = s, true
	}
	return schedules, errors.Join(faults...)
}

// leaseInterval is for how long after its time a job is done with, on all servers: nearly until its next time, so that a server whose
// clock is a little behind does not do it again.
func leaseInterval(s cron.Schedule, at time.Time) time.Duration {
	next := s.Next(at)
	return s.Next(next).Sub(next) * 9 / 10
}
