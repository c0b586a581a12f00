package store

import (
	"context"
	"sync"
	"time"

	"qadam/models"
)

// record is what one reader has to leave in the log, and how it learns that it stands there.
type record struct {
	entries  []models.Change
	releases []models.Release
	err      error
	done     chan struct{} // closed when the record is written, or cannot be
	lead     chan struct{} // closed when it is this one's turn to write for all who wait
}

// gatherer writes the records of many readers of one server in few transactions. Whoever comes first writes at once; those
// who come meanwhile wait, and the first of them then writes for them all. So a lone reader waits for one commit, and a
// hundred at a time for two.
type gatherer struct {
	mu      sync.Mutex
	writing bool
	waiting []*record
}

const (
	// gatherTimeout bounds the writing of records. A reader waits for the transaction that runs and for its own.
	gatherTimeout = 5 * time.Second
	// mostGathered bounds how many records go into one transaction.
	mostGathered = 256
)

// gather writes a record, together with those of others, and waits until it is kept.
func (s *Store) gather(r *record) error {
	g := s.readers
	g.mu.Lock()
	g.waiting = append(g.waiting, r)
	if g.writing {
		g.mu.Unlock()
		select {
		case <-r.done:
			return r.err
		case <-r.lead:
		}
		g.mu.Lock()
	}
	g.writing = true
	n := min(len(g.waiting), mostGathered)
	batch := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	g.mu.Unlock()
	defer g.pass()
	s.writeRecords(batch)
	return r.err
}

// Note writes one entry of the log by itself: of what came to no change, a refusal say.
func (s *Store) Note(actor models.Actor, q Request, c models.Change) error {
	tx := s.begin(WithRequest(context.Background(), q), s.db, actor)
	if err := AddChange(tx, c); err != nil {
		return err
	}
	return s.gather(newRecord(tx.journal.entries...))
}

func newRecord(entries ...models.Change) *record {
	return &record{entries: entries, done: make(chan struct{}), lead: make(chan struct{})}
}

// pass lets the first who waits write next.
func (g *gatherer) pass() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.writing = len(g.waiting) > 0; g.writing {
		close(g.waiting[0].lead)
	}
}

// writeRecords writes records in one transaction. Where that fails, each is tried alone, so that one that cannot be written
// fails nobody but its own reader.
func (s *Store) writeRecords(batch []*record) {
	err := s.writeRecord(batch...)
	for _, r := range batch {
		if r.err = err; err != nil && len(batch) > 1 && models.CodeOf(err) != models.Unavailable {
			r.err = s.writeRecord(r)
		}
		close(r.done)
	}
}

func (s *Store) writeRecord(batch ...*record) error {
	ctx, cancel := context.WithTimeout(context.Background(), gatherTimeout)
	defer cancel()
	return s.update(ctx, models.Actor{Role: models.System}, func(tx *Tx) error {
		var out []models.Release
		for _, r := range batch {
			tx.journal.entries = append(tx.journal.entries, r.entries...)
			out = append(out, r.releases...)
		}
		return addReleases(tx, out)
	})
}
