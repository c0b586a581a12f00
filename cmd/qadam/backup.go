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
	"qadam/models"
)

type backupCmd struct {
	File         string `arg:"" help:"The file to write; it must not be there yet."`
	config.Core  `group:"settings"`
	config.Files `group:"settings"`
}

// Help is shown by --help.
func (backupCmd) Help() string {
	return `Copies the database as it is at one instant; servers may serve and write meanwhile. The copy is read again, and its log is
proved. On Postgres it calls pg_dump. Uploaded files go into an archive beside it, FILE.files.tar, each proved by its hash. The secret
key of the installation (QADAM_SECRET_KEY), if there is one, is in neither.

Examples:

    qadam backup /backups/qadam-2026-12-01.db
    qadam backup /backups/qadam-2026-12-01.dump --database postgres://qadam@db:5432/qadam`
}

// Run writes the copy.
func (c *backupCmd) Run(ctx context.Context, p *process) error {
	s, err := config.Read(p.env, c.Core, c.Files)
	if err != nil {
		return settingsFault(err)
	}
	return p.withApp(ctx, s, func(a *app.App) error {
		proof, err := a.Store().Backup(ctx, c.File)
		if err != nil {
			return fmt.Errorf("the backup: %w", err)
		}
		n, err := a.BackupFiles(ctx, c.File+filesArchive)
		if err != nil {
			return fmt.Errorf("the backup of files (that of the database is whole): %w", err)
		}
		return p.proved(c.File+" is a backup", proof, n)
	})
}

type restoreCmd struct {
	File         string `arg:"" type:"existingfile" help:"What qadam backup wrote."`
	config.Core  `group:"settings"`
	config.Files `group:"settings"`
}

// Help is shown by --help.
func (restoreCmd) Help() string {
	return `Makes a database of what qadam backup wrote, where there is none yet: move a SQLite file away first, and make an empty
database on Postgres. It is read through, and its log is proved. On Postgres it calls pg_restore. Files come back from the archive
beside it, FILE.files.tar; what is there already stays.

Examples:

    qadam restore /backups/qadam-2026-12-01.db --database qadam.db
    qadam restore /backups/qadam-2026-12-01.dump --database postgres://qadam@db:5432/qadam_restored`
}

// Run makes the database.
func (c *restoreCmd) Run(ctx context.Context, p *process) error {
	s, err := config.Read(p.env, c.Core, c.Files)
	if err != nil {
		return settingsFault(err)
	}
	proof, err := store.Restore(ctx, c.File, s.Database.Reveal(), time.Now)
	if err != nil {
		return fmt.Errorf("restoring %s: %w", s.DatabaseName(), err)
	}
	n, err := p.restoreFiles(ctx, s, c.File+filesArchive)
	if err != nil {
		return fmt.Errorf("restoring the files (the database is restored): %w", err)
	}
	return p.proved(s.DatabaseName()+" is restored", proof, n)
}

// filesArchive ends the name of the archive of files beside a copy of the database.
const filesArchive = ".files.tar"

// restoreFiles puts back the files of an archive; a backup of before there were files has none.
func (p *process) restoreFiles(ctx context.Context, s config.Settings, archive string) (n int, err error) {
	if _, err := os.Stat(archive); errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	st, err := openExisting(s)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	kept, err := newEvidence(s)
	if err != nil {
		return 0, err
	}
	return app.New(st, s.Logger(p.stderr), app.Options{Evidence: kept}).RestoreFiles(ctx, archive)
}

// proved says what was done and what of the log was found to hold.
func (p *process) proved(what string, proof models.Verification, files int) error {
	_, err := fmt.Fprintf(p.stdout, "%s; the log holds: %d entries in %d lanes; files: %d\n", what, proof.Entries, proof.Lanes, files)
	return err
}
