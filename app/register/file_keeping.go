package register

import (
	"context"
	"errors"
	"time"

	"qadam/app/engine"
	"qadam/app/files"
	"qadam/app/store"
	"qadam/models"
)

const (
	// looseTime is for how long a file is kept that no document names.
	looseTime = 24 * time.Hour
	// filesAtOnce is how many files are looked at in one transaction.
	filesAtOnce = 100
	// failuresInARow is after how many files in a row that could not be checked the others wait for the next time.
	failuresInARow = 3
)

// CheckFiles asks the antivirus about files that it has not looked at, and gives how many it did. Of what is harmful the bytes are removed.
func (a *Register) CheckFiles(ctx context.Context) (checked int, err error) {
	if a.evidence.Antivirus == nil || a.evidence.Store == nil {
		return 0, nil
	}
	for after, failed := models.NilID, 0; ; {
		var waiting []models.ID
		err := a.Store().View(ctx, engine.System(), func(tx *store.Tx) (err error) {
			waiting, err = store.UncheckedFiles(tx, after, filesAtOnce)
			return err
		})
		if err != nil {
			return checked, err
		}
		for _, id := range waiting {
			after = id
			if err := a.checkFile(ctx, id); err == nil {
				checked++
				failed = 0
			} else if failed++; failed == failuresInARow { // it is the antivirus, and not a file
				return checked, err
			}
		}
		if len(waiting) < filesAtOnce {
			return checked, nil
		}
	}
}

func (a *Register) checkFile(ctx context.Context, id models.ID) error {
	content, err := files.Read(ctx, a.evidence.Store, string(id))
	if err == nil {
		err = a.evidence.Antivirus.Check(ctx, content)
	}
	state := models.FileClean
	switch {
	case errors.Is(err, files.ErrHarmful):
		state = models.FileHarmful
	case errors.Is(err, files.ErrMissing): // its row is cleared at the same time, or it is lost: the others are looked at all the same
		a.Log.Warn("a file is missing in the store of files", "id", id)
		return nil
	case err != nil:
		return err
	}
	err = a.Store().Update(ctx, engine.System(), func(tx *store.Tx) error {
		f, err := store.Files.Lock(tx, id)
		if err != nil || f.State != models.FileUnchecked {
			return err
		}
		before := *f
		f.State = state
		if err := store.Files.Update(tx, f); err != nil {
			return err
		}
		return engine.Audit(ctx, tx, "file.check", "file", id, before, f)
	})
	if err != nil || state == models.FileClean {
		return err
	}
	return a.evidence.Store.Remove(ctx, string(id))
}

// ClearFiles removes the files of more than a day ago that no document names, and bytes that are of no file, and gives how many.
func (a *Register) ClearFiles(ctx context.Context) (cleared int, err error) {
	if a.evidence.Store == nil {
		return 0, nil
	}
	for n := filesAtOnce; n == filesAtOnce; cleared += n {
		var loose []models.ID
		err := a.Store().Update(ctx, engine.System(), func(tx *store.Tx) (err error) {
			loose, err = store.DeleteLooseFiles(tx, tx.Now().Add(-looseTime), filesAtOnce)
			if len(loose) == 0 || err != nil {
				return err
			}
			return engine.Audit(ctx, tx, "file.clear", "file", "", nil, map[string]any{"ids": loose})
		})
		for _, id := range loose {
			err = errors.Join(err, a.evidence.Store.Remove(ctx, string(id)))
		}
		if n = len(loose); err != nil {
			return cleared, err
		}
	}
	n, err := a.sweepFiles(ctx)
	return cleared + n, err
}

// sweepFiles removes bytes of which there is no file: a server ended between the two, or a request was repeated.
func (a *Register) sweepFiles(ctx context.Context) (swept int, err error) {
	var keys []models.ID
	sweep := func() error {
		var known []models.ID
		err := a.Store().View(ctx, engine.System(), func(tx *store.Tx) (err error) {
			known, err = store.KnownFiles(tx, keys)
			return err
		})
		is := map[models.ID]bool{}
		for _, id := range known {
			is[id] = true
		}
		for _, id := range keys {
			if err == nil && !is[id] {
				err = a.evidence.Store.Remove(ctx, string(id))
				swept++
			}
		}
		keys = nil
		return err
	}
	err = a.evidence.Store.Each(ctx, time.Now().Add(-looseTime), func(key string) error {
		id, err := models.ParseID(key)
		if err != nil {
			return nil // it is none of ours
		}
		if keys = append(keys, id); len(keys) < filesAtOnce {
			return nil
		}
		return sweep()
	})
	return swept, errors.Join(err, sweep())
}
