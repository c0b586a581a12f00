package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestOneGoForAllFaults holds that whoever mends what a page complains of is not sent back with what it could have said at once,
// and that the summary names the faults in the order of the fields.
func TestOneGoForAllFaults(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path, milestone := w.UpdateLink(t), string(w.IDs["milestone"])
		typed := url.Values{"token": {"t"}, "act": {"send"}, "d-" + milestone: {"30 October 2026"}, "narrative": {strings.Repeat("x", 601)},
			"spent": {"a lot"}}
		got := w.Browse(t, http.MethodPost, path, typed)
		handlerstest.WantText(t, got, 422)
		at := -1
		for _, words := range []string{"Say how it is going", "Give a date after 23 November 2026", "Shorten this to 600 characters",
			"Give an amount such as"} {
			found := strings.Index(string(got.Body), words)
			if found < at || found < 0 {
				t.Errorf("%q is missing from the page, or does not stand where its field does", words)
			}
			at = found
		}
	})
}

// TestADayThatCannotBeRead shows a day that could have been typed, and that the form would take.
func TestADayThatCannotBeRead(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		milestone := string(w.IDs["milestone"])
		got := w.Browse(t, http.MethodPost, w.UpdateLink(t), url.Values{"token": {"t"}, "act": {"send"}, "health": {"at_risk"},
			"d-" + milestone: {"soon"}})
		handlerstest.WantText(t, got, 422, "Give a date such as 7 January 2027")
	})
}

// TestTwoBrowsersOneLink sends the same link's form from several browsers at once: one counts, and each of the others is told so.
func TestTwoBrowsersOneLink(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := w.UpdateLink(t)
		var all sync.WaitGroup
		answers := make([]answer, 8)
		for i := range answers {
			all.Go(func() {
				answers[i] = w.Browse(t, http.MethodPost, path, url.Values{"token": {string(models.NewID())}, "act": {"send"},
					"health": {"at_risk"}})
			})
		}
		all.Wait()
		sent := 0
		for _, got := range answers {
			if got.Status == http.StatusSeeOther {
				sent++
				continue
			}
			handlerstest.WantText(t, got, http.StatusConflict, "An update was sent before")
		}
		if sent != 1 {
			t.Errorf("%d of them were taken", sent)
		}
	})
}

// TestChangedAfterBack holds that a form which was changed and sent again, after the browser's Back, is not called received.
func TestChangedAfterBack(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := w.UpdateLink(t)
		typed := url.Values{"token": {"t"}, "act": {"send"}, "health": {"at_risk"}, "spent": {"96000"}}
		w.Browse(t, http.MethodPost, path, typed).Want(t, 303)
		w.Browse(t, http.MethodPost, path, typed).Want(t, 303)
		typed.Set("spent", "69000")
		handlerstest.WantText(t, w.Browse(t, http.MethodPost, path, typed), 409, "what you sent now was not kept", "96,000",
			"To correct it, press “Correct something”")
		sent := w.Do(t, call{As: "manager", Path: "/updates?activity_id=" + string(w.IDs["activity"])}).Page(t).Items
		if last := sent[0]["spent"].(map[string]any); last["amount"] != "96000.00" {
			t.Errorf("what was kept is %v", last)
		}
	})
}

// TestBackToALink holds that what a browser asks for again, by its history or by the links to other languages, is a page for
// people and changes nothing.
func TestBackToALink(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := w.UpdateLink(t)
		handlerstest.WantText(t, w.Browse(t, http.MethodGet, path+"/again?lang=ru", nil), 200, "Как идёт работа?")
		handlerstest.WantText(t, w.Browse(t, http.MethodPost, path+"/colleague", url.Values{"contact": {string(models.NewID())}}), 422,
			"Who shall answer?")
		handlerstest.WantText(t, w.Browse(t, http.MethodGet, path, nil), 200, "How is it going?")
	})
}

// TestAmountsAsTyped holds that an amount may be typed in the digits in which the page shows amounts.
func TestAmountsAsTyped(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := w.UpdateLink(t)
		typed := url.Values{"token": {"t"}, "act": {"send"}, "health": {"at_risk"}, "spent": {"٣١٢٬٦٥٠٫٢٥"}}
		if got := w.Browse(t, http.MethodPost, path, typed); got.Status != 303 {
			t.Fatalf("%d %s", got.Status, got.Body)
		}
		handlerstest.WantText(t, w.Browse(t, http.MethodGet, path+"?lang=en", nil), 200, "312,650.25")
	})
}

// TestTwoMeaningsAreAskedAbout holds that neither an amount nor a day is guessed, and that each page says both readings in its language.
func TestTwoMeaningsAreAskedAbout(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path, milestone := w.UpdateLink(t), string(w.IDs["milestone"])
		typed := url.Values{"token": {"t"}, "act": {"send"}, "health": {"at_risk"}, "d-" + milestone: {"02/03/2027"},
			"narrative": {"Bell\a"}, "spent": {"96,000"}}
		handlerstest.WantText(t, w.Browse(t, http.MethodPost, path, typed), 422,
			"<bdi>02/03/2027</bdi> can mean 2 March 2027 or 3 February "+
				"2027", "stands after “<bdi>Bell</bdi>”",
			"<bdi>96,000</bdi> can mean <bdi>96000</bdi> or <bdi>96</bdi>", "such as <bdi>96000.00</bdi>", `value="96,000"`,
			`value="02/03/2027"`)
		handlerstest.WantText(t, w.Browse(t, http.MethodPost, path+"?lang=ru", typed), 422,
			"<bdi>02/03/2027</bdi> может означать 2 марта 2027",
			"3 февраля 2027")
		typed.Set("narrative", "")
		typed.Set("d-"+milestone, "1/31/2027")
		for spent, words := range map[string]string{"9.6E+4": "A spreadsheet has shortened", "-5": "Give an amount such as",
			"0,555": "Decimals: at most 2"} {
			typed.Set("spent", spent)
			handlerstest.WantText(t, w.Browse(t, http.MethodPost, path, typed), 422,
				"has the month before the day: if you mean 31 January 2027", words)
		}
		typed.Set("d-"+milestone, "31/1/2027")
		typed.Set("spent", "96 000,50")
		if got := w.Browse(t, http.MethodPost, path, typed); got.Status != 303 {
			t.Fatalf("%d %s", got.Status, got.Body)
		}
		handlerstest.WantText(t, w.Browse(t, http.MethodGet, path+"?lang=en", nil), 200, "31 January 2027", "96,000.50")
	})
}

// TestExpiredLink holds that a link that has expired takes nothing, says until when it worked, and sends a new one on request.
func TestExpiredLink(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := w.ExpiredLink(t)
		handlerstest.WantText(t, w.Browse(t, http.MethodGet, path+"?lang=en", nil), 410, "This link has expired",
			"It worked until 19 November",
			"Send me a new link")
		handlerstest.WantText(t, w.Browse(t, http.MethodPost, path, url.Values{"token": {"t"}, "act": {"same"}}), 410,
			"This link has expired")
		if updates := w.Do(t,
			call{As: "manager", Path: "/updates?activity_id=" + string(w.IDs["activity"])}).Page(t).Items; len(updates) != 2 {
			t.Errorf("%v", updates)
		}
		handlerstest.WantText(t, w.Browse(t, http.MethodPost, path+"/again", url.Values{}), 200, "A new link is on its way")
	})
}

// TestNoMoreLinksToday tells the recipient in the recipient's own language, whatever the browser's is.
func TestNoMoreLinksToday(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		contact := "/contacts/" + string(w.IDs["contact"])
		w.Do(t, call{As: "manager", Method: "PATCH", Path: contact, Body: `{"language":"es"}`,
			Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+contact)}}).Want(t, 200)
		path := w.UpdateLink(t)
		for hours := range 3 {
			earlier := w.App.At(func() time.Time { return handlerstest.WorldStart.Add(time.Duration(hours-3) * time.Hour) })
			if _, err := earlier.AskAnotherUpdateLink(w.Ctx, strings.TrimPrefix(path, "/u/")); err != nil {
				t.Fatal(err)
			}
		}
		got := w.Do(t, call{Method: http.MethodPost, Path: path + "/again", Raw: true, Wrong: true, Body: "x=1",
			Header: map[string]string{"Accept": "text/html", "Accept-Language": "ru", "Content-Type": "application/x-www-form-urlencoded"}})
		handlerstest.WantText(t, got, 429, "No hay más enlaces por hoy")
	})
}
