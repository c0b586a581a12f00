package chain

import (
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"qadam/app/store/batch"
	"qadam/models"
)

// A server knows where a lane ends that it wrote last, unless another one has written there meanwhile. So it seals entries without
// asking, and writes them in one statement, which finds that the lane still ends there, locks it and moves its head; or else does nothing.

// mostKnown is how many entries are written so: there is a statement for each number of them.
const mostKnown = 16

// held begins that statement.
const held = `WITH held AS (SELECT lane FROM chain_heads WHERE lane = ? AND seq = ? AND hash = ? AND dropped_at IS NULL
	FOR NO KEY UPDATE SKIP LOCKED),
	moved AS (UPDATE chain_heads SET seq = ?, hash = ? WHERE lane = (SELECT h.lane FROM held h))`

// AppendAlone writes reads in a transaction of their own, in one statement, if they can be; else it writes nothing and gives false.
func (l *Log) AppendAlone(db *gorm.DB, now time.Time, entries []models.Change) (written bool, err error) {
	reads, others := split(entries)
	if len(others) > 0 {
		return false, nil
	}
	h := l.lastUsed(partOf(now))
	h, written, err = l.appendKnown(db, h, reads)
	l.Release([]Held{h}, written && err == nil)
	return written, err
}

// appendKnown seals entries and writes them into a lane that ended where h says, and gives where it ends now. It gives false, and writes
// nothing, where that is not known, or is so no more, and where the entries are too many for one statement.
func (l *Log) appendKnown(db *gorm.DB, h Held, entries []models.Change) (now Held, written bool, err error) {
	of := tableOf(h.part)
	if !l.sql.InOneStatement || h.head.Seq == 0 || len(entries) > mostKnown {
		return h, false, nil
	}
	head := seal(entries, h.head)
	statement, args := held, []any{h.head.Lane, h.head.Seq, h.head.Hash, head.Seq, head.Hash}
	if of.named {
		pairs := named(entries)
		statement += ", named AS (" + insertNamed + " WHERE EXISTS (SELECT 1 FROM held))"
		args = append(args, h.part, array(pairs, 0), array(pairs, 1))
	}
	statement += " " + strings.TrimSuffix(strings.TrimSpace(batch.InsertInto(of.name, of.columns)), "VALUES") +
		"SELECT * FROM (VALUES " + of.tuples(len(entries)) + ") AS v WHERE EXISTS (SELECT 1 FROM held)"
	args = slices.Grow(args, len(entries)*len(of.columns))
	for i := range entries {
		args = append(args, of.values(&entries[i], h.part)...)
	}
	res := db.Exec(statement, args...)
	if res.Error != nil || res.RowsAffected == 0 {
		h.head.Seq = 0 // it ends elsewhere
		return h, false, res.Error
	}
	h.head = head
	if of.named {
		return h, true, nil
	}
	return h, true, insertSubjects(db, entries)
}

// table is where entries stand.
type table struct {
	name    string
	columns []string
	types   map[string]string // of the columns that are no texts
	values  func(c *models.Change, part string) []any
	named   bool // the objects that they name stand in read_subjects
}

// tableOf gives the table of the entries of a part: the reads of a month, or all others.
func tableOf(part string) table {
	if part != "" {
		return table{"reads", readColumns, map[string]string{"id": "uuid", "created_at": "timestamptz", "actor_id": "uuid",
			"organisation_id": "uuid", "subject_id": "uuid", "lane": "integer", "seq": "bigint", "after": "bytea", "prev_hash": "bytea",
			"hash": "bytea"}, readValues, true}
	}
	return table{"changes", columns, map[string]string{"id": "uuid", "created_at": "timestamptz", "actor_id": "uuid",
		"organisation_id": "uuid", "subject_id": "uuid", "lane": "integer", "seq": "bigint"}, changeValues, false}
}

// tuples writes placeholders for n rows. Those of the first say which types all rows have.
func (t table) tuples(n int) string {
	first := make([]string, len(t.columns))
	for i, c := range t.columns {
		kind := t.types[c]
		if kind == "" {
			kind = "text"
		}
		first[i] = "?::" + kind // in brackets of its own, GORM would take bytes for a list
	}
	text := "(" + strings.Join(first, ", ") + ")"
	if n > 1 {
		text += ", " + batch.Tuples(n-1, len(t.columns))
	}
	return text
}
