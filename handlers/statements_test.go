package handlers_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
)

// TestAPageOfFiftyAsksNoMore holds for every list that its number of statements does not grow with its items.
func TestAPageOfFiftyAsksNoMore(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		small := statementsOfWaits(t, w, 1)
		w.Fill()
		if large := statementsOfWaits(t, w, 50); small != large {
			t.Errorf("the page of what waits sends %d statements for a few steps, and %d for many", small, large)
		}
		measured := 0
		for _, path := range slices.Sorted(maps.Keys(everyList(w))) {
			for _, who := range []string{"manager", "partner1", "donorA", "kaz"} {
				small, enough := statements(t, w, who, path, 5)
				large, full := statements(t, w, who, path, 50)
				if enough && full {
					measured++
				}
				if enough && small != large {
					t.Errorf("%s as %s: a page of 5 sends %d statements, one of 50 sends %d", path, who, small, large)
				}
				few := strings.HasSuffix(path, "/history") || strings.HasSuffix(path, "/steps") && !strings.Contains(path, "/offers/")
				if who == "manager" && !full && !few {
					t.Errorf("%s has no 50 items, so that this proves nothing", path)
				}
			}
		}
		if measured < 40 {
			t.Errorf("only %d lists were measured", measured)
		}
	})
}

// statementsOfWaits counts what the page of what waits for a manager sends to the database, with so many steps at least.
func statementsOfWaits(t *testing.T, w *world, steps int) int64 {
	t.Helper()
	if _, err := w.App.ScanReminders(w.Ctx, handlerstest.WorldStart); err != nil {
		t.Fatal(err)
	}
	w.BrowseAs(t, "manager", http.MethodGet, "/reminders", nil)
	before := w.App.Store().Queries()
	got := w.BrowseAs(t, "manager", http.MethodGet, "/reminders", nil).Want(t, 200)
	if n := bytes.Count(got.Body, []byte(`name="reminder"`)); n < steps {
		t.Errorf("%d steps wait, so that this proves nothing", n)
	}
	return w.App.Store().Queries() - before
}

// statements counts what a page of so many items sends to the database; full tells that it had as many.
func statements(t *testing.T, w *world, who, path string, limit int) (n int64, full bool) {
	t.Helper()
	c := call{As: who, Path: fmt.Sprintf("%s?limit=%d", path, limit)}
	if w.Do(t, c).Status != 200 { // once before: a token notes its first use
		return 0, false
	}
	before := w.App.Store().Queries()
	got := w.Do(t, c)
	return w.App.Store().Queries() - before, len(got.Page(t).Items) == limit
}
