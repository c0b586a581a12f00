package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"qadam/handlers/handlerstest"
)

var keyToRename = regexp.MustCompile(
	`/account/passkeys/([^/"]+)/rename" class="inline">\s*<input type="hidden" name="version" value="(\d+)"`)

// TestPasskeyNameWithFaults shows a name that cannot be kept where it was typed, with what is wrong.
func TestPasskeyNameWithFaults(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		page := w.BrowseAs(t, "partner1", http.MethodGet, "/account", nil)
		id := keyToRename.FindSubmatch(page.Body)
		if id == nil {
			t.Fatalf("there is no passkey to rename: %s", page.Body)
		}
		rename := func(name string) answer {
			return w.BrowseAs(t, "partner1", http.MethodPost, "/account/passkeys/"+string(id[1])+"/rename",
				url.Values{"version": {string(id[2])}, "name": {name}})
		}
		handlerstest.WantText(t, rename(" "), 422, "Give a name of at most 100 characters", `id="name-`+string(id[1])+`-fault"`)
		handlerstest.WantText(t, rename("Work laptop, at home"), 303)
		handlerstest.WantText(t, w.BrowseAs(t, "partner1", http.MethodGet, "/account", nil), 200, `value="Work laptop, at home"`)
	})
}
