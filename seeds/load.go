package seeds

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/models"
)

// loader brings the files' objects in through the use cases. The first fault stops it: everything after would lean on it.
type loader struct {
	ctx    context.Context
	app    *app.App
	ids    IDs
	actors map[string]models.Actor // by email; "" is the system
	events []event
	now    time.Time
}

// event is something that happened on a day. Rank puts what happens on the same day in order.
type event struct {
	on   models.Date
	rank int
	what string
	do   func() error
}

// LoadReference adds the reference data that is not there yet; what an admin has edited stays as it is.
func LoadReference(ctx context.Context, a *app.App) error {
	d, err := Parse(max(Earliest, models.DateOf(a.Store().Now())))
	if err != nil {
		return err
	}
	return newLoader(ctx, a).reference(d.Reference)
}

// LoadDemo adds the reference data and the demo portfolio; false when the demo is there already. The past is loaded under
// the clock of its own days, so that histories read as they should.
func LoadDemo(ctx context.Context, a *app.App) (bool, error) { return loadDemo(ctx, a, false) }

// LoadLargeDemo is LoadDemo with much more of everything, and with every state of everything.
func LoadLargeDemo(ctx context.Context, a *app.App) (bool, error) { return loadDemo(ctx, a, true) }

func loadDemo(ctx context.Context, a *app.App, large bool) (bool, error) {
	today := models.DateOf(a.Store().Now())
	d, err := Parse(today)
	if err != nil {
		return false, err
	}
	if large {
		d.enlarge(today)
	}
	loaded, err := isLoaded(ctx, a, d.Demo)
	if err != nil || loaded {
		return false, err
	}
	l := newLoader(ctx, a)
	if err := l.reference(d.Reference); err != nil {
		return false, err
	}
	if err := l.people(d.Demo); err != nil {
		return false, err
	}
	l.plan(d.Demo, today)
	if large {
		l.remind(today)
		l.traces(today)
	}
	if err := l.play(); err != nil {
		return false, err
	}
	return true, l.lookedAt(d.Demo.Overlaps)
}

// isLoaded tells whether the demo is there: its first mission is the first thing that it loads, the money the last.
func isLoaded(ctx context.Context, a *app.App, d Demo) (bool, error) {
	_, err := a.Missions.By(ctx, engine.System(), "reference", d.Missions[0].Reference)
	if models.CodeOf(err) == models.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	money, err := a.Transactions.List(ctx, engine.System(), models.ListQuery{Limit: 1})
	if err == nil && len(money.Items) == 0 {
		return false, errors.New("loading the demo was cut short before; begin again with an empty database")
	}
	return err == nil, err
}

func newLoader(ctx context.Context, a *app.App) *loader {
	l := &loader{ctx: ctx, actors: map[string]models.Actor{"": engine.System()}}
	l.now = a.Store().Now()
	l.app = a.At(func() time.Time { return l.now })
	return l
}

// put creates an object unless one with that value in that column is there, and keeps its id under its key.
func put[T, I any](l *loader, r engine.Resource[T, I], noun Noun, key, column string, value any, in I) (*T, error) {
	if column != "" {
		row, err := r.By(l.ctx, engine.System(), column, value)
		if err == nil {
			l.ids.Set(noun, key, any(row).(models.Entity).Meta().ID)
			return row, nil
		}
		if models.CodeOf(err) != models.NotFound {
			return nil, err
		}
	}
	row, err := r.Create(l.ctx, engine.System(), in)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", r.Name(), key, describe(err))
	}
	l.ids.Set(noun, key, any(row).(models.Entity).Meta().ID)
	return row, nil
}

// describe says which fields are at fault, for those who edit the files.
func describe(err error) error {
	var e *models.Error
	if errors.As(err, &e) && len(e.Fields) > 0 {
		return fmt.Errorf("%w: %+v", err, e.Fields)
	}
	return err
}

func (l *loader) reference(d Reference) error {
	a := l.app
	for _, in := range d.Countries {
		if _, err := put(l, a.Countries, "country", in.Code, "code", in.Code, in); err != nil {
			return err
		}
	}
	for _, in := range d.calendars() {
		if _, err := put(l, a.Calendars, "calendar", in.CountryCode, "country_code", in.CountryCode, in); err != nil {
			return err
		}
	}
	for _, in := range d.Themes {
		if _, err := put(l, a.Themes, "theme", in.Code, "code", in.Code, in); err != nil {
			return err
		}
	}
	for _, in := range d.Ratings {
		if _, err := put(l, a.Ratings, "rating", in.Code, "code", in.Code, in); err != nil {
			return err
		}
	}
	for _, in := range d.ReminderRules {
		if _, err := put(l, a.Rules, "rule", in.Code, "code", in.Code, in); err != nil {
			return err
		}
	}
	if err := l.instruments(d); err != nil {
		return err
	}
	for _, in := range d.Schemes {
		s, err := put(l, a.Schemes, "scheme", in.Name, "name", in.Name, in)
		if err != nil {
			return err
		}
		for _, c := range s.Criteria {
			l.ids.Set(NounCriterion, c.Code, c.ID)
		}
	}
	return l.ids.Err()
}

// instruments loads them and their provisions; a provision is known by its instrument and its paragraph together.
func (l *loader) instruments(d Reference) error {
	for _, in := range d.Instruments {
		if _, err := put(l, l.app.Instruments, NounInstrument, in.Code, "code", in.Code, in); err != nil {
			return err
		}
	}
	for _, p := range d.Provisions {
		in := p.Input(&l.ids)
		page, err := l.app.Provisions.List(l.ctx, engine.System(),
			models.ListQuery{Filters: map[string]string{"instrument_id": string(in.InstrumentID)}, Limit: models.MaxLimit})
		if err != nil {
			return err
		}
		at := slices.IndexFunc(page.Items, func(x models.Provision) bool { return x.Paragraph == in.Paragraph })
		if at >= 0 {
			l.ids.Set(NounProvision, p.Key(), page.Items[at].ID)
			continue
		}
		if _, err := put(l, l.app.Provisions, NounProvision, p.Key(), "", nil, in); err != nil {
			return err
		}
	}
	return nil
}

// people loads who works with the demo, and the rates of its money.
func (l *loader) people(d Demo) error {
	a := l.app
	for _, in := range d.Organisations {
		if _, err := put(l, a.Organisations, NounOrganisation, in.Code, "code", in.Code, in); err != nil {
			return err
		}
	}
	for _, c := range d.Contacts {
		if _, err := put(l, a.Contacts, NounContact, c.Email, "email", c.Email, c.Input(&l.ids)); err != nil {
			return err
		}
	}
	for _, u := range d.Users {
		x, err := put(l, a.Users, NounUser, u.Email, "email", u.Email, u.Input(&l.ids))
		if err != nil {
			return err
		}
		l.actors[u.Email] = models.Actor{UserID: x.ID, Name: x.Name, Email: x.Email, Role: x.Role, OrganisationID: x.OrganisationID,
			CountryCode: x.CountryCode, CanWrite: true}
	}
	for _, in := range d.Institutions {
		if _, err := put(l, a.Institutions, NounInstitution, in.Name, "name", in.Name, in); err != nil {
			return err
		}
	}
	for _, in := range d.Rates {
		if _, err := put(l, a.Rates, "rate", in.Currency+" "+string(in.OnDate), "", nil, in); err != nil {
			return err
		}
	}
	return l.ids.Err()
}

// at plans something for a day.
func (l *loader) at(on models.Date, rank int, what string, do func() error) {
	l.events = append(l.events, event{on, rank, what, do})
}

// play lets everything happen in order, each day at nine in the morning (UTC).
func (l *loader) play() error {
	slices.SortStableFunc(l.events, func(a, b event) int {
		if a.on != b.on {
			if a.on < b.on {
				return -1
			}
			return 1
		}
		return a.rank - b.rank
	})
	loadedAt := l.now
	for _, e := range l.events {
		if l.now = e.on.Time().Add(9 * time.Hour); l.now.After(loadedAt) {
			l.now = loadedAt
		}
		if err := e.do(); err != nil {
			return fmt.Errorf("%s, %s: %w", e.on, e.what, describe(err))
		}
	}
	return l.ids.Err()
}
