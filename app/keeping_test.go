package app_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"qadam/app"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// TestClearOld finds nothing to clear in a new installation.
func TestClearOld(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if n, err := app.New(s, slog.New(slog.DiscardHandler), app.Options{}).ClearOld(t.Context()); n != 0 || err != nil {
			t.Errorf("%d %v", n, err)
		}
	})
}

// TestHeadsThatNobodyTook are not noted as kept: what they would close may not be dropped.
func TestHeadsThatNobodyTook(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx := context.Background()
		noted := func() (n int) {
			page, err := w.a.Changes.List(ctx, w.asManager(), models.ListQuery{Limit: 100})
			w.must(err)
			for _, c := range page.Items {
				if c.Action == models.ActionHeads {
					n++
				}
			}
			return n
		}
		full := errors.New("no space left on the device")
		if err := w.a.LogHeads(ctx, func(models.Heads) error { return full }); !errors.Is(err, full) || noted() != 0 {
			t.Errorf("%v, noted %d times", err, noted())
		}
		w.must(w.a.LogHeads(ctx, func(models.Heads) error { return nil }))
		if noted() != 1 {
			t.Errorf("noted %d times", noted())
		}
	})
}
