package store

import (
	"context"
	"sync"
	"time"

	"qadam/models"
)

// pendingEntries are a reader's entries for the log, and how the reader learns that they are committed.
type pendingEntries struct {
	entries  []models.Change
	releases []models.Release
	err      error
	done     chan struct{} // closed when the record is written, or cannot be
	lead     chan struct{} // closed when this one writes for all who wait
}

// groupCommit writes the entries of many readers of one server in few transactions. The first writes at once; those who come
// meanwhile wait, and the first of them then writes for all of them. So one reader waits for one commit, and a hundred at a time
// for two.
type groupCommit struct {
	mu      sync.Mutex
	writing bool
	waiting []*pendingEntries
}

const (
	// groupTimeout bounds the writing of records. A reader waits for the transaction that runs and for its own.
	groupTimeout = 5 * time.Second
	// maxGroup bounds how many records go into one transaction.
	maxGroup = 256
)

// writeInGroup writes a record, together with those of others, and waits until it is kept.
func (s *Store) writeInGroup(r *pendingEntries) error {
	g := s.group
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
	n := min(len(g.waiting), maxGroup)
	batch := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	g.mu.Unlock()
	defer g.next()
	s.writeGroup(batch)
	return r.err
}

// AddEntry writes one entry by itself, of a refusal say.
func (s *Store) AddEntry(actor models.Actor, q Request, c models.Change) error {
	tx := s.begin(WithRequest(context.Background(), q), s.db, actor)
	if err := AddEntry(tx, c); err != nil {
		return err
	}
	return s.writeInGroup(newPending(tx.journal.entries...))
}

func newPending(entries ...models.Change) *pendingEntries {
	return &pendingEntries{entries: entries, done: make(chan struct{}), lead: make(chan struct{})}
}

// next lets the first who waits write next.
func (g *groupCommit) next() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.writing = len(g.waiting) > 0; g.writing {
		close(g.waiting[0].lead)
	}
}

// writeGroup writes records in one transaction. Where that fails, each is tried alone, so that one that cannot be written fails
// its own reader only.
func (s *Store) writeGroup(batch []*pendingEntries) {
	err := s.writePending(batch...)
	for _, r := range batch {
		if r.err = err; err != nil && len(batch) > 1 && models.CodeOf(err) != models.Unavailable {
			r.err = s.writePending(r)
		}
		close(r.done)
	}
}

func (s *Store) writePending(batch ...*pendingEntries) error {
	ctx, cancel := context.WithTimeout(context.Background(), groupTimeout)
	defer cancel()
	if written, err := s.writeAlone(ctx, batch); written || err != nil {
		return err
	}
	_, err := s.update(ctx, models.Actor{Role: models.System}, func(tx *Tx) error {
		var out []models.Release
		for _, r := range batch {
			tx.journal.entries = append(tx.journal.entries, r.entries...)
			out = append(out, r.releases...)
		}
		return addReleases(tx, out)
	})
	return err
}

// writeAlone writes records in one statement, if they can be; else it writes nothing and gives false.
func (s *Store) writeAlone(ctx context.Context, batch []*pendingEntries) (written bool, err error) {
	var all []models.Change
	for _, r := range batch {
		if len(r.releases) > 0 {
			return false, nil
		}
		all = append(all, r.entries...)
	}
	if written, err = s.chain.AppendAlone(s.db.WithContext(ctx), s.Now(), all); err != nil {
		err = s.committed(err)
	}
	return written, s.modelError(err)
}
