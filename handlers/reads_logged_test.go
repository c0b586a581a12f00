package handlers_test

import (
	"fmt"
	"strings"
	"testing"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestReadsAreLogged reads what is restricted in every way, and looks for it in the log and among what went out.
func TestReadsAreLogged(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		need, partly := w.IDs["shared need"], w.IDs["partly shared need"]
		get := func(as, path string) string {
			return w.Do(t, call{As: as, Path: path}).Want(t, 200).Header.Get("X-Request-Id")
		}
		for path, want := range map[string]string{"/needs/" + string(need): "need.get", "/needs": "need.list",
			"/needs/export": "need.export", "/needs?q=Open": "need.list"} {
			id := get("donorA", path)
			found := logged(t, w, "kind=read&request_id="+id)
			if len(found) != 1 || found[0].Text("action") != want || found[0].Text("actor_role") != "donor" ||
				found[0].Text("organisation_id") != string(w.IDs["donor"]) {
				t.Errorf("%s is logged as %v", path, found)
			}
			if about := logged(t, w, "kind=read&action="+want+"&subject_id="+string(need)); len(about) == 0 {
				t.Errorf("%s is not found by the need's id", path)
			}
		}
		if id := get("donorA", "/themes"); len(logged(t, w, "request_id="+id)) != 0 {
			t.Error("a read of what is common is logged")
		}
		for path, who := range map[string]string{"/donors/" + string(w.IDs["donor"]) + "/summary": "donorA",
			"/reports/" + string(w.IDs["report"]): "donorA", "/scores": "manager", "/consents": "kaz", "/audit": "manager",
			"/needs/gaps": "manager", "/comments": "donorA"} {
			if id := get(who, path); len(logged(t, w, "kind=read&request_id="+id)) == 0 {
				t.Errorf("%s as %s is not logged", path, who)
			}
		}
		var out []models.Release
		err := w.App.Store().View(w.Ctx, engine.System(), func(tx *store.Tx) (err error) {
			out, err = store.ReleasesOf(tx, []models.ID{need, partly}, string(models.AudienceDonors))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		times := map[string]int64{}
		for _, r := range out {
			if r.UserID == w.IDs["user donorA"] && r.Audience == "donors" && r.OrganisationID == w.IDs["donor"] {
				times[fmt.Sprintf("%t %s %s", r.SubjectID == need, r.Extent, r.Surface)] = r.Times
			}
		}
		if times["true full get"] != 1 || times["true full list"] != 2 || times["true full export"] != 1 ||
			times["false partial list"] != 2 || times["false partial export"] != 1 || times["false full list"] != 0 {
			t.Errorf("what went out: %v", times)
		}
	})
}

// TestWhatAReportToldIsListed reads an issued report as its donor: the needs in it count as gone out, as far as they are still open.
func TestWhatAReportToldIsListed(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		recordConsent(w, "need", "full", "donors")
		report := handlerstest.Create(w, "report that names", w.App.Reports, models.ReportInput{OrganisationID: w.IDs["donor"],
			AsOf: "2026-11-22", Title: "Names"}).ID
		out := func() map[string]string {
			found := map[string]string{}
			err := w.App.Store().View(w.Ctx, engine.System(), func(tx *store.Tx) error {
				list, err := store.ReleasesOf(tx, []models.ID{w.IDs["need"], w.IDs["shared need"]}, string(models.AudienceDonors))
				for _, r := range list {
					if r.Surface == "report" {
						found[string(r.SubjectID)] += string(r.Extent) + " "
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		path := "/reports/" + string(report)
		w.Do(t, call{As: "manager", Path: path}).Want(t, 200)
		w.Do(t, call{As: "manager", Path: path, Header: map[string]string{"Qadam-View-As": "donor:" + string(w.IDs["donor"])}}).Want(t, 200)
		if got := out(); len(got) != 0 {
			t.Errorf("before the donor read it, it had gone out: %v", got)
		}
		w.Do(t, call{As: "donorA", Path: path}).Want(t, 200)
		if got := out(); got[string(w.IDs["need"])] != "full " || got[string(w.IDs["shared need"])] != "full " {
			t.Errorf("what the donor read of needs is listed as %v", got)
		}
		recordConsent(w, "need", "partial", "donors")
		w.Do(t, call{As: "donorA", Path: path}).Want(t, 200)
		if got := out(); got[string(w.IDs["need"])] != "full partial " && got[string(w.IDs["need"])] != "partial full " {
			t.Errorf("once only the summary is open it is listed as %v", got)
		}
	})
}

// TestTriedRankingsAreLogged asks for rankings, simulations and scorings that name needs.
func TestTriedRankingsAreLogged(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for _, path := range []string{"/robustness?draws=100", "/spending?draws=100", "/missions/" + string(w.IDs["mission"]) + "/scoring",
			"/rankings/" + string(w.IDs["ranking"]) + "/moves"} {
			got := w.Do(t, call{As: "kaz", Path: path}).Want(t, 200)
			id := w.IDs["open_need"]
			if !strings.Contains(string(got.Body), string(id)) {
				t.Fatalf("%s names no need: %.300s", path, got.Body)
			}
			if about := logged(t, w, "kind=read&request_id="+got.Header.Get("X-Request-Id")+"&subject_id="+string(id)); len(about) == 0 ||
				about[0].Text("actor_name") != "kaz" {
				t.Errorf("%s is logged as %v", path, about)
			}
		}
	})
}

// logged gives the entries of the log that a query finds, the newest first.
func logged(t *testing.T, w *world, query string) []object {
	t.Helper()
	return w.Do(t, call{As: "admin", Path: "/audit?limit=200&" + query}).Page(t).Items
}
