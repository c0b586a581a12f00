package handlers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
)

// TestPolicyWalk sends every operation to every object as everybody. The policy's table and the table above say what has
// to come: 403 for a role that may never, the one answer of what is missing for what is not seen, and else no refusal.
func TestPolicyWalk(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		walked := map[string]bool{}
		for _, s := range handlerstest.Sights {
			if w.IDs[s.Object] == "" {
				t.Fatalf("the world has no %q", s.Object)
			}
			for _, l := range w.Lines() {
				if strings.HasPrefix(l.Path, "/api/v1"+s.Path+"/{id}") {
					walked[l.Action] = true
					for _, who := range handlerstest.Actors {
						w.Knock(t, s, l, who)
					}
				}
			}
			for _, who := range handlerstest.Actors {
				w.Lists(t, s, who)
			}
		}
		for _, l := range w.Lines() {
			if strings.Contains(l.Path, "{id}") != walked[l.Action] {
				t.Errorf("%s is walked: %t", l.Action, walked[l.Action])
			}
		}
	})
}

// TestPolicyOfWhatHasNoObject knocks at lists and at the making of objects as everybody; nothing is made.
func TestPolicyOfWhatHasNoObject(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for _, l := range w.Lines() {
			if strings.Contains(l.Path, "{id}") {
				continue
			}
			for _, who := range handlerstest.Actors {
				c := call{As: who, Method: l.Method, Path: l.Path, Wrong: true}
				want := http.StatusOK
				if l.Body {
					c.Body, want = `{}`, http.StatusUnprocessableEntity
				}
				if l.Open {
					c.Header = map[string]string{"X-Forwarded-For": "2001:db8::" + fmt.Sprint(len(who))}
				}
				if !handlerstest.May(who, l) {
					want = http.StatusForbidden
				}
				if got := w.Do(t, c); got.Status != want {
					t.Errorf("%s by %s answered %d, not %d: %.300s", l.Action, who, got.Status, want, got.Body)
				}
			}
		}
	})
}
