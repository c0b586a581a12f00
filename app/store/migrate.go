package store

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"qadam/models"
)

//go:embed migrations
var migrations embed.FS

// migrating runs fn on the schema's steps, over connections of its own.
func (s *Store) migrating(fn func(*goose.Provider) error) (err error) {
	folder, err := fs.Sub(migrations, s.dialect.folder)
	if err != nil {
		return err
	}
	opts := []goose.ProviderOption{goose.WithSlog(slog.New(slog.DiscardHandler)), goose.WithAllowOutofOrder(true)}
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
	defer func() {
		s.forgetTables()
		err = errors.Join(err, pool.Close())
	}()
	p, err := goose.NewProvider(s.dialect.goose, pool, folder, opts...)
	if err != nil {
		return err
	}
	return fn(p)
}

// Migrate brings the schema up to date and gives how many migrations ran. Several servers may call it at once.
func (s *Store) Migrate(ctx context.Context) (ran int, err error) {
	if err := s.checkSettings(); err != nil { // where it did not answer when it was opened
		return 0, err
	}
	if _, _, err := s.versions(ctx); err != nil {
		return 0, err
	}
	err = s.migrating(func(p *goose.Provider) error {
		done, err := p.Up(ctx)
		ran = len(done)
		if told := s.storageFault(err); told != nil {
			return told
		}
		return err
	})
	if err == nil {
		_, err = s.update(ctx, models.Actor{Role: models.System}, func(tx *Tx) error {
			if err := s.chain.Backfill(tx.db); err != nil { // first: its lock keeps other servers from doing the same
				return err
			}
			return foldOld(tx)
		})
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
	if err == nil {
		_, _, err = s.versions(ctx)
	}
	return steps, err
}
