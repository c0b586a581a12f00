package reminders

import (
	"fmt"
	"slices"

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

// occasion names a rung of an item's ladder.
func occasion(anchor models.Date, offset int) string { return fmt.Sprintf("%s%+d", anchor, offset) }
