package models

import (
	"slices"
	"strings"
)

// Lifecycle is the table of a noun's transitions: from a status to the next ones, and which roles may make each.
type Lifecycle struct {
	Noun     string
	Start    string
	Steps    map[string][]Transition
	statuses []string
}

// Transition is one allowed transition. Roles may make it; Proposers may only propose it to a manager.
type Transition struct {
	To        string
	Roles     []Role
	Proposers []Role
}

type status interface {
	~string
	Enum
}

// steps is a table of transitions as a noun writes it.
type steps[S status] map[S][]move[S]

type move[S status] struct {
	To               S
	Roles, Proposers []Role
}

// lifecycle makes a noun's table, with statuses as the plain texts in which steps are asked for and kept.
func lifecycle[S status](noun string, start S, table steps[S]) Lifecycle {
	l := Lifecycle{Noun: noun, Start: string(start), Steps: map[string][]Transition{}, statuses: start.Values()}
	for from, moves := range table {
		for _, m := range moves {
			l.Steps[string(from)] = append(l.Steps[string(from)], Transition{To: string(m.To), Roles: m.Roles, Proposers: m.Proposers})
		}
	}
	return l
}

// of gives the same table to another noun.
func (l Lifecycle) of(noun string) Lifecycle {
	l.Noun = noun
	return l
}

// Find gives the transition from a status, or a Conflict that names those which this role could make instead.
func (l Lifecycle) Find(from, to string, role Role) (Transition, error) {
	var open []string
	for _, m := range l.Steps[from] {
		allowed := slices.Contains(m.Roles, role) || slices.Contains(m.Proposers, role)
		if m.To == to && allowed {
			return m, nil
		}
		if allowed {
			open = append(open, m.To)
		}
	}
	return Transition{}, l.refuse(from, to, open)
}

func (l Lifecycle) refuse(from, to string, open []string) error {
	var next string
	switch {
	case len(open) > 0:
		next = "From here you can go to: " + strings.Join(open, ", ") + "."
	default:
		next = "There is no step that you can take from here."
	}
	e := Errorf(Conflict, "This %s is %s; it cannot become %q. %s", l.Noun, words(from), to, next)
	e.Allowed = open
	return e
}

// Statuses lists every status of the lifecycle, the first one first, the others sorted.
func (l Lifecycle) Statuses() []string {
	rest := slices.DeleteFunc(slices.Clone(l.statuses), func(s string) bool { return s == l.Start })
	slices.Sort(rest)
	return append([]string{l.Start}, rest...)
}

// words turns a status into the words that people read: "in_delivery" is "in delivery".
func words[S ~string](status S) string { return strings.ReplaceAll(string(status), "_", " ") }

// Finished tells that an object in this status owes no step: it is never shown as due, and no reminder is sent.
func Finished[S ~string](status S) bool { return slices.Contains(finished, string(status)) }

// WantsReason tells that a step to this status has to say why.
func WantsReason[S ~string](status S) bool { return slices.Contains(reasoned, string(status)) }

var reasoned = slices.Concat(texts(NeedDeclined, NeedLapsed), texts(ReferralDeclined), texts(RankingDeclined), texts(UpdateReturned))

var finished = slices.Concat(texts(NeedMet, NeedLapsed, NeedDeclined), texts(ActivityClosed, ActivityCancelled, ActivitySuspended),
	texts(MilestoneDelivered, MilestoneDropped), texts(ReferralAccepted, ReferralDeclined, ReferralWithdrawn, ReferralExpired),
	texts(OverlapDismissed, OverlapEnded))
