package app

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"qadam/app/store"
	"qadam/models"
)

// event is what a reminder rule can watch: what kind of object it is about, and how its reminders behave.
type event struct {
	noun string
	// standing marks what is so on every later day, too: it is said however late. What is dated goes out a few days late at
	// most; older ones would be a flood after a long stop.
	standing bool
}

// events are what rules can watch, by their codes.
var events = map[string]event{
	models.WatchMilestone:   {noun: "milestone"},
	models.WatchUpdate:      {noun: "project"},
	models.WatchNews:        {noun: "activity", standing: true},
	models.WatchUnmatched:   {noun: "need", standing: true},
	models.WatchDraft:       {noun: "mission"},
	models.WatchReport:      {noun: "mission"},
	models.WatchMet:         {noun: "need", standing: true},
	models.WatchSilence:     {noun: "consent"},
	models.WatchExpiry:      {noun: "consent"},
	models.WatchDonorReport: {noun: "report_deadline"},
}

const (
	// caughtUp is how many days late a dated reminder still goes out.
	caughtUp = 3
	// ever is longer than anything waits.
	ever = 365 * 100
)

// patience is for how many days after a rung's day it is still said, when no server ran on the day itself.
func (e event) patience() int {
	if e.standing {
		return ever
	}
	return caughtUp
}

// workdays are the working calendars by which ladders count: an organisation's own, else its item's country's.
type workdays struct {
	countries, organisations map[string]*models.Calendar
	plain                    models.Calendar
	known                    map[workday]models.Date
}

// workday is one count that was made before: there are few days and fewer calendars, and very many items.
type workday struct {
	calendar *models.Calendar
	day      models.Date
	n        int
}

// newWorkdays reads all calendars. Those of changed stand in the place of what is kept, for a preview.
func newWorkdays(tx *store.Tx, changed ...models.Calendar) (*workdays, error) {
	w := &workdays{countries: map[string]*models.Calendar{}, organisations: map[string]*models.Calendar{}, plain: models.PlainCalendar("", "UTC"), known: map[workday]models.Date{}}
	zones, err := store.Zones(tx)
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
	key := workday{c, day, n}
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

// reach gives between which days a clock must end for a rung to fall between two others, whatever the calendar.
func (w *workdays) reach(offset int, from, to models.Date) (first, last models.Date) {
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

// chase is one active rule at work: its event, its ladder in order, and between which days what it watches began.
type chase struct {
	models.ReminderRule
	event
	span store.Span
}

// longestCycle is the most months that an object adds to its clock, and the slack that months of unequal length need.
const longestCycle = 36

func (s *scan) chase(r models.ReminderRule) (chase, bool) {
	e, known := events[r.Watches]
	if !known || len(r.Ladder) == 0 {
		return chase{}, false
	}
	c := chase{ReminderRule: r, event: e, span: store.Span{From: "9999-12-31", Limit: itemsAtOnce}}
	c.Ladder = slices.SortedFunc(slices.Values(r.Ladder), func(a, b models.Rung) int { return a.Offset - b.Offset })
	for _, g := range c.Ladder {
		// A day of the span is a day somewhere: places are up to a day apart.
		first, last := s.days.reach(g.Offset, s.from.AddDays(-e.patience()-1), max(s.from, s.to).AddDays(1))
		c.span.From, c.span.To = min(c.span.From, first), max(c.span.To, last)
	}
	months := r.Months
	if r.Watches == models.WatchUpdate {
		months += longestCycle
	}
	c.span.From = c.span.From.AddDays(-r.Days - 3).AddMonths(-months)
	c.span.To = c.span.To.AddDays(-r.Days + 3).AddMonths(-r.Months)
	if c.standing {
		c.span.From = ""
	}
	return c, true
}

// end gives when an item's clock ends, and from which day its occasions are named: that of the event, so that another length
// of the clock begins no new ladder, or the end that somebody gave it, which does.
func (c chase) end(item store.Waiting) (end, anchor models.Date) {
	if item.EndsOn != "" {
		return item.EndsOn, item.EndsOn
	}
	return c.End(item.Since, item.Months), item.Since
}

// saying is one rung on the day on which it is said.
type saying struct {
	rung models.Rung
	on   models.Date
	last bool
}

// sayings gives the rungs of an item that are said from today on up to the end of the scan: the latest one reached, so that
// earlier ones that were missed are not said any more, unless its day lies too far back or it announced a date that has
// passed meanwhile; and those that are still to come.
func (s *scan) sayings(c chase, calendar *models.Calendar, end models.Date) []saying {
	today := s.todayAt(calendar)
	var out []saying
	for i, g := range slices.Backward(c.Ladder) {
		day := s.days.after(calendar, end, g.Offset)
		last := i == len(c.Ladder)-1 && i > 0
		if day > today {
			if day <= s.to {
				out = append(out, saying{g, day, last})
			}
			continue
		}
		if announces := g.Offset < 0; day.DaysUntil(today) <= c.patience() && !(announces && end < today) {
			out = append(out, saying{g, today, last})
		}
		break
	}
	return out
}

// todayAt is the day that it is where a calendar holds.
func (s *scan) todayAt(c *models.Calendar) models.Date {
	if s.place == nil {
		s.place = map[*models.Calendar]models.Date{}
	}
	day, known := s.place[c]
	if !known {
		day = c.DayOf(s.now)
		s.place[c] = day
	}
	return day
}

// someone is a person in the part in which they are told.
type someone struct {
	store.Person
	role string
	// own is the organisation for which they are told; "" for managers and counterparts.
	own models.ID
}

// people gives whom a rung tells of an item: each of its parts, or, where a part is nobody's, the managers, who have to
// find somebody; nobody then names where.
func (s *scan) people(rung models.Rung, item store.Waiting) (who []someone, nobody string) {
	for _, part := range rung.To {
		found := s.part(part, item)
		if len(found) == 0 && part != "manager" {
			nobody = item.OrganisationName
			if nobody == "" {
				nobody = item.CountryCode
			}
			found = s.part("manager", item)
		}
		for _, p := range found {
			if !slices.ContainsFunc(who, func(w someone) bool { return w.Email == p.Email }) {
				who = append(who, p)
			}
		}
	}
	return who, nobody
}

// part gives who plays a part for an item. Whose mail comes back plays none.
func (s *scan) part(part string, item store.Waiting) []someone {
	at := func(role string, candidates ...store.Person) []someone {
		for _, p := range candidates {
			if p.Email != "" && !s.bounced[p.Email] {
				return []someone{{p, role, item.OrganisationID}}
			}
		}
		return nil
	}
	all := func(role string, people []store.Person) (out []someone) {
		for _, p := range people {
			if !s.bounced[p.Email] {
				out = append(out, someone{Person: p, role: role})
			}
		}
		return out
	}
	switch {
	case part == "national", part == "responsible" && item.OrganisationID == "" && item.Contact.Email == "":
		return all("national", s.nationals[item.CountryCode])
	case part == "manager" && item.OrganisationID == "" && item.Contact.Email != "" && !s.bounced[item.Contact.Email]:
		return []someone{{Person: item.Contact, role: "manager"}} // who owns the need
	case part == "manager":
		return all("manager", s.managers)
	case part == "coordinator":
		return at("coordinator", item.Coordinator)
	case part == "focal_point":
		return at("focal_point", item.Focal)
	case item.OrganisationID == "":
		return []someone{{Person: item.Contact, role: "manager"}}
	}
	return at("responsible", item.Contact, item.Focal, item.Coordinator)
}

// toldBefore names those who were told of the same occasion before, and the last of them.
func toldBefore(told []store.Told, anchor models.Date, but string) string {
	var names []string
	for _, t := range told {
		if strings.HasPrefix(t.Occasion, string(anchor)) && t.Recipient != but && t.State != models.ReminderDropped && !slices.Contains(names, t.RecipientName) {
			names = append(names, t.RecipientName)
		}
	}
	return strings.Join(names, ", ")
}

// occasion names a rung of an item's ladder.
func occasion(anchor models.Date, offset int) string { return fmt.Sprintf("%s%+d", anchor, offset) }

// dayIn is the local day of an instant in a zone; UTC's where the zone is unknown.
func dayIn(at time.Time, zone string) (models.Date, int) {
	place, err := time.LoadLocation(zone)
	if err != nil {
		place = time.UTC
	}
	return models.DateOf(at.In(place)), at.In(place).Hour()
}
