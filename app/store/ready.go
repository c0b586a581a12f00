package store

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/pressly/goose/v3"
	"gorm.io/gorm"

	"qadam/models"
)

// readyTimeout is how long the database may take to show that it serves: longer than one of several hosts may be silent.
const readyTimeout = hostTimeout + time.Second

// probeText fills more than half a page, so that writing it needs room on the disk each time.
var probeText = strings.Repeat("x", 7000)

// Ready says whether a server can serve: its own connections answer, the schema is the program's, and a change is kept. The error
// says what is wrong.
func (s *Store) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	err := s.CheckSchema(ctx)
	if err == nil {
		err = s.modelError(s.probe(ctx))
	}
	if errors.Is(err, context.DeadlineExceeded) && s.pool.Stats().InUse >= maxConnections {
		return unavailable("All connections to the database are taken.", 5*time.Second, err)
	}
	return err
}

// Prepare waits for a Postgres that does not answer yet, and then brings the schema up to date, or only checks it. It tells wait what
// it waits for. It ends with ctx, too.
func (s *Store) Prepare(ctx context.Context, migrate bool, wait func(*models.Error)) error {
	for {
		limited, cancel := context.WithTimeout(ctx, readyTimeout)
		err := s.CheckSchema(limited)
		cancel()
		if migrate && !s.absent(err) {
			_, err = s.Migrate(ctx)
		}
		var e *models.Error
		if err == nil {
			return s.Tend(ctx)
		}
		if !s.absent(err) || !errors.As(s.modelError(err), &e) {
			return err
		}
		wait(e)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Second):
		}
	}
}

// absent says that an error is that of a Postgres which may yet come; a file that is not there does not come by itself.
func (s *Store) absent(err error) bool { return s.dialect == &postgresDialect && noAnswer(err) }

// probe writes a row and removes it again.
func (s *Store) probe(ctx context.Context) error {
	select {
	case s.writers <- struct{}{}:
		defer func() { <-s.writers }()
	case <-ctx.Done():
		return unavailable("Too many changes wait for the database.", 5*time.Second, ctx.Err())
	}
	err := s.db.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		if err := db.Exec("INSERT INTO write_probes (filler) VALUES (?)", probeText).Error; err != nil {
			return err
		}
		return db.Exec("DELETE FROM write_probes").Error
	})
	if errors.Is(err, sqlite3.BUSY) && s.pool.Stats().InUse < maxConnections {
		return nil // another change is being written, an import say: so the database can be written
	}
	return err
}

// CheckSchema says whether the database answers and its schema is the program's; the error says what is wrong.
func (s *Store) CheckSchema(ctx context.Context) error {
	known, applied, err := s.versions(ctx)
	if err != nil {
		return err
	}
	for _, m := range known {
		if !slices.Contains(applied, m.version) {
			return models.Errorf(models.Unavailable, "The migration %s has not run; run: qadam migrate up", m.name)
		}
	}
	return nil
}

// source is a migration of this program.
type source struct {
	version int64
	name    string
}

// versions gives the program's migrations, by their numbers, and the numbers of those that have run. It refuses a schema that is newer
// than this program, which would write what the schema does not mean any more.
func (s *Store) versions(ctx context.Context) (known []source, applied []int64, err error) {
	err = s.db.WithContext(ctx).Raw("SELECT version_id FROM goose_db_version WHERE is_applied").Scan(&applied).Error
	if err != nil && errorKindOf(err) != noSuchTable { // a database that is still empty has no such table
		return nil, nil, s.modelError(err)
	}
	names, err := fs.Glob(migrations, s.dialect.folder+"/*.sql")
	for _, name := range names {
		version, failed := goose.NumericComponent(name)
		known, err = append(known, source{version, path.Base(name)}), errors.Join(err, failed)
	}
	if newest := slices.Max(append(applied, 0)); err == nil && newest > known[len(known)-1].version {
		err = models.Errorf(models.Unavailable, "The database has the migration %d, which this program does not know: it is older than "+
			"the database. Run the version that brought that migration, or a later one.", newest)
	}
	return known, applied, err
}
