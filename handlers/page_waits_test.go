package handlers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
)

var waitingID = regexp.MustCompile(`name="reminder" value="([^"]+)"`)

// TestThePageOfWhatWaits leads from a mail over signing in to what waits, and holds a step back there.
func TestThePageOfWhatWaits(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		if got := w.browse(t, http.MethodGet, "/reminders", nil).want(t, 303); got.header.Get("Location") != "/sign-in?next=%2Freminders" {
			t.Errorf("a stranger is sent to %s", got.header.Get("Location"))
		}
		read := func(who, in string) answer { return w.browseAs(t, who, http.MethodGet, "/reminders"+in, nil) }
		page := read("manager", "")
		says(t, page, 200, "What waits for you", "Overdue", "Hold it back")
		id := waitingID.FindSubmatch(page.body)
		if id == nil {
			t.Fatalf("nothing waits: %s", page.body)
		}
		hold := func(who, until, reason string) answer {
			return w.browseAs(t, who, http.MethodPost, "/reminders", url.Values{"reminder": {string(id[1])}, "until": {until}, "reason": {reason}})
		}
		says(t, hold("manager", "soon", " "), 422, "There is a problem", "Give a day from 24 November 2026 to 22 January 2027", "Say why", `value="soon"`)
		says(t, hold("manager", "23 Nov 2026", "They are moving"), 422, "Give a day from 24 November 2026", `value="They are moving"`)
		if got := hold("manager", "1 Dec", "They are moving").want(t, 303); got.header.Get("Location") != "/reminders" {
			t.Errorf("it leads to %s", got.header.Get("Location"))
		}
		says(t, read("manager", ""), 200, "Held back until 1 December", "Change until when")
		says(t, read("manager", "?lang=fr"), 200, "Ce qui vous attend", "En retard", "Reporté jusqu’au 1er décembre")
		says(t, hold("donorA", "1 Dec", "Not mine"), 404)
		says(t, read("donorA", ""), 200, "Nothing waits for you")
	})
}
