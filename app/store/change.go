package store

import (
	"strings"

	"qadam/models"
)

// Changes is the log: every entry is the next one of a lane. It is only ever added to.
var Changes = &Noun[models.Change]{Table: "changes", Scope: managersOnly,
	Filters: []Filter{{FilterSpec: models.FilterSpec{Name: "subject_id", Kind: models.ByID, Doc: "Objects: what was done to them, and who read them, be it one by one or in a list"}, Match: aboutSubject},
		codes("subject_type", "changes.subject_type IN ?", "Kinds of object"), enum("kind", "changes.kind IN ?", models.LogKinds),
		ids("actor_id", "changes.actor_id IN ?", "Users"), codes("action", "changes.action IN ?", "Intentions, such as need.step"),
		codes("request_id", "changes.request_id IN ?", "Requests"), flag("denied", "(changes.kind = 'denied') = ?", "Whether somebody was refused"),
		instant(since("from", "changes.created_at >= ?", "On this day (UTC) or after")), instant(until("to", "changes.created_at <= ?", "On this day (UTC) or before"))},
	Sorts: []Sort{byBirth("changes")}}

// aboutSubject finds the entries on some objects alone, and the reads and refusals in which they were among others.
func aboutSubject(tx *Tx, value any) Where {
	ids := value.([]string)
	among := make([]string, len(ids))
	args := []any{ids}
	for i, id := range ids {
		among[i] = tx.dialect.amongIDs
		args = append(args, tx.dialect.amongArg(id))
	}
	return Where{SQL: "changes.id IN (SELECT s.id FROM changes s WHERE s.subject_id IN ? UNION ALL SELECT r.id FROM changes r WHERE r.kind IN ('read', 'denied') AND (" +
		strings.Join(among, " OR ") + "))", Args: args}
}

// journal gathers what a piece of work has to leave in the log.
type journal struct {
	lanes     *laneRack
	lane      int // that was taken; 0 for none
	entries   []models.Change
	sightings []sighting
}

// AddChange puts an entry into the log. It is written as the last thing before the transaction is kept.
func AddChange(tx *Tx, c models.Change) error {
	c.ID, c.CreatedAt, c.RequestID = models.NewID(), tx.now, tx.request.ID
	c.Sign(tx.actor)
	if c.Kind == "" {
		c.Kind = models.LogKindOf(c.Action)
	}
	if c.Reason == "" {
		c.Reason = tx.reason
	}
	tx.journal.entries = append(tx.journal.entries, c)
	return nil
}
