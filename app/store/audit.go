package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"

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

// Request is what the log keeps of the exchange that a piece of work serves.
type Request struct {
	ID     string
	Action string // the intention, such as "need.list"
}

type requestKey struct{}

// WithRequest marks a context with the exchange that its work serves.
func WithRequest(ctx context.Context, r Request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// Doing gives a context whose work is for an intention, where it serves no request that says so.
func Doing(ctx context.Context, action string) context.Context {
	r := requestOf(ctx)
	r.Action = action
	return WithRequest(ctx, r)
}

func requestOf(ctx context.Context) Request {
	r, _ := ctx.Value(requestKey{}).(Request)
	return r
}

// journal gathers what a piece of work has to leave in the log.
type journal struct {
	lanes     *laneRack
	lane      int // that was taken; 0 for none
	entries   []models.Change
	sightings []sighting
}

// Because gives the same transaction with the reason that was given for what follows.
func (tx *Tx) Because(reason string) *Tx {
	other := *tx
	other.reason = reason
	return &other
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

// Heads gives where all lanes end.
func Heads(tx *Tx) (models.Heads, error) {
	lanes, err := rows[models.Head](tx, "SELECT lane, seq, hash FROM chain_heads WHERE seq > 0 ORDER BY lane")
	return models.Heads{At: tx.now, Lanes: lanes}, err
}

// Checkpoint writes where all lanes end into the log itself, so that a lane cannot be cut without the others. Where nothing
// was written since the last checkpoint, it writes nothing.
func Checkpoint(tx *Tx) error {
	heads, err := Heads(tx)
	if err != nil {
		return err
	}
	last, err := rows[models.Change](tx, "SELECT after FROM changes WHERE kind = 'checkpoint' ORDER BY id DESC LIMIT 1")
	if err != nil {
		return err
	}
	if len(last) > 0 {
		var before models.Heads
		if err := json.Unmarshal([]byte(last[0].After), &before); err != nil {
			return err
		}
		if entriesIn(heads) <= entriesIn(before)+1 { // the checkpoint itself
			return nil
		}
	}
	text, err := jsonText(heads)
	if err != nil {
		return err
	}
	return AddChange(tx, models.Change{Action: "audit.checkpoint", SubjectType: "audit", After: models.RawJSON(text)})
}

func entriesIn(h models.Heads) (n int64) {
	for _, l := range h.Lanes {
		n += l.Seq
	}
	return n
}
