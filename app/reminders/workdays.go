package reminders

import (
	"time"

	"qadam/app/store"
	"qadam/models"
)

// workdays are the working calendars by which ladders count: an organisation's own, else its item's country's.
type workdays struct {
	countries, organisations map[string]*models.Calendar
	plain                    models.Calendar
	known                    map[workdayKey]models.Date
}

// workdayKey is one cached count of working days.
type workdayKey struct {
	calendar *models.Calendar
	day      models.Date
	n        int
}

// newWorkdays reads all calendars. Those of changed replace stored ones, for a preview.
func newWorkdays(tx *store.Tx, changed ...models.Calendar) (*workdays, error) {
	w := &workdays{
		countries:     map[string]*models.Calendar{},
		organisations: map[string]*models.Calendar{},
		plain:         models.PlainCalendar("", "UTC"),
		known:         map[workdayKey]models.Date{},
	}
	zones, err := store.CountryTimeZones(tx)
	if err != nil {
		return nil, err
	}
	for code, zone := range zones {
		c := models.PlainCalendar(code, zone)
		w.countries[code] = &c
	}
	all, err := store.AllCalendars(tx)
	if err != nil {
		return nil, err
	}
	all = append(all, changed...)
	for i := range all {
		if c := &all[i]; c.OrganisationID != "" {
			w.organisations[string(c.OrganisationID)] = c
		} else {
			w.countries[c.CountryCode] = c
		}
	}
	return w, nil
}

// of gives the calendar of an organisation, or else of a country, or else Monday to Friday.
func (w *workdays) of(organisation models.ID, country string) *models.Calendar {
	if c, own := w.organisations[string(organisation)]; own {
		return c
	}
	if c, known := w.countries[country]; known {
		return c
	}
	return &w.plain
}

// after gives the nth working day after a day, or before it.
func (w *workdays) after(c *models.Calendar, day models.Date, n int) models.Date {
	key := workdayKey{c, day, n}
	if known, ok := w.known[key]; ok {
		return known
	}
	d := c.AddWorkingDays(day, n)
	if len(w.known) > 100_000 { // never more than a few megabytes
		clear(w.known)
	}
	w.known[key] = d
	return d
}

// endRange gives between which days a clock must end for a rung to fall between two others by any calendar.
func (w *workdays) endRange(offset int, from, to models.Date) (first, last models.Date) {
	first, last = from.AddDays(-offset-1), to.AddDays(-offset+1)
	consider := func(c *models.Calendar) {
		first = min(first, w.after(c, from, -offset-1))
		last = max(last, w.after(c, to, -offset+1))
	}
	consider(&w.plain)
	for _, all := range []map[string]*models.Calendar{w.countries, w.organisations} {
		for _, c := range all {
			consider(c)
		}
	}
	return first, last
}

// localDay is the local day of an instant in a zone; UTC's where the zone is unknown.
func localDay(at time.Time, zone string) (models.Date, int) {
	place, err := time.LoadLocation(zone)
	if err != nil {
		place = time.UTC
	}
	return models.DateOf(at.In(place)), at.In(place).Hour()
}
