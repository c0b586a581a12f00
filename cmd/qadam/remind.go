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
	At             string `placeholder:"TIME" help:"For which time: 2021-03-01T09:00:00Z, 2021-03-01 09:00 in the zone, or a day. Default: now."`
	Zone           string `placeholder:"ZONE" default:"UTC" help:"In which time zone that is: Asia/Almaty."`
	DryRun         bool   `help:"Only show who would be told what."`
	Now            bool   `help:"Make the mails at once, whatever the hour and the day are for their recipients."`
	config.Core    `group:"settings"`
	config.Address `group:"settings"`
}

// Help is shown by --help.
func (remindCmd) Help() string {
	return `The server does this by itself. What was told once is not told again. Without --dry-run what is owed is recorded, and goes with
each person's next mail; the server sends it.

Examples:

    qadam remind --dry-run
    qadam remind --at "2021-03-01 08:00" --zone Asia/Almaty --dry-run
    qadam remind`
}

// Run shows what is owed, or queues the mails about it.
func (c *remindCmd) Run(ctx context.Context, p *process) error {
	s, err := config.Read(p.env, c.Core, c.Address)
	if err != nil {
		return settingsFault(err)
	}
	at, err := parseTime(c.At, c.Zone)
	if err != nil {
		return usageFault{err}
	}
	return p.withApp(ctx, s, func(a *app.App) error {
		if c.DryRun {
			return p.showDue(ctx, a, at)
		}
		n, err := a.ScanReminders(ctx, at)
		fmt.Fprintf(p.stdout, "Reminders recorded: %d\n", n) // even when a fault stopped it half way
		if err != nil {
			return err
		}
		compose := a.ComposeMails
		if c.Now {
			compose = a.ComposeMailsNow
		}
		n, err = compose(ctx)
		fmt.Fprintf(p.stdout, "Mails made: %d\n", n)
		return err
	})
}

// parseTime reads an instant, a time of day in a zone, or a day as its end there: all that is due on it is due then.
func parseTime(text, zone string) (time.Time, error) {
	place, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" { // the machine's own
		return time.Time{}, fmt.Errorf("--zone: %q is no time zone of the IANA database: give one such as Asia/Almaty", zone)
	}
	if text == "" {
		return time.Now(), nil
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	if at, err := time.ParseInLocation("2006-01-02 15:04", text, place); err == nil {
		return at, nil
	}
	day, err := models.ParseDate(text)
	if err != nil {
		return time.Time{}, fmt.Errorf("--at: %q is no time: give one such as 2021-03-01T09:00:00Z, or a day such as 2021-03-01", text)
	}
	next := day.AddDays(1).Time()
	return time.Date(next.Year(), next.Month(), next.Day(), 0, 0, -1, 0, place), nil
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
	fmt.Fprintln(table, "TO\tAS\tABOUT\tDUE\tDAYS LATE\tRULE\tTOLD BEFORE\tNEXT STEP")
	for _, d := range due {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\n", d.Recipient, d.Role, d.Reference, d.DueOn, d.DaysLate, d.Rule, d.ToldBefore,
			d.NextStep)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "\n%d at %s; nothing was queued.\n", len(due), at.UTC().Format(time.RFC3339))
	return nil
}
