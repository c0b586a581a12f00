package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"qadam/models"
)

// updateLink gives the address of a new link to an activity of PARTNER1, as its recipient has it in the mail.
func (w *world) updateLink(t *testing.T) string {
	t.Helper()
	address, err := w.app.UpdateAddress(w.ctx, models.UpdateLinkInput{ActivityID: w.ids["activity"], ContactID: w.ids["contact"]})
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(address, "https://qadam.example")
}

// expiredLink gives the address of a link that worked until four days ago.
func (w *world) expiredLink(t *testing.T) string {
	t.Helper()
	now := w.app.Store().Now()
	was := w.app.At(func() time.Time { return now.AddDate(0, 0, -5) })
	address, err := was.UpdateAddress(w.ctx, models.UpdateLinkInput{ActivityID: w.ids["activity"], ContactID: w.ids["contact"], Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(address, "https://qadam.example")
}

// browse asks for a page as a browser does.
func (w *world) browse(t *testing.T, method, path string, form url.Values) answer {
	t.Helper()
	return w.browseAs(t, "", method, path, form)
}

// browseAs does it with the session of somebody who has signed in.
func (w *world) browseAs(t *testing.T, who, method, path string, form url.Values) answer {
	t.Helper()
	c := call{signed: who, method: method, path: path, raw: true, wrong: true, header: map[string]string{"Accept": "text/html,*/*;q=0.8", "Sec-Fetch-Site": "same-origin"}}
	if form != nil {
		c.body, c.header["Content-Type"] = form.Encode(), "application/x-www-form-urlencoded"
	}
	return w.do(t, c)
}

var formToken = regexp.MustCompile(`name="token" value="([^"]+)"`)

func says(t *testing.T, got answer, status int, words ...string) {
	t.Helper()
	if got.status != status {
		t.Errorf("%s answered %d, not %d: %.400s", got.path, got.status, status, got.body)
	}
	for _, w := range words {
		if !strings.Contains(string(got.body), w) {
			t.Errorf("%s does not say %q: %s", got.path, w, got.body)
		}
	}
}

func (w *world) get(t *testing.T, noun, name string) object {
	t.Helper()
	return w.do(t, call{as: "manager", path: "/" + noun + "/" + string(w.ids[name])}).want(t, 200).object(t)
}

// TestReportByLink walks the form: opening changes nothing, faults keep what was typed, sending twice counts once, and what
// was sent is an update like any other, by the partner and in the name of the recipient.
func TestReportByLink(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		path, milestone := w.updateLink(t), string(w.ids["milestone"])
		before := w.get(t, "activities", "activity")
		form := w.browse(t, http.MethodGet, path, nil)
		says(t, form, 200, "Focal Point", "PARTNER1", "Was due on 22 November", "How is it going?", "No change since", `lang="en"`)
		w.browse(t, http.MethodHead, path, nil)
		for range 3 {
			says(t, w.browse(t, http.MethodGet, path+"?same=1", nil), 200, "No change since")
		}
		if after := w.get(t, "activities", "activity"); fmt.Sprint(after["version"]) != fmt.Sprint(before["version"]) {
			t.Error("opening a link changed its activity")
		}
		for _, name := range []string{"Secret", string(w.ids["need"])} {
			if strings.Contains(string(form.body), name) {
				t.Errorf("the form names %q, which the partner may not see", name)
			}
		}
		token := formToken.FindStringSubmatch(string(form.body))[1]
		typed := url.Values{"token": {token}, "act": {"send"}, "d-" + milestone: {"30 October 2026"}, "narrative": {"Two of four <b>analysts</b>."}, "spent": {"a lot"}}
		says(t, w.browse(t, http.MethodPost, path, typed), 422, "There is a problem", "Say how it is going", "Give an amount such as", "30 October 2026", "Two of four &lt;b&gt;analysts&lt;/b&gt;.", "a lot", `aria-invalid="true"`, token)
		typed.Set("health", "at_risk")
		typed.Set("spent", "US$ 96,000.50")
		says(t, w.browse(t, http.MethodPost, path, typed), 422, "Give a date after 23 November 2026", "checked")
		typed.Set("d-"+milestone, "31 Jan")
		for range 2 {
			if got := w.browse(t, http.MethodPost, path, typed); got.status != 303 || got.header.Get("Location") != path {
				t.Fatalf("%d %s", got.status, got.body)
			}
		}
		says(t, w.browse(t, http.MethodGet, path, nil), 200, "Update received", "at risk", "31 January 2027", "96,000.50", "Correct something")
		typed.Set("token", "another form")
		says(t, w.browse(t, http.MethodPost, path, typed), 409, "An update was sent before")

		if a := w.get(t, "activities", "activity"); a["health"] != "at_risk" {
			t.Errorf("%v", a)
		}
		if m := w.get(t, "milestones", "milestone"); m["proposed_due_on"] != "2027-01-31" {
			t.Errorf("%v", m)
		}
		updates := w.do(t, call{as: "manager", path: "/updates?activity_id=" + string(w.ids["activity"])}).page(t).Items
		if len(updates) != 3 || updates[0]["status"] != "submitted" || updates[0]["organisation_id"] != string(w.ids["partner"]) {
			t.Errorf("%v", updates)
		}
		spent := w.do(t, call{as: "manager", path: "/transactions?kind=expenditure&activity_id=" + string(w.ids["activity"])}).page(t).Items
		if len(spent) != 1 || fmt.Sprint(spent[0]["amount"]) != "map[amount:96000.50 currency:USD]" {
			t.Errorf("%v", spent)
		}
		changes := w.do(t, call{as: "manager", path: "/audit?kind=write&subject_id=" + string(updates[0].id())}).page(t).Items
		if len(changes) < 2 || changes[0]["actor_name"] != "Focal Point" {
			t.Errorf("%v", changes)
		}

		again := w.browse(t, http.MethodGet, w.updateLink(t), nil)
		says(t, again, 200, "US$ 96,000.50 is booked already")
	})
}
