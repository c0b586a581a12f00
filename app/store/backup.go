package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"qadam/models"
)

// Backup writes a copy of the database, as it is at one instant, into a new file, while servers write. The copy is proved: that it can
// be read, and that its log holds.
func (s *Store) Backup(ctx context.Context, file string) (proof models.Verification, err error) {
	err = fillNew(file, func(part string) error {
		if s.dialect == &postgresDialect {
			proof, err = s.dump(ctx, part)
			return err
		}
		if err := s.db.WithContext(ctx).Exec("VACUUM INTO ?", part).Error; err != nil {
			return s.modelError(err)
		}
		proof, err = proveFile(ctx, part, s.now)
		return err
	})
	return proof, err
}

// Restore puts a backup into the place of a database where there is none yet, and proves it as Backup does.
func Restore(ctx context.Context, file, address string, now func() time.Time) (proof models.Verification, err error) {
	if d, _ := dialectOf(address); d == &postgresDialect {
		s, err := Open(address, now)
		if err != nil {
			return proof, err
		}
		proof, err = s.load(ctx, file)
		return proof, errors.Join(err, s.Close())
	}
	_, path := dialectOf(address)
	for _, part := range []string{path, path + "-wal", path + "-shm"} {
		if _, err := os.Lstat(part); err == nil {
			return proof, models.Errorf(models.Conflict, "There is a file at %s: move it away first, with its -wal and -shm.", part)
		}
	}
	lock, err := lockFile(path)
	if err != nil {
		return proof, err
	}
	err = fillNew(path, func(part string) error {
		if err := copyFile(file, part); err != nil {
			return err
		}
		proof, err = proveFile(ctx, part, now)
		return err
	})
	return proof, errors.Join(err, lock.Unlock())
}

// fillNew lets fill write a file, and gives it its name when it is whole and on the disk.
func fillNew(path string, fill func(part string) error) error {
	if _, err := os.Lstat(path); err == nil {
		return models.Errorf(models.Conflict, "There is a file at %s: give another name.", path)
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), "part-") // closed to others, as the copy is
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	part := filepath.Join(dir, "qadam")
	if err := fill(part); err != nil {
		return err
	}
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(part, path)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// proveFile proves a SQLite file that no server has open.
func proveFile(ctx context.Context, path string, now func() time.Time) (proof models.Verification, err error) {
	s, err := Open(path, now)
	if err != nil {
		return proof, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var says []string
	if err := s.db.WithContext(ctx).Raw("PRAGMA integrity_check").Scan(&says).Error; err != nil {
		return proof, s.modelError(err)
	}
	if len(says) != 1 || says[0] != "ok" {
		return proof, fmt.Errorf("the copy is damaged: %.300q", says)
	}
	return s.prove(ctx)
}

// prove looks whether a database is one of ours, not newer than this program, and whether its log holds.
func (s *Store) prove(ctx context.Context) (proof models.Verification, err error) {
	_, applied, err := s.versions(ctx)
	if err == nil && len(applied) == 0 {
		err = models.Errorf(models.Invalid, "This is no database of Qadam's: it has no schema.")
	}
	if err == nil {
		proof, err = s.proveLog(ctx, func(*Tx) error { return nil })
	}
	return proof, err
}

// proveLog proves the log in the picture of the database with which fn works.
func (s *Store) proveLog(ctx context.Context, fn func(*Tx) error) (proof models.Verification, err error) {
	err = s.Snapshot(ctx, models.Actor{Role: models.System}, func(tx *Tx) (err error) {
		if err := fn(tx); err != nil {
			return err
		}
		proof, err = VerifyLog(tx, nil)
		return err
	})
	if err == nil && len(proof.Breaks) > 0 {
		err = errors.New("the log does not hold: qadam audit verify names the first broken link of each lane")
	}
	return proof, err
}
