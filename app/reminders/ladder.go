package reminders

import (
	"cmp"
	"fmt"
	"slices"

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
	models.WatchSilence:     {noun: "consent"},
	models.WatchExpiry:      {noun: "consent"},
	models.WatchDonorReport: {noun: "report_deadline"},
	models.WatchComment:     {noun: "comment"},
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
	c.Ladder = slices.SortedFunc(slices.Values(r.Ladder), func(a, b models.Rung) int { return a.Offset - b.Offset })
	for _, g := range c.Ladder {
		// Time zones are up to a day apart.
		first, last := s.days.endRange(g.Offset, s.from.AddDays(-e.sayWithin()-1), max(s.from, s.to).AddDays(1))
		c.span.From, c.span.To = min(c.span.From, first), max(c.span.To, last)
	}
	c.span.From = c.span.From.AddDays(-r.Days - 3).AddMonths(-r.Months)
	c.span.To = c.span.To.AddDays(-r.Days + 3).AddMonths(-r.Months)
	if c.persistent {
		c.span.From = ""
	}
	return c, true
}

// end gives when an item's clock ends, and from which day its occasions are named: that of the event, so that another length of
// the clock begins no new ladder, or its adjusted end, which does.
func (c activeRule) end(item store.WatchedItem) (end, anchor models.Date) {
	if item.EndsOn != "" {
		return item.EndsOn, item.EndsOn
	}
	return c.End(cmp.Or(item.PeriodEnd, item.Since)), item.Since
}

// dueRung is one rung on the day on which it is said.
type dueRung struct {
	rung models.Rung
	on   models.Date
	last bool
}

// dueRungs gives an item's rungs from today to the end of the scan: the latest one reached (missed earlier ones are skipped),
// unless it is too old or announced a date that has passed; and those to come.
func (s *scan) dueRungs(c activeRule, calendar *models.Calendar, end models.Date) []dueRung {
	today := s.todayAt(calendar)
	var out []dueRung
	for i, g := range slices.Backward(c.Ladder) {
		day := s.days.after(calendar, end, g.Offset)
		last := i == len(c.Ladder)-1 && i > 0
		if day > today {
			if day <= s.to {
				out = append(out, dueRung{g, day, last})
			}
			continue
		}
		if announces := g.Offset < 0; day.DaysUntil(today) <= c.sayWithin() && !(announces && end < today) {
			out = append(out, dueRung{g, today, last})
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
func occasionKey(anchor models.Date, offset int) string { return fmt.Sprintf("%s%+d", anchor, offset) }
