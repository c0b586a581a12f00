package store

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"

	"github.com/jackc/pgx/v5"

	"qadam/models"
)

// dump lets pg_dump write the picture of the database in which the log is proved, and reads what it wrote.
func (s *Store) dump(ctx context.Context, file string) (models.Verification, error) {
	address, password, err := s.toolAddress()
	if err != nil {
		return models.Verification{}, err
	}
	return s.proveLog(ctx, func(tx *Tx) error {
		var snapshot string
		if err := tx.db.Raw(s.dialect.exportSnapshot).Row().Scan(&snapshot); err != nil {
			return err
		}
		if err := runTool(ctx, password, "pg_dump", address, "--format=custom", "--no-owner", "--no-privileges", "--snapshot="+snapshot,
			"--file="+file); err != nil {
			return err
		}
		return runTool(ctx, "", "pg_restore", "--file="+os.DevNull, file) // reads all of it
	})
}

// load lets pg_restore fill an empty database, wholly or not at all.
func (s *Store) load(ctx context.Context, file string) (proof models.Verification, err error) {
	var tables int
	count := s.db.WithContext(ctx).Raw("SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()")
	if err := count.Row().Scan(&tables); err != nil {
		return proof, s.modelError(err)
	}
	if tables > 0 {
		return proof, models.Errorf(models.Conflict, "The database has tables already: make an empty one, and name it with --database.")
	}
	address, password, err := s.toolAddress()
	if err == nil {
		err = runTool(ctx, password, "pg_restore", address, "--single-transaction", "--no-owner", "--no-privileges", file)
	}
	if err != nil {
		return proof, err
	}
	return s.prove(ctx)
}

// toolAddress is the database's address for programs of Postgres, without its password, which goes by the environment: others on the
// machine can read how a program was called.
func (s *Store) toolAddress() (address, password string, err error) {
	config, err := pgx.ParseConfig(s.dsn)
	if err != nil {
		return "", "", err
	}
	u, err := url.Parse(s.dsn)
	if err != nil {
		return "", "", err
	}
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	query := u.Query()
	query.Del("password")
	u.RawQuery = query.Encode()
	return "--dbname=" + u.String(), config.Password, nil
}

// runTool runs a program of Postgres.
func runTool(ctx context.Context, password, tool string, args ...string) error {
	path, err := exec.LookPath(tool)
	if err != nil {
		return fmt.Errorf("%s is needed, a program of Postgres in the server's version or a later one, and is not on this machine: run it "+
			"where it is, as docs/operations.md (Backups) tells", tool)
	}
	var says bytes.Buffer
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env, cmd.Stderr = append(os.Environ(), "PGPASSWORD="+password), &says
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", tool, err, bytes.TrimSpace(says.Bytes()))
	}
	return nil
}
