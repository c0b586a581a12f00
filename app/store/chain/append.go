package chain

import (
	"database/sql"
	"errors"
	"slices"

	"gorm.io/gorm"

	"qadam/app/store/batch"
	"qadam/models"
)

// Append seals the entries of a transaction and writes them into a lane that no other transaction holds. It comes last: the lane
// is held for no longer than it takes to commit. It never waits for a lane: where all are held, it makes another one. When the
// transaction has ended, the lane is handed to Release.
func (l *Log) Append(db *gorm.DB, entries []models.Change) (lane int, err error) {
	head, err := l.takeLane(db)
	if err != nil {
		return head.Lane, err
	}
	for i := range entries {
		head = entries[i].Seal(head)
	}
	return head.Lane, l.write(db, head, entries)
}

// takeLane locks a free lane until the transaction ends.
func (l *Log) takeLane(db *gorm.DB) (models.Head, error) {
	var h models.Head
	err := sql.ErrNoRows
	find := func(query string, args ...any) {
		if errors.Is(err, sql.ErrNoRows) {
			err = db.Raw(query, args...).Row().Scan(&h.Lane, &h.Seq, &h.Hash)
		}
	}
	const heads = "SELECT lane, seq, hash FROM chain_heads "
	if lane := l.lastUsed(); lane != 0 {
		find(heads+"WHERE lane = ?"+l.sql.SkipLocked, lane)
	}
	find(heads + "ORDER BY lane LIMIT 1" + l.sql.SkipLocked)
	find("INSERT INTO chain_heads (seq, hash) VALUES (0, '') RETURNING lane, seq, hash")
	if h.Seq == 0 {
		h.Hash = models.LogStart(h.Lane)
	}
	return h, err
}

// lastUsed gives a lane that is worth a try, and keeps other transactions of this server from it; 0 where none is known. It is
// only a hint, so that the writers of a server do not all try the same lane first; the database decides.
func (l *Log) lastUsed() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	last := len(l.free) - 1
	if last < 0 {
		return 0
	}
	lane := l.free[last]
	l.free = l.free[:last]
	return lane
}

// Release gives back the lane of a transaction that has ended; 0 is none.
func (l *Log) Release(lane int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if lane != 0 && !slices.Contains(l.free, lane) {
		l.free = append(l.free, lane)
	}
}

// write moves the head of a lane and inserts the entries that lead to it.
func (l *Log) write(db *gorm.DB, head models.Head, entries []models.Change) error {
	const move = "UPDATE chain_heads SET seq = ?, hash = ? WHERE lane = ?"
	to := []any{head.Seq, head.Hash, head.Lane}
	if l.sql.InOneStatement {
		return insert(db, "WITH moved AS ("+move+") ", to, entries)
	}
	if err := db.Exec(move, to...).Error; err != nil {
		return err
	}
	return insert(db, "", nil, entries)
}

// insert writes entries; the first statement begins with what is given.
func insert(db *gorm.DB, begin string, with []any, entries []models.Change) error {
	for some := range batch.Chunks(entries, min(batch.MaxRows, batch.MaxParams/len(columns))) {
		args := slices.Grow(with, len(some)*len(columns))
		for i := range some {
			c := &some[i]
			args = append(args, c.ID, c.CreatedAt, c.Kind, c.Action, c.ActorID, c.ActorName, string(c.ActorRole), c.OrganisationID,
				c.SubjectType, c.SubjectID, c.RequestID, c.Reason, string(c.Before), string(c.After), c.Lane, c.Seq, c.PrevHash, c.Hash)
		}
		if err := db.Exec(begin+batch.InsertInto("changes", columns)+batch.Tuples(len(some), len(columns)), args...).Error; err != nil {
			return err
		}
		begin, with = "", nil
	}
	return insertSubjects(db, entries)
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
