package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"gorm.io/gorm"

	"qadam/app/store/chain"
	"qadam/models"
)

// Tx is a piece of work for one actor. All queries are its methods, or take it.
type Tx struct {
	db      *gorm.DB
	dialect *dialect
	actor   models.Actor
	now     time.Time
	request Request
	reason  string
	journal *journal
	store   *Store // of a snapshot that may be read on a second connection; nil for all else
}

// writeTimeout bounds a change, which is never cut short by a caller that hangs up: a commit must be known.
const writeTimeout = 30 * time.Second

const (
	// lockTimeout is the longest that a change waits for a lock, or for its turn.
	lockTimeout = 10 * time.Second
	maxIdle     = 8 // connections that are kept open while nobody uses them
	// maxConnections is the most connections of a server; those beyond maxWriters are left to reads, and to the log of reads.
	maxConnections, maxWriters = 16, 12
)

// begin makes the Tx of a piece of work.
func (s *Store) begin(ctx context.Context, db *gorm.DB, actor models.Actor) *Tx {
	return &Tx{db: db, dialect: s.dialect, actor: actor, now: s.Now(), request: requestOf(ctx), journal: &journal{chain: s.chain}}
}

// View runs fn on single statements, without a transaction: enough for a list or one object. What it read of restricted
// records is in the log before View returns; where it cannot be logged, View fails.
func (s *Store) View(ctx context.Context, actor models.Actor, fn func(*Tx) error) error {
	if tx := joint(ctx, actor); tx != nil {
		return s.joinReading(tx, fn)
	}
	tx := s.begin(ctx, s.db.WithContext(ctx), actor)
	if err := fn(tx); err != nil {
		return s.modelError(err)
	}
	return s.logReads(tx)
}

// Snapshot runs fn on one unchanging picture of the database, for figures that must agree with each other. It logs as View
// does. In a joint transaction it reads there, with what that has locked and changed.
func (s *Store) Snapshot(ctx context.Context, actor models.Actor, fn func(*Tx) error) error {
	if tx := joint(ctx, actor); tx != nil {
		return s.joinReading(tx, fn)
	}
	var tx *Tx
	err := s.db.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		tx = s.begin(ctx, db, actor)
		tx.store = s
		return fn(tx)
	}, &sql.TxOptions{ReadOnly: true, Isolation: s.dialect.snapshot()})
	if err != nil {
		return s.modelError(err)
	}
	return s.logReads(tx)
}

// Update runs fn in one transaction: all of it is kept, or nothing. A deadlock runs fn again, up to three times.
func (s *Store) Update(ctx context.Context, actor models.Actor, fn func(*Tx) error) error {
	if tx := joint(ctx, actor); tx != nil {
		return s.joinChange(tx, fn)
	}
	_, err := s.change(ctx, actor, fn)
	return err
}

// UpdateShown is Update for a page that is shown also where fn refuses the change: what fn read for it is logged all the same.
func (s *Store) UpdateShown(ctx context.Context, actor models.Actor, fn func(*Tx) error) error {
	tx, err := s.change(ctx, actor, fn)
	if err == nil || tx == nil {
		return err
	}
	if failed := s.logReads(tx); failed != nil {
		return failed
	}
	return err
}

// change is update for what somebody changes: it waits for its turn, so that changes which wait for a lock leave connections to reads.
func (s *Store) change(ctx context.Context, actor models.Actor, fn func(*Tx) error) (*Tx, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	select {
	case s.writers <- struct{}{}:
		defer func() { <-s.writers }()
	case <-time.After(lockTimeout):
		return nil, unavailable("Too many changes wait for the database. Nothing was saved; try again in a few seconds.", 5*time.Second,
			errors.New("all connections for changes are taken"))
	}
	tx, err := s.update(ctx, actor, fn)
	if saved := requestOf(ctx).saved; err == nil && saved != nil {
		saved.Store(true)
	}
	return tx, err
}

// update is Update without its limits of time and number, and gives the last run.
func (s *Store) update(ctx context.Context, actor models.Actor, fn func(*Tx) error) (tx *Tx, err error) {
	for range 3 {
		var lanes []chain.Held
		committing := false
		err = s.db.WithContext(ctx).Transaction(func(db *gorm.DB) error {
			tx = s.begin(ctx, db, actor) // anew each time: what a run that failed would have logged did not happen
			defer func() { lanes = tx.journal.lanes }()
			if err := fn(tx); err != nil {
				return err
			}
			err := tx.appendLog()
			committing = err == nil
			return err
		})
		if committing {
			err = s.committed(err)
		}
		s.chain.Release(lanes, err == nil)
		if errorKindOf(err) != serializationFailure {
			break
		}
	}
	return tx, s.modelError(err)
}

// DryRun runs fn in a transaction of which nothing is kept: what would follow from a change is found by making it. What
// was read for it is logged.
func (s *Store) DryRun(ctx context.Context, actor models.Actor, fn func(*Tx) error) error {
	var tx *Tx
	err := s.db.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		tx = s.begin(ctx, db, actor)
		if err := fn(tx); err != nil {
			return err
		}
		return errDryRun
	})
	if !errors.Is(err, errDryRun) {
		return s.modelError(err)
	}
	return s.logReads(tx)
}

var errDryRun = errors.New("this was a rehearsal")

// snapshot is the isolation in which one transaction sees one picture; SQLite's is so by nature.
func (d *dialect) snapshot() sql.IsolationLevel {
	if d == &postgresDialect {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

// Now is the instant at which the work began.
func (tx *Tx) Now() time.Time { return tx.now }

// Actor is for whom the work is done.
func (tx *Tx) Actor() models.Actor { return tx.actor }

// As gives the same transaction for another actor: the system's, say, for what follows from a change.
func (tx *Tx) As(actor models.Actor) *Tx {
	other := *tx
	other.actor = actor
	return &other
}

// WithReason gives the same transaction with the reason that was given for what follows.
func (tx *Tx) WithReason(reason string) *Tx {
	other := *tx
	other.reason = reason
	return &other
}

// Savepoint runs fn so that its failure undoes only what fn did.
func (tx *Tx) Savepoint(fn func(*Tx) error) error {
	kept := len(tx.journal.entries)
	err := tx.db.Transaction(func(db *gorm.DB) error {
		inner := *tx
		inner.db = db
		return fn(&inner)
	})
	if err != nil {
		tx.journal.entries = tx.journal.entries[:kept]
	}
	return err
}
