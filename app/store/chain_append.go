package store

import (
	"database/sql"
	"errors"
	"slices"
	"sync"

	"qadam/models"
)

// seal writes the entries of a transaction into a lane that nobody else holds, as its last act: the lane is held for no
// longer than it takes to commit. Nobody waits for a lane: where all are held, it makes another one.
func (tx *Tx) seal() error {
	entries := tx.journal.entries
	if len(entries) == 0 {
		return nil
	}
	if err := announce(tx, entries); err != nil {
		return err
	}
	head, err := freeLane(tx)
	if err != nil {
		return err
	}
	for i := range entries {
		head = entries[i].Seal(head)
	}
	return tx.dialect.append(tx, head, entries)
}

// freeLane takes a lane that nobody holds until the transaction ends.
func freeLane(tx *Tx) (models.Head, error) {
	var h models.Head
	err := sql.ErrNoRows
	find := func(query string, args ...any) {
		if errors.Is(err, sql.ErrNoRows) {
			err = tx.db.Raw(query, args...).Row().Scan(&h.Lane, &h.Seq, &h.Hash)
		}
	}
	const heads = "SELECT lane, seq, hash FROM chain_heads "
	if lane := tx.journal.lanes.take(); lane != 0 {
		find(heads+"WHERE lane = ?"+tx.dialect.skipLocked, lane)
	}
	find(heads + "ORDER BY lane LIMIT 1" + tx.dialect.skipLocked)
	find("INSERT INTO chain_heads (seq, hash) VALUES (0, '') RETURNING lane, seq, hash")
	if h.Seq == 0 {
		h.Hash = models.LogStart(h.Lane)
	}
	tx.journal.lane = h.Lane
	return h, err
}

// laneRack remembers which lanes this server had last, so that its writers do not all try the same ones first. It is a hint:
// whether a lane is free the database says.
type laneRack struct {
	mu   sync.Mutex
	free []int
}

// take gives a lane that is worth a try, and keeps others of this server from it; 0 where none is known.
func (r *laneRack) take() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	last := len(r.free) - 1
	if last < 0 {
		return 0
	}
	lane := r.free[last]
	r.free = r.free[:last]
	return lane
}

// give puts back the lane of a transaction that has ended.
func (r *laneRack) give(lane int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if lane != 0 && !slices.Contains(r.free, lane) {
		r.free = append(r.free, lane)
	}
}

const moveHead = "UPDATE chain_heads SET seq = ?, hash = ? WHERE lane = ?"

// appendApart moves the head and then writes the entries.
func appendApart(tx *Tx, head models.Head, entries []models.Change) error {
	if _, err := tx.exec(moveHead, head.Seq, head.Hash, head.Lane); err != nil {
		return err
	}
	return writeEntries(tx, "", nil, entries)
}

// appendAtOnce moves the head in the statement that writes the first entries, which spares the way to the database.
func appendAtOnce(tx *Tx, head models.Head, entries []models.Change) error {
	return writeEntries(tx, "WITH moved AS ("+moveHead+") ", []any{head.Seq, head.Hash, head.Lane}, entries)
}

var entryColumns = []string{"id", "created_at", "kind", "action", "actor_id", "actor_name", "actor_role", "organisation_id", "subject_type", "subject_id",
	"request_id", "reason", "before", "after", "lane", "seq", "prev_hash", "hash"}

// writeEntries inserts entries; the first statement begins with what is given.
func writeEntries(tx *Tx, begin string, with []any, entries []models.Change) error {
	for some := range pieces(entries, min(mostRows, mostParams/len(entryColumns))) {
		args := slices.Grow(with, len(some)*len(entryColumns))
		for i := range some {
			c := &some[i]
			args = append(args, c.ID, c.CreatedAt, c.Kind, c.Action, c.ActorID, c.ActorName, string(c.ActorRole), c.OrganisationID, c.SubjectType, c.SubjectID,
				c.RequestID, c.Reason, string(c.Before), string(c.After), c.Lane, c.Seq, c.PrevHash, c.Hash)
		}
		if _, err := tx.exec(begin+insertInto("changes", entryColumns)+tuples(len(some), len(entryColumns)), args...); err != nil {
			return err
		}
		begin, with = "", nil
	}
	return nil
}
