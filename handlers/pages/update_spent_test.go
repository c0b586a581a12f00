package pages_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestSpentByTheAPI holds that what an update reports as spent books the same expenditure by the API as by the form of a link.
func TestSpentByTheAPI(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		report := func(spent, currency string) answer {
			body := fmt.Sprintf(`{"project_id":%q,"activity_id":%q,"period_from":"2026-11-01","period_to":"2026-11-20","health":"on_track",
				"spent":{"amount":%q,"currency":%q}}`, w.IDs["project"], w.IDs["activity"], spent, currency)
			u := w.Do(t, call{As: "partner1", Method: http.MethodPost, Path: "/updates", Body: body}).Want(t, 201)
			path := "/updates/" + string(u.Object(t).ID())
			return w.Do(t, call{As: "partner1", Method: http.MethodPost, Path: path + "/step", Body: `{"to":"submitted"}`,
				Header: map[string]string{"If-Match": u.Header.Get("ETag")}})
		}
		report("96000.50", "USD").Want(t, 200)
		report("100000.00", "USD").Want(t, 200)
		report("100000.00", "USD").Want(t, 200)
		handlerstest.WantText(t, report("99999.99", "USD"), 422, `"/spent"`, "Give at least")
		form := w.Browse(t, http.MethodGet, w.UpdateLink(t), nil)
		handlerstest.WantText(t, form, 200, "USD 100,000 more is reported and not yet accepted")
		if got := booked(t, w); len(got) != 0 {
			t.Errorf("before they are accepted, booked are %v", got)
		}
		acceptAll(t, w)
		if got := booked(t, w); fmt.Sprint(got) != "[96000.50 USD on 2026-11-20 3999.50 USD on 2026-11-20]" {
			t.Errorf("booked are %v", got)
		}
		handlerstest.WantText(t, w.Browse(t, http.MethodGet, w.UpdateLink(t), nil), 200, "USD 100,000 is booked already")
		for _, wrong := range []string{`"health":"on_track","spent":{"amount":"-1.00","currency":"USD"}`,
			`"no_change":true,"spent":{"amount":"200000.00","currency":"USD"}`} {
			w.Do(t, call{As: "partner1", Method: http.MethodPost, Path: "/updates", Wrong: true,
				Body: fmt.Sprintf(`{"project_id":%q,"activity_id":%q,"period_from":"2026-11-01","period_to":"2026-11-20",%s}`,
					w.IDs["project"], w.IDs["activity"], wrong)}).Want(t, 422)
		}
	})
}

// TestSpentByTwoLinksAtOnce holds that updates which arrive together do not add to the same total.
func TestSpentByTwoLinksAtOnce(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		var all sync.WaitGroup
		for range 6 {
			path := w.UpdateLink(t)
			all.Go(func() {
				got := w.Browse(t, http.MethodPost, path, url.Values{"token": {string(models.NewID())}, "act": {"send"},
					"health": {"at_risk"}, "spent": {"5000"}})
				handlerstest.WantText(t, got, http.StatusSeeOther)
			})
		}
		all.Wait()
		acceptAll(t, w)
		if got := booked(t, w); fmt.Sprint(got) != "[5000.00 USD on 2026-11-23]" {
			t.Errorf("booked are %v", got)
		}
	})
}

// TestSpentInTheProjectsCurrency holds that the form of a link asks in the currency of the project's budget.
func TestSpentInTheProjectsCurrency(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := "/projects/" + string(w.IDs["project"])
		w.Do(t, call{As: "manager", Method: http.MethodPatch, Path: path, Body: `{"budget":{"amount":"90000000.00","currency":"KZT"}}`,
			Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}}).Want(t, 200)
		w.Do(t, call{As: "manager", Method: http.MethodPost, Path: "/rates",
			Body: `{"currency":"KZT","on_date":"2026-11-01","usd_per_unit":"0.002","source":"Fiction"}`}).Want(t, 201)
		link := w.UpdateLink(t)
		handlerstest.WantText(t, w.Browse(t, http.MethodGet, link, nil), 200, "Spent so far, KZT")
		typed := url.Values{"token": {"t"}, "act": {"send"}, "health": {"at_risk"}, "spent": {"1 250 000,50"}}
		handlerstest.WantText(t, w.Browse(t, http.MethodPost, link, typed), http.StatusSeeOther)
		acceptAll(t, w)
		if got := booked(t, w); fmt.Sprint(got) != "[1250000.50 KZT on 2026-11-23]" {
			t.Errorf("booked are %v", got)
		}
	})
}

// acceptAll has the manager accept the updates on the activity that wait, in the order in which they were sent.
func acceptAll(t *testing.T, w *world) {
	t.Helper()
	found := w.Do(t, call{As: "manager", Path: "/updates?status=submitted&activity_id=" + string(w.IDs["activity"])}).Page(t).Items
	sent := func(u handlerstest.Object) time.Time {
		at, err := time.Parse(time.RFC3339, fmt.Sprint(u["submitted_at"]))
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	slices.SortFunc(found, func(a, b handlerstest.Object) int { return sent(a).Compare(sent(b)) })
	for _, u := range found {
		path := "/updates/" + string(u.ID())
		w.Do(t, call{As: "manager", Method: http.MethodPost, Path: path + "/step", Body: `{"to":"accepted"}`,
			Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}}).Want(t, 200)
	}
}

// booked are the expenditures on the activity, the oldest first.
func booked(t *testing.T, w *world) (out []string) {
	t.Helper()
	path := "/transactions?kind=expenditure&activity_id=" + string(w.IDs["activity"])
	for _, o := range w.Do(t, call{As: "manager", Path: path}).Page(t).Items {
		amount := o["amount"].(map[string]any)
		out = append([]string{fmt.Sprintf("%v %v on %v", amount["amount"], amount["currency"], o["value_date"])}, out...)
	}
	return out
}
