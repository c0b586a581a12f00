package handlers_test

import (
	"net/url"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
)

// TestSearchWords searches for what would be an operator to one database or the other.
func TestSearchWords(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for _, q := range []string{"Secret OR Open", "Secret*", `"Secret title"`, "NOT nowhere", "-nowhere", "title:Secret",
			"{title} : Secret", "Secret | Open", "!nowhere", "Open <-> summary", "(Secret)", "Secret:*", "nowhere OR title"} {
			for _, who := range []string{"donorA", "kgz", "partner1"} {
				p := w.Fetch(t, call{As: who, Path: "/needs?q=" + url.QueryEscape(q)}).Page(t)
				for _, name := range []string{"need", "open_need", "met need", "referred need"} {
					if p.Has(w.IDs[name]) {
						t.Errorf("%s finds the %s by %q", who, name, q)
					}
				}
				if who == "donorA" && p.Has(w.IDs["partly shared need"]) && strings.Contains(q, "Secret") {
					t.Errorf("%s finds the partly shared need by %q", who, q)
				}
			}
		}
	})
}
