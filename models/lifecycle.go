package models

import (
	"fmt"
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
	e := Errorf(Conflict, "This %s is %s; it cannot become %q. %s", l.Noun, Words(from), to, next)
	e.Allowed = open
	return e
}

// Statuses lists every status of the lifecycle, the first one first, the others sorted.
func (l Lifecycle) Statuses() []string {
	rest := slices.DeleteFunc(slices.Clone(l.statuses), func(s string) bool { return s == l.Start })
	slices.Sort(rest)
	return append([]string{l.Start}, rest...)
}

// Words turns a status into the words that people read: "in_delivery" is "in delivery".
func Words[S ~string](status S) string { return strings.ReplaceAll(string(status), "_", " ") }

// Finished tells that an object in this status owes no step: it is never shown as due, and no reminder is sent.
func Finished[S ~string](status S) bool { return slices.Contains(finished, string(status)) }

// Closed tells that an object in this status, and what belongs to it, is changed only once it is reopened.
func Closed[S ~string](status S) bool { return slices.Contains(closed, string(status)) }

// RefuseClosed refuses to change what belongs to an object that is closed.
func RefuseClosed[S ~string](noun, reference string, status S) error {
	if !Closed(status) {
		return nil
	}
	return Errorf(Conflict, "The %s %s is %s. Nothing of it changes unless it is reopened.", noun, reference, Words(status))
}

// RefuseClosed refuses to change an object that is closed, and names the steps by which this role could reopen it.
func (l Lifecycle) RefuseClosed(status string, role Role) error {
	if !Closed(status) {
		return nil
	}
	e := Errorf(Conflict, "This %s is %s. It can be changed once it is reopened.", l.Noun, Words(status))
	for _, m := range l.Steps[status] {
		if slices.Contains(m.Roles, role) {
			e.Allowed = append(e.Allowed, m.To)
		}
	}
	if len(e.Allowed) == 0 {
		e.Message = fmt.Sprintf("This %s is %s. Ask a manager to reopen it.", l.Noun, Words(status))
	}
	return e
}

// WantsReason tells that a step to this status has to say why.
func WantsReason[S ~string](status S) bool { return slices.Contains(reasoned, string(status)) }

var reasoned = slices.Concat(texts(NeedDeclined, NeedLapsed), texts(ReferralDeclined), texts(RankingDeclined), texts(UpdateReturned))

var closed = slices.Concat(texts(NeedMet, NeedLapsed, NeedDeclined), texts(ActivityClosed, ActivityCancelled),
	texts(MilestoneDelivered, MilestoneDropped), texts(MissionClosed, MissionCancelled), texts(OfferClosed))

var finished = slices.Concat(texts(NeedMet, NeedLapsed, NeedDeclined), texts(ActivityClosed, ActivityCancelled, ActivitySuspended),
	texts(MilestoneDelivered, MilestoneDropped), texts(ReferralAccepted, ReferralDeclined, ReferralWithdrawn, ReferralExpired),
	texts(OverlapDismissed, OverlapEnded))
