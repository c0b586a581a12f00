package store

import (
	"strings"

	"qadam/app/store/chain"
	"qadam/models"
)

// Changes is the log: every entry is the next one of a lane. It is only ever added to.
var Changes = &Noun[models.Change]{Table: "changes", Name: "audit", Scope: managersOnly,
	Filters: []Filter{{FilterSpec: models.FilterSpec{Name: "subject_id", Kind: models.ByID, Doc: "Objects: what was done to them, and " +
		"who read them, be it one by one or in a list"}, Match: aboutSubject},
		codes("subject_type", "changes.subject_type IN ?", "Kinds of object"), enum[models.LogKind]("kind", "changes.kind IN ?"),
		ids("actor_id", "changes.actor_id IN ?", "Users"), codes("action", "changes.action IN ?", "Intentions, such as need.step"),
		codes("request_id", "changes.request_id IN ?", "Requests"), flag("denied", "(changes.kind = "+quoted(models.LogDenied)+") = ?",
			"Whether somebody was refused"),
		instant(since("from", "changes.created_at >= ?", "On this day (UTC) or after")),
		instant(until("to", "changes.created_at <= ?", "On this day (UTC) or before"))},
	Sorts: []Sort{byCreated("changes")}}

// IsLogged tells whether an entry of the log has a value in a column.
func IsLogged(tx *Tx, column, value string) (bool, error) {
	return exists(tx, "SELECT 1 FROM changes WHERE "+column+" = ?", value)
}

// aboutSubject finds the entries on some objects alone, and the reads and refusals in which they were among others. For a page it
// takes from each object no more entries than the page can hold, whatever stands in the log.
func aboutSubject(_ *Tx, value any, part pagePart) Where {
	ids := value.([]string)
	if part.limit == 0 {
		return where(`changes.id IN (SELECT s.id FROM changes s WHERE s.subject_id IN ?
			UNION ALL SELECT l.change_id FROM change_subjects l WHERE l.subject_id IN ?)`, ids, ids)
	}
	parts := make([]string, 0, 2*len(ids))
	var args []any
	for _, id := range ids {
		for _, from := range []struct{ table, column string }{{"changes", "id"}, {"change_subjects", "change_id"}} {
			args = append(args, id)
			beyond := ""
			if part.beyond != "" {
				beyond, args = " AND "+from.column+part.beyond, append(args, part.cursor)
			}
			args = append(args, part.limit)
			parts = append(parts, "SELECT * FROM (SELECT "+from.column+" FROM "+from.table+" WHERE subject_id = ?"+beyond+
				" ORDER BY "+from.column+part.dir+" LIMIT ?) e")
		}
	}
	return where("changes.id IN (SELECT DISTINCT id FROM ("+strings.Join(parts, " UNION ALL ")+") e ORDER BY id"+part.dir+" LIMIT ?)",
		append(args, part.limit)...)
}

// journal collects the entries that a transaction has to write into the log.
type journal struct {
	chain   *chain.Log
	lane    int // of the log that the transaction holds; 0 for none
	entries []models.Change
	reads   []readEvent
	shown   []readEvent // what parts of a joint transaction gave out
}

// AddEntry puts an entry into the log. It is written as the last thing before the transaction is kept.
func AddEntry(tx *Tx, c models.Change) error {
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

// appendLog writes the entries of a transaction into the log, as its last act, and queues the messages to webhooks.
func (tx *Tx) appendLog() error {
	entries := tx.journal.entries
	if len(entries) == 0 {
		return nil
	}
	err := queueDeliveries(tx, entries)
	if err == nil {
		tx.journal.lane, err = tx.journal.chain.Append(tx.db, entries)
	}
	return err
}

// EachEntry hands every entry of the log to fn, lane by lane, one at a time.
func EachEntry(tx *Tx, fn func(*models.Change) error) error { return chain.Each(tx.db, fn) }

// VerifyLog proves that the log is whole, also against heads that were kept elsewhere, where they are not nil.
func VerifyLog(tx *Tx, against *models.Heads) (models.Verification, error) {
	return chain.Verify(tx.db, against)
}

// Heads gives where all lanes of the log end.
func Heads(tx *Tx) (models.Heads, error) { return chain.Heads(tx.db, tx.now) }

// Checkpoint writes where all lanes end into the log itself, where something was written since the last checkpoint.
func Checkpoint(tx *Tx) error {
	entry, err := chain.Checkpoint(tx.db, tx.now)
	if err != nil || entry == nil {
		return err
	}
	return AddEntry(tx, *entry)
}
