package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"qadam/app"
	"qadam/app/config"
	"qadam/app/store"
)

// openStore opens the database that the settings name, migrated or not.
func openStore(s config.Settings) (*store.Store, error) {
	st, err := store.Open(s.Database.Reveal(), time.Now)
	if err != nil {
		return nil, fmt.Errorf("the database %s: %w", s.DatabaseName(), err)
	}
	return st, nil
}

// openServing is openStore for a server; no second one opens the same SQLite file.
func openServing(s config.Settings) (*store.Store, error) {
	st, err := openStore(s)
	if err != nil {
		return nil, err
	}
	if err := st.LockFile(); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

// openExisting is openStore for commands that make nothing: opening a SQLite file that is not there would make one.
func openExisting(s config.Settings) (*store.Store, error) {
	if file := s.DatabaseFile(); file != "" {
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no database at %s: make it with qadam migrate up, or say with --database where it is", file)
		}
	}
	return openStore(s)
}

// withApp lets fn work on a database that is there and up to date, and closes it.
func (p *process) withApp(ctx context.Context, s config.Settings, fn func(*app.App) error) (err error) {
	st, err := openExisting(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if err := st.CheckSchema(ctx); err != nil {
		return fmt.Errorf("the database %s: %w", s.DatabaseName(), err)
	}
	kept, err := newEvidence(s)
	if err != nil {
		return err
	}
	return fn(app.New(st, s.Logger(p.stderr), app.Options{BaseURL: s.BaseURLAt(s.Listen), Notice: s.Notice, Evidence: kept}))
}
