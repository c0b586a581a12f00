package models

import (
	"slices"
	"strings"
)

// Lifecycle is the table of allowed steps of one noun: from a status to the next ones, and who may take each.
type Lifecycle struct {
	Noun  string
	Start string
	Steps map[string][]Move
}

// Move is one allowed step. Roles may take it; Proposers may only ask a manager to take it.
type Move struct {
	To        string
	Roles     []Role
	Proposers []Role
}

// Find gives the move from a status, or a Conflict that names the moves which this role could take instead.
func (l Lifecycle) Find(from, to string, role Role) (Move, error) {
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
	return Move{}, l.refuse(from, to, open)
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

// Statuses lists every status of the life, the first one first, the others sorted.
func (l Lifecycle) Statuses() []string {
	seen := map[string]bool{l.Start: true}
	var rest []string
	add := func(s string) {
		if !seen[s] {
			seen[s] = true
			rest = append(rest, s)
		}
	}
	for from, moves := range l.Steps {
		add(from)
		for _, m := range moves {
			add(m.To)
		}
	}
	slices.Sort(rest)
	return append([]string{l.Start}, rest...)
}

// words turns a status into the words that people read: "in_delivery" is "in delivery".
func words(status string) string { return strings.ReplaceAll(status, "_", " ") }

// Finished tells that nobody owes a step of an object in this status: it nags nobody and is never shown as due.
func Finished(status string) bool {
	switch status {
	case "met", "lapsed", "declined", "closed", "cancelled", "suspended", "delivered", "dropped", "accepted", "withdrawn", "expired", "dismissed", "ended":
		return true
	}
	return false
}
