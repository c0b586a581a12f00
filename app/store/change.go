package store

import (
	"time"

	"qadam/app/store/chain"
	"qadam/models"
)

// Changes is the log: every entry is the next one of a lane. It is only ever added to.
var Changes = &Noun[models.Change]{Table: "log", Name: "audit", Scope: managersOnly,
	Filters: []Filter{{FilterSpec: models.FilterSpec{Name: "subject_id", Kind: models.ByID, Doc: "Objects: what was done to them, and " +
		"who read them, be it one by one or in a list"}, Match: aboutSubject},
		codes("subject_type", "log.subject_type IN ?", "Kinds of object"), enum[models.LogKind]("kind", "log.kind IN ?"),
		ids("actor_id", "log.actor_id IN ?", "Users"), codes("action", "log.action IN ?", "Intentions, such as need.step"),
		codes("request_id", "log.request_id IN ?", "Requests"), flag("denied", "(log.kind = "+quoted(models.LogDenied)+") = ?",
			"Whether somebody was refused"),
		instant(since("from", "log.created_at >= ?", "On this day (UTC) or after")),
		instant(until("to", "log.created_at <= ?", "On this day (UTC) or before"))},
	Sorts: []Sort{byCreated("log")},
	Load: func(_ *Tx, found []*models.Change) error {
		for _, c := range found {
			if err := chain.Unpack(c); err != nil {
				return err
			}
		}
		return nil
	}}

// IsLogged tells whether an entry of the log has a value in a column.
func IsLogged(tx *Tx, column, value string) (bool, error) {
	return exists(tx, "SELECT 1 FROM log WHERE "+column+" = ?", value)
}

// journal collects the entries that a transaction has to write into the log.
type journal struct {
	chain   *chain.Log
	lanes   []chain.Held // of the log that the transaction holds
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
		tx.journal.lanes, err = tx.journal.chain.Append(tx.db, tx.now, entries)
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

// NoteGiven notes in the log which heads were given out to be kept elsewhere.
func NoteGiven(tx *Tx, heads models.Heads) error {
	entry, err := chain.Given(heads)
	if err != nil {
		return err
	}
	return AddEntry(tx, entry)
}

// DropReads drops the oldest month of reads that was over before an instant, and gives its name, such as "2021-05"; "" where there is
// none. Months whose closing heads were not given out are kept, and are an error.
func DropReads(tx *Tx, before time.Time) (string, error) {
	part, entry, err := tx.journal.chain.Drop(tx.db, before, tx.now)
	if err != nil || part == "" {
		return part, err
	}
	return part, AddEntry(tx, entry)
}

// ClearReads takes away some rows of reads that were dropped, where the database does not drop them at once, and gives how many.
func ClearReads(tx *Tx, some int) (int, error) { return chain.Clear(tx.db, some) }

// PrepareReads makes the part of the log for the reads of a month, so that the first reader in it waits for nothing.
func PrepareReads(tx *Tx, at time.Time) error { return tx.journal.chain.Prepare(tx.db, at) }

// Checkpoint writes where all lanes end into the log itself, where something was written since the last checkpoint.
func Checkpoint(tx *Tx) error {
	entry, err := chain.Checkpoint(tx.db, tx.now)
	if err != nil || entry == nil {
		return err
	}
	return AddEntry(tx, *entry)
}
