package register

import (
	"context"
	"errors"
	"fmt"
	"os"

	"qadam/app/engine"
	"qadam/app/files"
	"qadam/app/store"
	"qadam/models"
)

// eachFile tells of the files whose bytes are kept.
func (a *Register) eachFile(ctx context.Context, fn func(store.KeptFile) error) error {
	for last := models.ID(""); ; {
		var some []store.KeptFile
		if err := a.Store().View(ctx, engine.System(), func(tx *store.Tx) (err error) {
			some, err = store.KeptFiles(tx, last, filesAtOnce)
			return err
		}); err != nil {
			return err
		}
		for _, f := range some {
			if err := fn(f); err != nil {
				return err
			}
			last = f.ID
		}
		if len(some) < filesAtOnce {
			return nil
		}
	}
}

// BackupFiles copies the bytes of all files into an archive, proves each by its hash, and gives how many. Files are never changed, and the
// bytes of one are there before it is known, so an archive that is made after a copy of the database has all that the copy knows of.
func (a *Register) BackupFiles(ctx context.Context, path string) (int, error) {
	if a.evidence.Store == nil {
		return 0, nil
	}
	b, err := files.NewBackup(a.evidence.Store, path)
	if err != nil {
		return 0, err
	}
	err = a.eachFile(ctx, func(f store.KeptFile) error {
		err := b.Add(ctx, string(f.ID), f.SHA256)
		if errors.Is(err, files.ErrMissing) && !f.Used { // it was cleared meanwhile
			return nil
		}
		return err
	})
	if err := errors.Join(err, b.Close()); err != nil {
		return 0, errors.Join(err, os.Remove(path))
	}
	return b.Count, nil
}

// RestoreFiles puts the bytes from an archive into the store, proves that all are there that the database knows of, and gives how many.
func (a *Register) RestoreFiles(ctx context.Context, path string) (int, error) {
	if a.evidence.Store == nil {
		return 0, errors.New("no store of files is set")
	}
	sums, err := files.Restore(ctx, a.evidence.Store, path)
	if err != nil {
		return 0, err
	}
	err = a.eachFile(ctx, func(f store.KeptFile) error {
		if sum := sums[string(f.ID)]; sum != f.SHA256 && (sum != "" || f.Used) {
			return fmt.Errorf("%s has the file %s not as the database knows it", path, f.ID)
		}
		return nil
	})
	return len(sums), err
}
