package handlerstest

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"qadam/models"
)

// UpdateLink gives the address of a new link to an activity of PARTNER1, as its recipient has it in the mail.
func (w *World) UpdateLink(t *testing.T) string {
	t.Helper()
	address, err := w.App.UpdateAddress(w.Ctx, models.UpdateLinkInput{ActivityID: w.IDs["activity"], ContactID: w.IDs["contact"]})
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(address, "https://qadam.example")
}

// ExpiredLink gives the address of a link that worked until four days ago.
func (w *World) ExpiredLink(t *testing.T) string {
	t.Helper()
	now := w.App.Store().Now()
	was := w.App.At(func() time.Time { return now.AddDate(0, 0, -5) })
	address, err := was.UpdateAddress(w.Ctx, models.UpdateLinkInput{ActivityID: w.IDs["activity"], ContactID: w.IDs["contact"], Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(address, "https://qadam.example")
}

// Browse asks for a page as a browser does.
func (w *World) Browse(t *testing.T, method, path string, form url.Values) Answer {
	t.Helper()
	return w.BrowseAs(t, "", method, path, form)
}

// BrowseAs does it with the session of an actor that has signed in.
func (w *World) BrowseAs(t *testing.T, who, method, path string, form url.Values) Answer {
	t.Helper()
	c := Call{Signed: who, Method: method, Path: path, Raw: true, Wrong: true, Header: map[string]string{"Accept": "text/html,*/*;q=0.8",
		"Sec-Fetch-Site": "same-origin"}}
	if form != nil {
		c.Body, c.Header["Content-Type"] = form.Encode(), "application/x-www-form-urlencoded"
	}
	return w.Do(t, c)
}

// WantText holds that an answer has this status and these words.
func WantText(t *testing.T, got Answer, status int, words ...string) {
	t.Helper()
	if got.Status != status {
		t.Errorf("%s answered %d, not %d: %.400s", got.Path, got.Status, status, got.Body)
	}
	for _, w := range words {
		if !strings.Contains(string(got.Body), w) {
			t.Errorf("%s does not say %q: %s", got.Path, w, got.Body)
		}
	}
}

// Get reads an object of the world as a manager.
func (w *World) Get(t *testing.T, noun, name string) Object {
	t.Helper()
	return w.Do(t, Call{As: "manager", Path: "/" + noun + "/" + string(w.IDs[name])}).Want(t, 200).Object(t)
}
