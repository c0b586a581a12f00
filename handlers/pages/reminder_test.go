package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"qadam/handlers/handlerstest"
)

var waitingID = regexp.MustCompile(`name="reminder" value="([^"]+)"`)

// TestThePageOfWhatWaits leads from a mail over signing in to what waits, and holds a step back there.
func TestThePageOfWhatWaits(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		if got := w.Browse(t, http.MethodGet, "/reminders", nil).Want(t, 303); got.Header.Get("Location") != "/sign-in?next=%2Freminders" {
			t.Errorf("a stranger is sent to %s", got.Header.Get("Location"))
		}
		read := func(who, in string) answer { return w.BrowseAs(t, who, http.MethodGet, "/reminders"+in, nil) }
		page := read("manager", "")
		handlerstest.WantText(t, page, 200, "What waits for you", "Overdue", "Hold it back")
		id := waitingID.FindSubmatch(page.Body)
		if id == nil {
			t.Fatalf("nothing waits: %s", page.Body)
		}
		hold := func(who, until, reason string) answer {
			return w.BrowseAs(t, who, http.MethodPost, "/reminders", url.Values{"reminder": {string(id[1])}, "until": {until},
				"reason": {reason}})
		}
		handlerstest.WantText(t, hold("manager", "soon", " "), 422, "There is a problem",
			"Give a day from 24 November 2026 to 22 January 2027",
			"Say why", `value="soon"`)
		handlerstest.WantText(t, hold("manager", "23 Nov 2026", "They are moving"), 422, "Give a day from 24 November 2026",
			`value="They are moving"`)
		if got := hold("manager", "1 Dec", "They are moving").Want(t, 303); got.Header.Get("Location") != "/reminders" {
			t.Errorf("it leads to %s", got.Header.Get("Location"))
		}
		handlerstest.WantText(t, read("manager", ""), 200, "Held back until 1 December", "Change until when")
		handlerstest.WantText(t, read("manager", "?lang=fr"), 200, "Ce qui vous attend", "En retard", "Reporté jusqu’au 1er décembre")
		handlerstest.WantText(t, hold("donorA", "1 Dec", "Not mine"), 404)
		handlerstest.WantText(t, read("donorA", ""), 200, "Nothing waits for you")
	})
}

// TestWhatWaitsIsReadOnce for its page and for the rail beside it.
func TestWhatWaitsIsReadOnce(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		cost := func(path string) int64 {
			w.BrowseAs(t, "manager", http.MethodGet, path, nil)
			before := w.App.Store().Queries()
			w.BrowseAs(t, "manager", http.MethodGet, path, nil).Want(t, 200)
			return w.App.Store().Queries() - before
		}
		if all, rail := cost("/reminders"), cost("/search"); all > rail {
			t.Errorf("the page of what waits sends %d statements, one with the rail alone %d", all, rail)
		}
	})
}
