package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"qadam/app/store/storetest"
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

// TestTheFormsOfANeedAreOfTheTextBesideThem changes a need before each statement of its page in turn: a form is never of another version
// than the text that its reader saw.
func TestTheFormsOfANeedAreOfTheTextBesideThem(t *testing.T) {
	t.Parallel()
	storetest.EachKind(t, func(t *testing.T, kind string) {
		s, address := handlerstest.OpenAt(t, kind)
		var left atomic.Int64
		var id models.ID
		changed := 0
		if err := s.Intercept(func() bool {
			if left.Add(-1) == 0 && handlerstest.Past(t, kind, address, `UPDATE needs SET version = version + 1,
				title = 'Text of version ' || (version + 1) WHERE id = '`+string(id)+`'`) == nil {
				changed++
			}
			return false
		}); err != nil {
			t.Fatal(err)
		}
		w := handlerstest.NewWorld(t, s)
		id = w.IDs["need"]
		page := acts{t, w, "kaz", "/needs/" + string(id)}
		page.read()
		for n, struck := int64(1), true; struck; n++ {
			left.Store(n)
			got := page.read().Want(t, 200)
			struck = left.Swap(0) <= 0
			if shown := "Text of version " + actForm(t, got, "step").Get("version"); changed > 0 && !strings.Contains(said(got), shown) {
				t.Errorf("changed before statement %d, the page has a form of %q: %.100s", n, shown, said(got))
			}
		}
		if changed < 10 {
			t.Errorf("the need was changed %d times", changed)
		}
	})
}

// TestANeedIsShownWithoutAScheme holds that a need that was scored has its page where no scheme is in use.
func TestANeedIsShownWithoutAScheme(t *testing.T) {
	t.Parallel()
	handlerstest.EachAt(t, func(t *testing.T, w *world, kind, address string) {
		if err := handlerstest.Past(t, kind, address, "UPDATE schemes SET current = false"); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"need", "met need", "shared need"} {
			w.BrowseAs(t, "manager", http.MethodGet, "/needs/"+string(w.IDs[name]), nil).Want(t, 200)
		}
	})
}

// TestTheNeedPageNamesWhatItsFindingsAreAgainst by instrument and paragraph.
func TestTheNeedPageNamesWhatItsFindingsAreAgainst(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		p := w.Get(t, "provisions", "provision")
		var i models.Instrument
		w.Do(t, call{As: "manager", Path: "/instruments/" + p["instrument_id"].(string)}).Want(t, 200).JSON(t, &i)
		page := w.BrowseAs(t, "manager", http.MethodGet, "/needs/"+string(w.IDs["need"]), nil)
		handlerstest.WantText(t, page, 200, i.Title+", "+p["paragraph"].(string))
	})
}
