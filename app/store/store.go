// Package store keeps Qadam's nouns in SQLite or Postgres. It is the only room that knows GORM and SQL. Who may see a
// row is decided here, in the query: a Tx belongs to one actor, and what it may not see does not exist for it.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/schema"

	"qadam/models"
)

//go:embed migrations
var migrations embed.FS

// Store is one database. It is safe for many goroutines.
type Store struct {
	db      *gorm.DB
	pool    *sql.DB
	dialect *dialect
	dsn     string
	now     func() time.Time
	queries *atomic.Int64
	readers *gatherer // shared by all clocks, as the lanes are
	lanes   *laneRack
	seconds chan struct{} // taken by those who hold a second connection
}

// registerSerializer tells GORM, which keeps such things for the whole process, how lists are kept.
var registerSerializer = sync.OnceFunc(func() { schema.RegisterSerializer("list", listSerializer{}) })

// Open opens the database at an address: a postgres:// URL or the path of a SQLite file. It does not migrate.
// A Postgres that does not answer yet is no error: requests get Unavailable until it does.
func Open(address string, now func() time.Time) (*Store, error) {
	registerSerializer()
	d, dsn := dialectOf(address)
	pool, err := d.open(dsn)
	if err != nil {
		return nil, fmt.Errorf("opening the %s database: %w", d.name, err)
	}
	pool.SetMaxOpenConns(16)
	pool.SetMaxIdleConns(8)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	pool.SetConnMaxLifetime(time.Hour)
	if err := d.check(pool); err != nil && faultOf(err) != faultGone {
		return nil, errors.Join(fmt.Errorf("the %s database: %w", d.name, err), pool.Close())
	}
	s := &Store{pool: pool, dialect: d, dsn: dsn, now: now, queries: new(atomic.Int64), readers: &gatherer{}, lanes: &laneRack{}, seconds: make(chan struct{}, secondConnections)}
	s.db, err = gorm.Open(d.gorm(pool), &gorm.Config{
		SkipDefaultTransaction: true, DisableAutomaticPing: true,
		Logger: logger.Discard, NowFunc: func() time.Time { return s.Now() },
	})
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return s, s.countQueries()
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
func (s *Store) Close() error { return s.pool.Close() }

// Stats tells the state of the connection pool.
func (s *Store) Stats() sql.DBStats { return s.pool.Stats() }

// migrating runs fn on the schema's steps, over connections of its own.
func (s *Store) migrating(fn func(*goose.Provider) error) (err error) {
	folder, err := fs.Sub(migrations, s.dialect.folder)
	if err != nil {
		return err
	}
	opts := []goose.ProviderOption{goose.WithSlog(slog.New(slog.DiscardHandler))}
	if s.dialect == &postgresDialect {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	pool, err := s.dialect.openPlain(s.dsn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	p, err := goose.NewProvider(s.dialect.goose, pool, folder, opts...)
	if err != nil {
		return err
	}
	return fn(p)
}

// Migrate brings the schema up to date and gives how many migrations ran. Several servers may call it at once.
func (s *Store) Migrate(ctx context.Context) (ran int, err error) {
	err = s.migrating(func(p *goose.Provider) error {
		done, err := p.Up(ctx)
		ran = len(done)
		return err
	})
	if err == nil {
		err = s.chainOld(ctx)
	}
	return ran, err
}

// Migration is one step of the schema and when it was applied.
type Migration struct {
	Name    string
	Applied time.Time
}

// Migrations lists the schema's steps; Applied is zero for one that is still to run.
func (s *Store) Migrations(ctx context.Context) (steps []Migration, err error) {
	err = s.migrating(func(p *goose.Provider) error {
		all, err := p.Status(ctx)
		for _, m := range all {
			steps = append(steps, Migration{Name: m.Source.Path, Applied: m.AppliedAt})
		}
		return err
	})
	return steps, err
}

// Ready says whether the database answers and its schema is the program's; the error says what is wrong.
func (s *Store) Ready(ctx context.Context) error {
	all, err := s.Migrations(ctx)
	if err != nil {
		return s.explain(err)
	}
	for _, m := range all {
		if m.Applied.IsZero() {
			return models.Errorf(models.Unavailable, "The migration %s has not run; run: qadam migrate up", m.Name)
		}
	}
	return nil
}

// explain turns a database error into one of ours; ours pass as they are.
func (s *Store) explain(err error) error {
	var ours *models.Error
	var netErr *net.OpError // not net.Error: every error of SQLite has its methods
	switch {
	case err == nil || errors.As(err, &ours):
		return err
	case errors.Is(err, gorm.ErrRecordNotFound), errors.Is(err, sql.ErrNoRows):
		return models.Missing()
	case faultOf(err) == faultTaken:
		return &models.Error{Code: models.Conflict, Message: "There is one like this already.", Fields: takenFields(err), Cause: err}
	case faultOf(err) == faultReference:
		return &models.Error{Code: models.Invalid, Message: "It refers to something that does not exist.", Cause: err}
	case faultOf(err) == faultValue:
		return &models.Error{Code: models.Invalid, Message: "A value is not of the kind that is asked for here.", Cause: err}
	case faultOf(err) == faultFull:
		return unavailable("The database has no room left on its disk. Nothing was saved; ask the administrator.", time.Minute, err)
	case faultOf(err) == faultRetry:
		return unavailable("Another change got in the way. Nothing was saved; send it again.", time.Second, err)
	case faultOf(err) == faultGone, errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone), errors.As(err, &netErr),
		errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return unavailable("The database does not answer. Try again in a few seconds.", 5*time.Second, err)
	}
	return &models.Error{Code: models.Internal, Message: "The fault is ours.", Cause: err}
}

// takenFields name what is like that of another row.
func takenFields(err error) []models.FieldError {
	columns := takenColumns(err)
	out := make([]models.FieldError, len(columns))
	for i, c := range columns {
		out[i] = models.FieldError{Pointer: "/" + c, Rule: "taken", Detail: "Give another one: this is taken."}
		if len(columns) > 1 {
			out[i].Detail = "There is one with the same " + strings.Join(columns, ", ") + " already."
		}
	}
	return out
}

func unavailable(text string, after time.Duration, cause error) error {
	return &models.Error{Code: models.Unavailable, Message: text, RetryAfter: after, Cause: cause}
}
