package reminders

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"qadam/app/store"
	"qadam/models"
)

// event is what a reminder rule can watch: what kind of object it is about, and how its reminders behave.
type event struct {
	noun string
	// persistent marks a condition that lasts: it is reminded of at any later day. Dated events are dropped after a few days, so
	// that a long stop does not end in a flood.
	persistent bool
}

// events are what rules can watch, by their codes.
var events = map[models.Watch]event{
	models.WatchMilestone:   {noun: "milestone"},
	models.WatchUpdate:      {noun: "project"},
	models.WatchNews:        {noun: "activity", persistent: true},
	models.WatchUnmatched:   {noun: "need", persistent: true},
	models.WatchDraft:       {noun: "mission"},
	models.WatchReport:      {noun: "mission"},
	models.WatchMet:         {noun: "need", persistent: true},
	models.WatchSilence:     {noun: "consent_request", persistent: true},
	models.WatchConsent:     {noun: "consent_request", persistent: true},
	models.WatchAgreement:   {noun: "mission", persistent: true},
	models.WatchRanking:     {noun: "ranking", persistent: true},
	models.WatchExpiry:      {noun: "consent"},
	models.WatchDonorReport: {noun: "report_deadline"},
	models.WatchComment:     {noun: "comment"},
	models.WatchReferral:    {noun: "referral", persistent: true},

	models.WatchConfirmation: {noun: "need", persistent: true},
	models.WatchScoring:      {noun: "mission", persistent: true},
}

const (
	// maxDaysLate is how many days late a dated reminder still goes out.
	maxDaysLate = 3
	// noLimitDays is longer than any wait.
	noLimitDays = 365 * 100
)

// sayWithin is for how many days a missed rung is still sent.
func (e event) sayWithin() int {
	if e.persistent {
		return noLimitDays
	}
	return maxDaysLate
}

// find gives a page of the open items that are watched, with the teams of their missions.
func (e event) find(tx *store.Tx, watches models.Watch, s store.Span) ([]store.WatchedItem, *store.Span, error) {
	items, next, err := store.FindWatched(tx, watches, s)
	if err == nil {
		err = store.FindTeams(tx, e.noun, items)
	}
	return items, next, err
}

// activeRule is one active rule in a scan: its event, its ladder in order, and the days between which its events lie.
type activeRule struct {
	models.ReminderRule
	event
	span store.Span
}

func (s *scan) activate(r models.ReminderRule) (activeRule, bool) {
	e, known := events[r.Watches]
	if !known || len(r.Ladder) == 0 {
		return activeRule{}, false
	}
	c := activeRule{ReminderRule: r, event: e, span: store.Span{From: "9999-12-31", Limit: itemsAtOnce}}
	for _, g := range r.Ladder {
		// Time zones are up to a day apart.
		first, last := s.days.endRange(g.Offset, s.from.AddDays(-e.sayWithin()-1), max(s.from, s.to).AddDays(1))
		switch g.From {
		case models.PointStart: // it is said as long as the clock runs
			first = c.shift(s.from, -3)
		case models.PointHalfWay:
			first = c.shift(s.from, -3)
		default:
			first, last = c.shift(first, -3), c.shift(last, 3)
		}
		c.span.From, c.span.To = min(c.span.From, first), max(c.span.To, last)
	}
	if c.persistent {
		c.span.From = ""
	}
	return c, true
}

// shift gives the day of the event whose clock ends on a day, give or take some days.
func (c activeRule) shift(end models.Date, days int) models.Date {
	return end.AddDays(days - c.Days).AddMonths(-c.Months)
}

// end gives when an item's clock ends, and from which day its occasions are named: that of the event, so that another length of
// the clock begins no new ladder, or its adjusted end, which does.
func (c activeRule) end(item store.WatchedItem) (end, anchor models.Date) {
	if item.EndsOn != "" {
		return item.EndsOn, item.EndsOn
	}
	return c.End(cmp.Or(item.PeriodEnd, item.Since)), item.Since
}

// day gives the day of a rung of an item's ladder.
func (s *scan) day(g models.Rung, calendar *models.Calendar, n scanItem) models.Date {
	start := cmp.Or(n.item.StartedOn, n.item.Since)
	switch g.From {
	case models.PointStart:
		return s.days.after(calendar, start, g.Offset)
	case models.PointHalfWay:
		return s.days.after(calendar, start.AddDays(start.DaysUntil(n.end)/2), g.Offset)
	}
	return s.days.after(calendar, n.end, g.Offset)
}

// dueRung is one rung on the day on which it is said.
type dueRung struct {
	rung models.Rung
	on   models.Date
	last bool
}

// dueRungs gives an item's rungs from today to the end of the scan: the latest one reached (missed earlier ones are skipped),
// unless it is too old or announced a date that has passed; and those to come. Of several on one day that from the start is said.
func (s *scan) dueRungs(c activeRule, calendar *models.Calendar, n scanItem) []dueRung {
	today := s.todayAt(calendar)
	ladder := make([]dueRung, len(c.Ladder))
	for i, g := range c.Ladder {
		ladder[i] = dueRung{rung: g, on: s.day(g, calendar, n)}
	}
	slices.SortStableFunc(ladder, func(a, b dueRung) int {
		return cmp.Or(strings.Compare(string(a.on), string(b.on)), b.rung.Compare(a.rung))
	})
	var out []dueRung
	for i, g := range slices.Backward(ladder) {
		if n.item.Waits && g.rung.From != models.PointStart {
			continue // the other points of a clock that has not begun are not known
		}
		g.last = i == len(ladder)-1 && i > 0
		if g.on > today {
			if g.on <= s.to {
				out = append(out, g)
			}
			continue
		}
		late := g.rung.From == models.PointEnd && g.on.DaysUntil(today) > c.sayWithin()
		if announces := g.on < n.end; !late && !(announces && n.end < today) {
			g.on = today
			out = append(out, g)
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

// occasionKey names a rung of an item's ladder.
func occasionKey(anchor models.Date, g models.Rung) string {
	if g.From == models.PointEnd {
		return fmt.Sprintf("%s%+d", anchor, g.Offset)
	}
	return fmt.Sprintf("%s %s%+d", anchor, g.From, g.Offset)
}
