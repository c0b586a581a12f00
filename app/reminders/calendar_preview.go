package reminders

import (
	"context"
	"slices"
	"strings"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// Moved is one reminder that another calendar would send on another day; "" is on none of the days looked at.
type Moved struct {
	models.Owed
	Was models.Date `json:"was"`
}

// CalendarPreview tells what a changed calendar would move.
type CalendarPreview struct {
	Moved int `json:"moved"`
	// Today counts what would go out at once because of the change.
	Today int     `json:"today"`
	Items []Moved `json:"items"`
}

// PreviewCalendar tells which reminders of the next 30 days a changed calendar would move. It changes nothing: what has
// been sent stays sent, and what is not yet sent follows the calendar when it is changed.
func (a *FollowUp) PreviewCalendar(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	apply func(*models.CalendarInput) error,
) (*CalendarPreview, error) {
	if err := engine.Allow(actor, "calendar.preview"); err != nil {
		return nil, err
	}
	return a.previewCalendar(ctx, actor, id, apply)
}

func (a *FollowUp) previewCalendar(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	apply func(*models.CalendarInput) error,
) (*CalendarPreview, error) {
	var now, changed *scan
	err := a.Store().View(ctx, actor, func(tx *store.Tx) error {
		c, err := store.Calendars.Get(tx, id)
		if err != nil {
			return err
		}
		other := *c
		if err := apply(&other.CalendarInput); err != nil {
			return err
		}
		if err := engine.CheckShape(other.CalendarInput); err != nil {
			return err
		}
		if err := prepareCalendar(tx, c, &other); err != nil {
			return err
		}
		if now, err = a.scanAt(tx.As(engine.System()), tx.Now()); err != nil {
			return err
		}
		changed, err = a.scanAt(tx.As(engine.System()), tx.Now(), other)
		return err
	})
	if err != nil {
		return nil, err
	}
	return a.compareScans(ctx, now, changed)
}

// occasionOf identifies a reminder.
type occasionOf struct {
	rule, occasion, recipient string
	subject                   models.ID
}

func (a *FollowUp) compareScans(ctx context.Context, now, changed *scan) (*CalendarPreview, error) {
	was := map[occasionOf]models.Owed{}
	now.to, changed.to = now.from.AddDays(previewDays), changed.from.AddDays(previewDays)
	for found, err := range now.owed(ctx, a) {
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			was[occasionOf{o.Rule, o.Occasion, o.Recipient, o.SubjectID}] = o
		}
	}
	out := &CalendarPreview{Items: []Moved{}}
	note := func(m Moved) {
		out.Moved++
		if m.On == changed.from {
			out.Today++
		}
		if len(out.Items) < maxForecast {
			out.Items = append(out.Items, m)
		}
	}
	for found, err := range changed.owed(ctx, a) {
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			key := occasionOf{o.Rule, o.Occasion, o.Recipient, o.SubjectID}
			before := was[key].On
			delete(was, key)
			if before != o.On {
				note(Moved{o, before})
			}
		}
	}
	for _, o := range was {
		before := o.On
		o.On = ""
		note(Moved{o, before})
	}
	slices.SortFunc(out.Items, func(a, b Moved) int {
		return strings.Compare(string(max(a.On, a.Was))+a.Reference+a.Occasion, string(max(b.On, b.Was))+b.Reference+b.Occasion)
	})
	return out, nil
}
