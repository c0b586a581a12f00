package app_test

import (
	"log/slog"
	"testing"

	"qadam/app"
	"qadam/app/store"
	"qadam/app/store/storetest"
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
