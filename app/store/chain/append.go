package chain

import (
	"database/sql"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"

	"qadam/app/store/batch"
	"qadam/models"
)

// Held is a lane that a transaction holds, and where it leads it.
type Held struct {
	part string
	head models.Head
}

// Append seals the entries of a transaction and writes them into lanes that no other transaction holds: one for its reads, which is of
// the month of now, and one for all else. It comes last: a lane is held for no longer than it takes to commit. It never waits for a
// lane: where all are held, it makes another one. When the transaction has ended, what it gives is handed to Release.
func (l *Log) Append(db *gorm.DB, now time.Time, entries []models.Change) (held []Held, err error) {
	reads, others := split(entries)
	for _, some := range []struct {
		part    string
		entries []models.Change
		write   func(*gorm.DB, models.Head, []models.Change, string) error
	}{{"", others, l.write}, {partOf(now), reads, l.writeReads}} {
		if len(some.entries) == 0 {
			continue
		}
		known := l.lastUsed(some.part)
		h, written, err := l.appendKnown(db, known, some.entries)
		if !written && err == nil {
			if h.head, err = l.takeLane(db, some.part, known.head.Lane); err == nil {
				h.head = seal(some.entries, h.head)
				err = some.write(db, h.head, some.entries, some.part)
			}
		}
		held = append(held, h)
		if err != nil {
			return held, err
		}
	}
	return held, nil
}

// seal chains entries to the head of a lane, and gives the head that it has then.
func seal(entries []models.Change, head models.Head) models.Head {
	for i := range entries {
		head = entries[i].Seal(head)
	}
	return head
}

// takeLane locks a free lane of a part until the transaction ends: the one that is given where it is free, 0 for any.
func (l *Log) takeLane(db *gorm.DB, part string, hint int) (models.Head, error) {
	var h models.Head
	err := sql.ErrNoRows
	find := func(query string, args ...any) {
		if errors.Is(err, sql.ErrNoRows) {
			err = db.Raw(query, args...).Row().Scan(&h.Lane, &h.Seq, &h.Hash)
		}
	}
	const heads = "SELECT lane, seq, hash FROM chain_heads WHERE part = ? AND dropped_at IS NULL "
	if hint != 0 {
		find(heads+"AND lane = ?"+l.sql.SkipLocked, part, hint)
	}
	find(heads+"ORDER BY lane LIMIT 1"+l.sql.SkipLocked, part)
	if errors.Is(err, sql.ErrNoRows) && part != "" {
		if err := l.makePart(db, part); err != nil {
			return h, err
		}
	}
	find("INSERT INTO chain_heads (part, seq, hash) VALUES (?, 0, '') RETURNING lane, seq, hash", part)
	if h.Seq == 0 {
		h.Hash = models.LogStart(h.Lane)
	}
	return h, err
}

// lastUsed gives a lane that is worth a try, and keeps other transactions of this server from it; none where none is known. It is
// only a hint, so that the writers of a server do not all try the same lane first; the database decides.
func (l *Log) lastUsed(part string) Held {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := len(l.free) - 1; i >= 0; i-- {
		if l.free[i].part == part {
			h := l.free[i]
			l.free = slices.Delete(l.free, i, i+1)
			return h
		}
	}
	return Held{part: part}
}

// Release gives back the lanes of a transaction that has ended; kept tells that it is known to be kept. Else nobody knows where they end.
func (l *Log) Release(held []Held, kept bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, h := range held {
		if !kept {
			h.head.Seq, h.head.Hash = 0, ""
		}
		if h.head.Lane != 0 && !slices.ContainsFunc(l.free, func(f Held) bool { return f.part == h.part && f.head.Lane == h.head.Lane }) {
			l.free = append(l.free, h)
		}
	}
}

const moveHead = "UPDATE chain_heads SET seq = ?, hash = ? WHERE lane = ?"

// write moves the head of a lane and inserts the entries that lead to it.
func (l *Log) write(db *gorm.DB, head models.Head, entries []models.Change, _ string) error {
	to := []any{head.Seq, head.Hash, head.Lane}
	if l.sql.InOneStatement {
		return insert(db, "WITH moved AS ("+moveHead+") ", to, entries)
	}
	if err := db.Exec(moveHead, to...).Error; err != nil {
		return err
	}
	return insert(db, "", nil, entries)
}

// insert writes entries; the first statement begins with what is given.
func insert(db *gorm.DB, begin string, with []any, entries []models.Change) error {
	err := insertRows(db, begin, with, "changes", columns, entries, func(c *models.Change) []any { return changeValues(c, "") })
	if err != nil {
		return err
	}
	return insertSubjects(db, entries)
}

// changeValues are the values of an entry among the changes.
func changeValues(c *models.Change, _ string) []any {
	return []any{c.ID, c.CreatedAt, c.Kind, c.Action, c.ActorID, c.ActorName, string(c.ActorRole), c.OrganisationID, c.SubjectType,
		c.SubjectID, c.RequestID, c.Reason, string(c.Before), string(c.After), c.Lane, c.Seq, c.PrevHash, c.Hash}
}

// insertRows writes a row for each entry into a table; the first statement begins with what is given.
func insertRows(db *gorm.DB, begin string, with []any, table string, columns []string, entries []models.Change,
	values func(*models.Change) []any,
) error {
	for some := range batch.Chunks(entries, min(batch.MaxRows, batch.MaxParams/len(columns))) {
		args := slices.Grow(with, len(some)*len(columns))
		for i := range some {
			args = append(args, values(&some[i])...)
		}
		if err := db.Exec(begin+batch.InsertInto(table, columns)+batch.Tuples(len(some), len(columns)), args...).Error; err != nil {
			return err
		}
		begin, with = "", nil
	}
	return nil
}

// insertSubjects notes which objects each entry names among others, so that they lead to it.
func insertSubjects(db *gorm.DB, entries []models.Change) error {
	var rows [][2]models.ID
	for i := range entries {
		for _, id := range entries[i].Among() {
			rows = append(rows, [2]models.ID{id, entries[i].ID})
		}
	}
	for some := range batch.Padded(rows) {
		args := make([]any, 0, 2*len(some))
		for _, r := range some {
			args = append(args, r[0], r[1])
		}
		statement := batch.InsertInto("change_subjects", []string{"subject_id", "change_id"}) + batch.Tuples(len(some), 2) +
			" ON CONFLICT DO NOTHING" // what fills a list up is there already
		if err := db.Exec(statement, args...).Error; err != nil {
			return err
		}
	}
	return nil
}
