package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestTheNeedPageIsWhatTheAPIGives opens every need as every reader: what the API hides is not found, what it opens in part shows its
// summary alone, and all else is there in full.
func TestTheNeedPageIsWhatTheAPIGives(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		missing := w.BrowseAs(t, "donorA", http.MethodGet, "/needs/KAZ-2021-999", nil)
		full, partial, hidden := 0, 0, 0
		for _, who := range []string{"manager", "kaz", "kgz", "partner1", "partner2", "donorA", "donorB"} {
			for _, name := range []string{"need", "open_need", "shared need", "partly shared need", "referred need", "met need",
				"need of kgz"} {
				of := w.Get(t, "needs", name)
				page := w.BrowseAs(t, who, http.MethodGet, "/needs/"+of["reference"].(string), nil)
				got := w.Fetch(t, call{As: who, Path: "/needs/" + string(w.IDs[name])})
				if page.Status != got.Status {
					t.Errorf("to %s the page of %s answers %d, the API %d", who, name, page.Status, got.Status)
					continue
				}
				if got.Status != http.StatusOK {
					hidden++
					if string(page.Body) != string(missing.Body) {
						t.Errorf("to %s the page of %s differs from that of a missing need", who, name)
					}
					continue
				}
				seen := got.Object(t)
				if seen["shared"] == "partial" {
					partial++
					handlerstest.WantText(t, page, 200, "this summary. The rest is confidential", seen["releasable_summary"].(string))
					for _, secret := range []string{of["title"].(string), "Take the next step", "History"} {
						if strings.Contains(string(page.Body), secret) {
							t.Errorf("to %s the page of %s says %q", who, name, secret)
						}
					}
					continue
				}
				full++
				handlerstest.WantText(t, page, 200, seen["title"].(string), "History")
				for _, part := range []string{"How it was scored", "Who sees this need", "Money"} {
					may := who == "manager" || who == "kaz" || who == "kgz"
					if strings.Contains(string(page.Body), part) && !may {
						t.Errorf("to %s the page of %s says %q", who, name, part)
					}
				}
				byID := w.BrowseAs(t, who, http.MethodGet, "/needs/"+string(w.IDs[name]), nil)
				handlerstest.WantText(t, byID, 200, seen["title"].(string))
			}
		}
		if full < 8 || partial == 0 || hidden < 8 {
			t.Errorf("%d needs were seen in full, %d in part, %d not at all", full, partial, hidden)
		}
		manager := w.BrowseAs(t, "manager", http.MethodGet, "/needs/"+string(w.IDs["shared need"]), nil)
		handlerstest.WantText(t, manager, 200, "Who sees this need", "Money", "Take the next step", "Needed less committed")
		if size := packed(manager.Body); size > 30<<10 {
			t.Errorf("the page has %d bytes, compressed", size)
		}
	})
}

// TestANeedTakesItsStepsOnItsPage sends the forms of the page, wrong, late and right.
func TestANeedTakesItsStepsOnItsPage(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		n := w.Get(t, "needs", "need")
		page := acts{t, w, "kaz", "/needs/" + n["reference"].(string)}
		send := func(form url.Values) answer {
			return w.BrowseAs(t, "kaz", http.MethodPost, "/reminders/need/"+string(w.IDs["need"]), form)
		}
		form := actForm(t, page.read(), "step")
		handlerstest.WantText(t, send(form), 422, "Choose an answer", page.path, "Back to the page")
		form.Set("to", string(models.NeedMet))
		handlerstest.WantText(t, send(form), 409, "There is a problem")
		late := actForm(t, page.read(), "step")
		late.Set("version", "99")
		late.Set("to", "declined")
		late.Set("reason", "Typed before")
		handlerstest.WantText(t, send(late), 409, "Somebody changed this meanwhile", "Typed before")
		form = actForm(t, page.read(), "step")
		form.Set("to", "agreed")
		for range 2 { // a double click
			if got := send(form).Want(t, 303); got.Header.Get("Location") != page.path+"?done=1" {
				t.Errorf("it leads to %s", got.Header.Get("Location"))
			}
		}
		if got := field(t, w, "needs", "need", "status"); got != "agreed" {
			t.Errorf("the need is %v", got)
		}
		handlerstest.WantText(t, page.read(), 200, "Agreed", "Score and prioritize it")
		form = actForm(t, page.read(), "comment")
		form.Set("comment", "Which ministry leads?")
		form.Set("from", "https://evil.example/needs/")
		if got := send(form).Want(t, 303); got.Header.Get("Location") != "/reminders?done=1" {
			t.Errorf("a strange page to go on with leads to %s", got.Header.Get("Location"))
		}
		handlerstest.WantText(t, page.read(), 200, "Which ministry leads?")
	})
}

// TestTheNeedPageAsksLittle holds how many statements the page sends.
func TestTheNeedPageAsksLittle(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := "/needs/" + string(w.IDs["shared need"])
		w.BrowseAs(t, "manager", http.MethodGet, path, nil)
		before := w.App.Store().Queries()
		w.BrowseAs(t, "manager", http.MethodGet, path, nil).Want(t, 200)
		if n := w.App.Store().Queries() - before; n > 150 {
			t.Errorf("the page of a need sends %d statements", n)
		}
	})
}
