package reminders

import (
	"context"
	"slices"

	"qadam/app/engine"
	"qadam/app/exchange/daysoff"
	"qadam/app/store"
	"qadam/models"
)

// calendars makes the use cases of calendars.
func (a *FollowUp) calendars() engine.Resource[models.Calendar, models.CalendarInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Calendar, models.CalendarInput]{Noun: store.Calendars,
		Input: func(c *models.Calendar) *models.CalendarInput { return &c.CalendarInput }, Prepare: prepareCalendar,
		After: a.calendarChanged})
}

// prepareCalendar requires a country or an organisation, which never changes.
func prepareCalendar(tx *store.Tx, old, c *models.Calendar) error {
	c.SortDays()
	switch {
	case old != nil && (old.CountryCode != c.CountryCode || old.OrganisationID != c.OrganisationID):
		return models.Fault("/country_code", "A calendar stays with its country or organisation; make another one.")
	case (c.CountryCode == "") == (c.OrganisationID == ""):
		return models.Fault("/country_code", "Give a country or an organisation, one of them.")
	case c.CountryCode != "":
		return engine.CheckCountry(tx, "/country_code", c.CountryCode)
	}
	return store.Organisations.RequireVisible(tx, "/organisation_id", c.OrganisationID)
}

// calendarChanged reschedules what is counted in a State's working days.
func (a *FollowUp) calendarChanged(ctx context.Context, tx *store.Tx, _, c *models.Calendar) error {
	if c.CountryCode == "" {
		return nil
	}
	return a.consent.RescheduleSilence(ctx, tx, c.CountryCode)
}

// CalendarImport tells what became of a file of days.
type CalendarImport struct {
	DryRun   bool            `json:"dry_run"`
	Added    int             `json:"added"`
	Changed  int             `json:"changed"`
	Same     int             `json:"same"`
	Faults   []daysoff.Row   `json:"faults"`
	Calendar models.Calendar `json:"calendar"`
	// Moves is what the file would move, in a dry run.
	Moves *CalendarPreview `json:"moves"`
}

// MaxDayFile is the most bytes of a file of days.
const MaxDayFile = daysoff.MaxBytes

// DayFile is a file of dated days. Source stands where the file names none; IsICS tells an iCalendar file from CSV. A dry
// run saves nothing.
type DayFile struct {
	Body   []byte
	Source string
	IsICS  bool
	DryRun bool
}

func (f DayFile) action() string {
	if f.IsICS {
		return "calendar.import_ics"
	}
	return "calendar.import"
}

func (f DayFile) read() ([]models.CalendarDay, []daysoff.Row, error) {
	if f.IsICS {
		return daysoff.ReadICS(f.Body, f.Source)
	}
	return daysoff.ReadCSV(f.Body, f.Source)
}

// ImportDays puts the days of a file into a calendar, in the place of those of the same dates; other days stay. A dry run
// tells what would move.
func (a *FollowUp) ImportDays(ctx context.Context, actor models.Actor, id models.ID, file DayFile) (*CalendarImport, error) {
	if err := engine.Allow(actor, file.action()); err != nil {
		return nil, err
	}
	days, faults, err := file.read()
	if err != nil {
		return nil, err
	}
	out := &CalendarImport{DryRun: file.DryRun, Faults: append([]daysoff.Row{}, faults...)}
	merge := func(in *models.CalendarInput) error {
		out.Added, out.Changed, out.Same = 0, 0, 0
		out.merge(in, days)
		return nil
	}
	if file.DryRun {
		return out, a.dryRunDays(ctx, actor, id, out, merge)
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*CalendarImport, error) {
		row, old, before, err := a.Calendars.Lock(tx, id, engine.AnyVersion)
		if err != nil {
			return nil, err
		}
		if err := merge(&row.CalendarInput); err != nil {
			return nil, err
		}
		if err := engine.CheckShape(row.CalendarInput); err != nil {
			return nil, err
		}
		if err := prepareCalendar(tx, old, row); err != nil {
			return nil, err
		}
		if err := store.Calendars.UpdateAll(tx, row); err != nil {
			return nil, err
		}
		done, err := a.Calendars.Finish(ctx, tx, file.action(), old, row, before)
		if err == nil {
			out.Calendar = *done
		}
		return out, err
	})
}

// dryRunDays tells what a file would move. Nothing is written: it is no change, and no answer is kept for a repeated request.
func (a *FollowUp) dryRunDays(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	out *CalendarImport,
	merge func(*models.CalendarInput) error,
) (err error) {
	if out.Moves, err = a.previewCalendar(ctx, actor, id, merge); err != nil {
		return err
	}
	c, err := a.Calendars.Get(ctx, actor, id)
	if err == nil {
		out.Calendar = *c
	}
	return err
}

// merge puts days into a calendar and counts which are added, changed and the same.
func (out *CalendarImport) merge(in *models.CalendarInput, days []models.CalendarDay) {
	merged := slices.Clone(in.Days)
	for _, d := range days {
		at := slices.IndexFunc(merged, func(m models.CalendarDay) bool { return m.OnDate == d.OnDate })
		switch {
		case at < 0:
			merged = append(merged, d)
			out.Added++
		case merged[at] == d:
			out.Same++
		default:
			merged[at] = d
			out.Changed++
		}
	}
	in.Days = merged
}
