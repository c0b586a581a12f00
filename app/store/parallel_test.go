package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// TestBesideSeesOnePicture reads a snapshot on two connections while others write, many at once: both readings see the same,
// none waits for ever, and what goes wrong beside comes back.
func TestBesideSeesOnePicture(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		system, ctx := models.Actor{Role: models.System, CanWrite: true}, context.Background()
		count := func(tx *store.Tx) int {
			page, err := store.Themes.List(tx, models.ListQuery{Limit: models.MaxLimit})
			if err != nil {
				t.Error(err)
			}
			return len(page.Items)
		}
		write := func(code string) {
			if err := s.Update(ctx, system, func(tx *store.Tx) error {
				return store.Themes.Insert(tx, &models.Theme{ThemeInput: models.ThemeInput{Code: code, Name: code}})
			}); err != nil {
				t.Error(err)
			}
		}
		write("first")
		var all sync.WaitGroup
		for range 8 { // each may hold two connections of sixteen
			all.Go(func() {
				err := s.Snapshot(ctx, system, func(tx *store.Tx) error {
					before, here, beside := count(tx), 0, 0
					if s.Dialect() == "postgres" { // SQLite's one writer would wait for this reader
						write(string(models.NewID()))
					}
					err := tx.Parallel(func(tx *store.Tx) error { here = count(tx); return nil },
						func(tx *store.Tx) error { beside = count(tx); return nil })
					if here != before || beside != before {
						t.Errorf("first %d, then %d, and beside %d", before, here, beside)
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		fault := errors.New("it went wrong")
		nothing := func(*store.Tx) error { return nil }
		err := s.Snapshot(ctx, system, func(tx *store.Tx) error { return tx.Parallel(nothing, func(*store.Tx) error { return fault }) })
		if !errors.Is(err, fault) {
			t.Errorf("what went wrong beside is %v", err)
		}
		defer func() {
			if recover() != fault {
				t.Error("a panic beside does not come back to whoever waits")
			}
		}()
		_ = s.Snapshot(ctx, system, func(tx *store.Tx) error { return tx.Parallel(nothing, func(*store.Tx) error { panic(fault) }) })
	})
}
