package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"
	"github.com/ncruces/go-sqlite3"

	"qadam/models"
)

// restoring is where the manual tells how to put a backup in the place of a database.
const restoring = "docs/operations.md, Restoring"

// checkFile refuses a SQLite file without content: it was a database, or its making was cut short.
func checkFile(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		return models.Errorf(models.Unavailable, "The file %s is there and has 0 bytes. If it was a database, restore it (%s); delete it "+
			"if a new installation is to begin.", path, restoring)
	}
	return nil
}

// LockFile keeps other servers off a SQLite file until the store is closed; on Postgres any number of servers may serve.
func (s *Store) LockFile() error {
	if s.dialect != &sqliteDialect {
		return nil
	}
	path, err := filepath.EvalSymlinks(s.dsn)
	if err == nil {
		s.lock, err = lockFile(path)
	}
	return err
}

// lockFile takes the lock of the server of a SQLite file.
func lockFile(path string) (*flock.Flock, error) {
	lock := flock.New(path + "-lock")
	switch locked, err := lock.TryLock(); {
	case err != nil:
		return nil, fmt.Errorf("the lock %s: %w", lock.Path(), err)
	case !locked:
		return nil, models.Errorf(models.Conflict, "Another server serves %s already, and a SQLite file takes one. Stop that one first, "+
			"or keep the data in Postgres.", path)
	}
	return lock, nil
}

// storageFault words what is wrong with the disk or with what is on it; nil for all other errors.
func (s *Store) storageFault(err error) error {
	switch kind := errorKindOf(err); {
	case kind == damaged:
		return unavailable("The database is damaged. Nothing was saved; the administrator restores a backup ("+restoring+").", time.Hour,
			err)
	case kind == diskFull || (errors.Is(err, sqlite3.IOERR) || errors.Is(err, sqlite3.CANTOPEN)) && noRoom(filepath.Dir(s.dsn)):
		return unavailable("The database has no room left on its disk. Nothing was saved; ask the administrator.", time.Minute, err)
	}
	return nil
}

// noRoom writes a little into a folder to ask its file system whether it has room.
func noRoom(dir string) bool {
	f, err := os.CreateTemp(dir, "room-")
	if err == nil {
		_, err = f.WriteString(strings.Repeat("x", 1<<16))
		err = errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
