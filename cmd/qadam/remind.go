package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"qadam/app"
	"qadam/app/config"
	"qadam/models"
)

type remindCmd struct {
	At             string `placeholder:"TIME" help:"For which time: 2021-03-01T09:00:00Z, or a day. Default: now."`
	DryRun         bool   `help:"Only show who would be told what."`
	config.Core    `group:"settings"`
	config.Address `group:"settings"`
}

// Help is shown by --help.
func (remindCmd) Help() string {
	return `The server does this by itself. What was told once is not told again. Without --dry-run the mails are queued; the
server sends them.

Examples:

    qadam remind --dry-run
    qadam remind --at 2021-03-01 --dry-run
    qadam remind`
}

// Run shows what is owed, or queues the mails about it.
func (c *remindCmd) Run(ctx context.Context, p *process) error {
	s, err := config.Read(p.env, c.Core, c.Address)
	if err != nil {
		return settingsFault(err)
	}
	at, err := parseTime(c.At)
	if err != nil {
		return usageFault{err}
	}
	return p.withApp(ctx, s, func(a *app.App) error {
		if c.DryRun {
			return p.showDue(ctx, a, at)
		}
		n, err := a.ScanReminders(ctx, at)
		fmt.Fprintf(p.stdout, "Mails queued: %d\n", n) // even when a fault stopped it half way
		return err
	})
}

// parseTime reads an instant, or a day as its end in UTC: all that is due on it is due then.
func parseTime(text string) (time.Time, error) {
	if text == "" {
		return time.Now(), nil
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	day, err := models.ParseDate(text)
	if err != nil {
		return time.Time{}, fmt.Errorf("--at: %q is no time: give one such as 2021-03-01T09:00:00Z, or a day such as 2021-03-01", text)
	}
	return day.AddDays(1).Time().Add(-time.Second), nil
}

func (p *process) showDue(ctx context.Context, a *app.App, at time.Time) error {
	due, err := a.DueReminders(ctx, at, 0)
	if err != nil {
		return err
	}
	if len(due) == 0 {
		fmt.Fprintf(p.stdout, "Nobody is to be reminded at %s.\n", at.UTC().Format(time.RFC3339))
		return nil
	}
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "TO\tABOUT\tDUE\tDAYS LATE\tRULE\tNEXT STEP")
	for _, d := range due {
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\t%s\n", d.Recipient, d.Reference, d.DueOn, d.DaysLate, d.Rule, d.NextStep)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "\n%d at %s; nothing was queued.\n", len(due), at.UTC().Format(time.RFC3339))
	return nil
}
