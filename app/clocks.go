package app

import (
	"fmt"
	"slices"

	"qadam/app/store"
	"qadam/models"
)

// clock is what a reminder rule watches: items with a date from which their clock counts, and who is told of them.
type clock struct {
	noun string
	find func(*store.Tx, store.Span) ([]store.Waiting, error)
	// silence marks a clock that counts for how long nothing was heard, and not the days before and after a date.
	silence bool
	// owes gives who owes the step and what is to be done.
	owes func(item store.Waiting, last bool, managers []store.Person) owner
}

// rung is one step of a ladder: so many days after the date, negative before it. Its label makes the occasion.
type rung struct {
	offset int
	label  string
}

// owner is whoever owes a step, at the responsible organisation or, if it is theirs, the managers.
type owner struct {
	people  []store.Person
	manages bool
	step    string
}

// clocks are the rules that the program knows, by their codes.
var clocks = map[string]clock{
	"milestone_due":     {noun: "milestone", find: store.MilestonesDue, owes: milestoneOwner},
	"milestone_overdue": {noun: "milestone", find: store.MilestonesDue, owes: escalated},
	"activity_stale":    {noun: "activity", find: store.ActivitiesQuiet, silence: true, owes: activityOwner},
	"need_unmatched":    {noun: "need", find: store.NeedsUnmatched, silence: true, owes: needOwner},
}

const (
	// caughtUp is how many days late a dated reminder still goes out; older ones would be a flood after a long stop.
	caughtUp = 3
	// ever is longer than anything waits: what is silent is so on any later day, too.
	ever = 365 * 100
	// silences ends the ladder of what counts silence: a reminder does not repeat for ever.
	silences = 3
)

// ladder gives the rungs of a rule, ascending: its offsets, or one a period of silence. The labels of the latter only count,
// so that another length of the period begins no new ladder.
func (c clock) ladder(r models.ReminderRule) []rung {
	var out []rung
	if c.silence {
		for n := 1; n <= silences && r.Days > 0; n++ {
			out = append(out, rung{n * r.Days, fmt.Sprintf("/%d", n)})
		}
		return out
	}
	for _, offset := range slices.Sorted(slices.Values(r.Offsets)) {
		out = append(out, rung{offset, fmt.Sprintf("%+d", offset)})
	}
	return out
}

// patience is for how many days after a rung's day it is still said, when no server ran on the day itself.
func (c clock) patience() int {
	if c.silence {
		return ever
	}
	return caughtUp
}

// due is the day on which the step was due: the date itself, or the end of the first period of silence.
func (c clock) due(ladder []rung, since models.Date) models.Date {
	if c.silence {
		return dayOf(ladder[0], since)
	}
	return since
}

// dayOf is the day of a rung for an item whose clock counts from a date. Working calendars will have their place here, and
// span will then ask for as many more days as their days off can move a rung.
func dayOf(r rung, since models.Date) models.Date { return since.AddDays(r.offset) }

// span is from which to which day the dates lie that a ladder may have a rung for today.
func (c clock) span(ladder []rung, today models.Date) store.Span {
	first, last := ladder[0], ladder[len(ladder)-1]
	return store.Span{From: today.AddDays(-last.offset - c.patience()), To: today.AddDays(-first.offset), Limit: itemsAtOnce}
}

// reached finds the rung on which an item stands today: the latest whose day has come, so that earlier ones that were missed
// are not said any more. None, when that day lies too far back, or when it announced a date that has passed meanwhile.
func (c clock) reached(ladder []rung, since, today models.Date) (at int, ok bool) {
	for i, r := range slices.Backward(ladder) {
		day := dayOf(r, since)
		if day > today {
			continue
		}
		announces := r.offset < 0
		return i, day.DaysUntil(today) <= c.patience() && !(announces && since < today)
	}
	return 0, false
}

// milestoneOwner is the milestone's own contact, else the partner's focal point, else its coordinator. Where there is none,
// the managers have to find one.
func milestoneOwner(m store.Waiting, _ bool, managers []store.Person) owner {
	for _, p := range []store.Person{m.Contact, m.Focal, m.Coordinator} {
		if p.Email != "" {
			return owner{people: []store.Person{p}, step: m.Title}
		}
	}
	return owner{people: managers, manages: true, step: fmt.Sprintf("%s. Nobody at %s is responsible for it: name a contact.", m.Title, m.OrganisationName)}
}

// escalated is milestoneOwner but on the last rung, where it comes to the partner's coordinator, or else to the managers;
// the step says from whom.
func escalated(m store.Waiting, last bool, managers []store.Person) owner {
	first := milestoneOwner(m, last, managers)
	if !last || first.manages {
		return first
	}
	was := first.people[0]
	switch {
	case m.Coordinator.Email == "":
		return owner{people: managers, manages: true,
			step: fmt.Sprintf("%s. %s at %s was reminded before, and there is no coordinator.", m.Title, was.Name, m.OrganisationName)}
	case m.Coordinator.Email == was.Email:
		return first
	}
	return owner{people: []store.Person{m.Coordinator}, step: fmt.Sprintf("%s. %s was reminded before; now it comes to you.", m.Title, was.Name)}
}

// activityOwner is the focal point of the lead partner, else the managers.
func activityOwner(a store.Waiting, _ bool, managers []store.Person) owner {
	if a.Focal.Email != "" {
		return owner{people: []store.Person{a.Focal}, step: a.Title}
	}
	return owner{people: managers, manages: true, step: fmt.Sprintf("%s. %s has no focal point: name one.", a.Title, a.OrganisationName)}
}

// needOwner is the manager who owns the need, else all of them. The step is the need's own next one; its words stay here.
func needOwner(n store.Waiting, _ bool, managers []store.Person) owner {
	need := models.Need{Status: n.Status}
	o := owner{people: managers, manages: true, step: need.NextOf().Action}
	if n.Contact.Email != "" {
		o.people = []store.Person{n.Contact}
	}
	return o
}
