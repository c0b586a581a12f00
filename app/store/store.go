// Package store keeps Qadam's nouns in SQLite or Postgres. It is the only room that knows GORM and SQL. Visibility is decided
// here, in the query: a Tx belongs to one actor, and what that actor may not see does not exist for it.
package store

import (
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/schema"

	"qadam/app/store/chain"
)

// Store is one database. It is safe for many goroutines.
type Store struct {
	db      *gorm.DB
	pool    *sql.DB
	dialect *dialect
	dsn     string
	now     func() time.Time
	queries *atomic.Int64
	group   *groupCommit  // shared by all clocks
	chain   *chain.Log    // so are the lanes of the log
	seconds chan struct{} // taken by those who hold a second connection
	writers chan struct{} // taken by changes
	lock    *flock.Flock  // of a SQLite file that is served
}

// registerSerializer tells GORM, which keeps such things for the whole process, how lists are kept.
var registerSerializer = sync.OnceFunc(func() { schema.RegisterSerializer("list", listSerializer{}) })

// Open opens the database at an address: a postgres:// URL or the path of a SQLite file. It does not migrate.
// A Postgres that does not answer yet is no error: requests get Unavailable until it does.
func Open(address string, now func() time.Time) (*Store, error) {
	registerSerializer()
	d, dsn := dialectOf(address)
	if d == &sqliteDialect {
		if err := checkFile(dsn); err != nil {
			return nil, err
		}
	}
	pool, err := d.open(dsn)
	if err != nil {
		return nil, fmt.Errorf("opening the %s database: %w", d.name, err)
	}
	pool.SetMaxOpenConns(maxConnections)
	pool.SetMaxIdleConns(maxIdle)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	pool.SetConnMaxLifetime(time.Hour)
	s := &Store{pool: pool, dialect: d, dsn: dsn, now: now, queries: new(atomic.Int64), group: &groupCommit{}, chain: chain.New(d.chain),
		seconds: make(chan struct{}, maxSecondConnections), writers: make(chan struct{}, maxWriters)}
	if err := s.checkSettings(); err != nil && !noAnswer(err) {
		return nil, errors.Join(fmt.Errorf("the %s database: %w", d.name, err), pool.Close())
	}
	s.db, err = gorm.Open(d.gorm(pool), &gorm.Config{
		SkipDefaultTransaction: true, DisableAutomaticPing: true,
		Logger: logger.Discard, NowFunc: func() time.Time { return s.Now() },
	})
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return s, s.countQueries()
}

// forgetTables closes the connections that nobody uses: they keep statements that were prepared for the tables as they were.
func (s *Store) forgetTables() {
	s.pool.SetMaxIdleConns(-1)
	s.pool.SetMaxIdleConns(maxIdle)
}

// checkSettings asks the database for the settings that must hold.
func (s *Store) checkSettings() error {
	err := s.dialect.check(s.pool)
	if told := s.storageFault(err); told != nil {
		return told
	}
	return err
}

// countQueries lets tests see how many statements a use case sends.
func (s *Store) countQueries() error {
	count := func(db *gorm.DB) {
		if !db.DryRun { // a query inside another one is only written, not sent
			s.queries.Add(1)
		}
	}
	c := s.db.Callback()
	return errors.Join(
		c.Query().After("gorm:query").Register("qadam:count", count), c.Row().After("gorm:row").Register("qadam:count", count),
		c.Raw().After("gorm:raw").Register("qadam:count", count), c.Create().After("gorm:create").Register("qadam:count", count),
		c.Update().After("gorm:update").Register("qadam:count", count), c.Delete().After("gorm:delete").Register("qadam:count", count))
}

// Queries is the number of statements sent since the start.
func (s *Store) Queries() int64 { return s.queries.Load() }

// Trips is the number of ways to the database and back since the start, for statements and for the ends of transactions; 0 where the
// database is in this process.
func (s *Store) Trips() int64 {
	if d, ok := s.pool.Driver().(interface{ Trips() int64 }); ok {
		return d.Trips()
	}
	return 0
}

// Dialect names the database: "sqlite" or "postgres".
func (s *Store) Dialect() string { return s.dialect.name }

// Now is the time of the store's clock in UTC, in microseconds as both databases keep it.
func (s *Store) Now() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

// At gives the same database under another clock, for loading what happened earlier.
func (s *Store) At(now func() time.Time) *Store {
	other := *s
	other.now = now
	return &other
}

// Close closes all connections.
func (s *Store) Close() error {
	err := s.pool.Close()
	if s.lock != nil {
		err = errors.Join(err, s.lock.Unlock())
	}
	return err
}

// Stats tells the state of the connection pool.
func (s *Store) Stats() sql.DBStats { return s.pool.Stats() }
