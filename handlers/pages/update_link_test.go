package pages_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
)

var formToken = regexp.MustCompile(`name="token" value="([^"]+)"`)

// TestReportByLink walks the form: opening changes nothing, faults keep what was typed, sending twice counts once, and what
// was sent is an update like any other, by the partner and in the name of the recipient.
func TestReportByLink(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path, milestone := w.UpdateLink(t), string(w.IDs["milestone"])
		before := w.Get(t, "activities", "activity")
		form := w.Browse(t, http.MethodGet, path, nil)
		handlerstest.WantText(t, form, 200, "Focal Point", "PARTNER1", "Was due on 22 November", "How is it going?", "No change since",
			`lang="en"`)
		w.Browse(t, http.MethodHead, path, nil)
		for range 3 {
			handlerstest.WantText(t, w.Browse(t, http.MethodGet, path+"?same=1", nil), 200, "No change since")
		}
		if after := w.Get(t, "activities", "activity"); fmt.Sprint(after["version"]) != fmt.Sprint(before["version"]) {
			t.Error("opening a link changed its activity")
		}
		for _, name := range []string{"Secret", string(w.IDs["need"])} {
			if strings.Contains(string(form.Body), name) {
				t.Errorf("the form names %q, which the partner may not see", name)
			}
		}
		token := formToken.FindStringSubmatch(string(form.Body))[1]
		typed := url.Values{"token": {token}, "act": {"send"}, "d-" + milestone: {"30 October 2026"},
			"narrative": {"Two of four <b>analysts</b>."}, "spent": {"a lot"}}
		handlerstest.WantText(t, w.Browse(t, http.MethodPost, path, typed), 422, "There is a problem", "Say how it is going",
			"Give an amount such as", "30 October 2026", "Two of four &lt;b&gt;analysts&lt;/b&gt;.", "a lot", `aria-invalid="true"`, token)
		typed.Set("health", "at_risk")
		typed.Set("spent", "US$ 96,000.50")
		handlerstest.WantText(t, w.Browse(t, http.MethodPost, path, typed), 422, "Give a date after 23 November 2026", "checked")
		typed.Set("d-"+milestone, "31 Jan")
		for range 2 {
			if got := w.Browse(t, http.MethodPost, path, typed); got.Status != 303 || got.Header.Get("Location") != path {
				t.Fatalf("%d %s", got.Status, got.Body)
			}
		}
		handlerstest.WantText(t, w.Browse(t, http.MethodGet, path, nil), 200, "Update received", "at risk", "31 January 2027", "96,000.50",
			"Correct something")
		typed.Set("token", "another form")
		handlerstest.WantText(t, w.Browse(t, http.MethodPost, path, typed), 409, "An update was sent before")

		if a := w.Get(t, "activities", "activity"); a["health"] != "at_risk" {
			t.Errorf("%v", a)
		}
		if m := w.Get(t, "milestones", "milestone"); m["proposed_due_on"] != "2027-01-31" {
			t.Errorf("%v", m)
		}
		updates := w.Do(t, call{As: "manager", Path: "/updates?activity_id=" + string(w.IDs["activity"])}).Page(t).Items
		if len(updates) != 3 || updates[0]["status"] != "submitted" || updates[0]["organisation_id"] != string(w.IDs["partner"]) {
			t.Errorf("%v", updates)
		}
		changes := w.Do(t, call{As: "manager", Path: "/audit?kind=write&subject_id=" + string(updates[0].ID())}).Page(t).Items
		if len(changes) < 2 || changes[0]["actor_name"] != "Focal Point" {
			t.Errorf("%v", changes)
		}
		acceptAll(t, w)
		spent := w.Do(t, call{As: "manager", Path: "/transactions?kind=expenditure&activity_id=" + string(w.IDs["activity"])}).Page(t).Items
		if len(spent) != 1 || fmt.Sprint(spent[0]["amount"]) != "map[amount:96000.50 currency:USD]" {
			t.Errorf("%v", spent)
		}

		again := w.Browse(t, http.MethodGet, w.UpdateLink(t), nil)
		handlerstest.WantText(t, again, 200, "USD 96,000.50 is booked already")
	})
}
