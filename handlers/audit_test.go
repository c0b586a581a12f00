package handlers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// logged gives the entries of the log that a query finds, the newest first.
func (w *world) logged(t *testing.T, query string) []object {
	t.Helper()
	return w.do(t, call{as: "admin", path: "/audit?limit=200&" + query}).page(t).Items
}

// TestReadsAreLogged reads what is restricted in every way, and looks for it in the log and among what went out.
func TestReadsAreLogged(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		need, partly := w.ids["shared need"], w.ids["partly shared need"]
		get := func(as, path string) string {
			return w.do(t, call{as: as, path: path}).want(t, 200).header.Get("X-Request-Id")
		}
		for path, want := range map[string]string{"/needs/" + string(need): "need.get", "/needs": "need.list", "/needs/export": "need.export", "/needs?q=Open": "need.list"} {
			id := get("donorA", path)
			found := w.logged(t, "kind=read&request_id="+id)
			if len(found) != 1 || found[0].text("action") != want || found[0].text("actor_role") != "donor" || found[0].text("organisation_id") != string(w.ids["donor"]) {
				t.Errorf("%s is logged as %v", path, found)
			}
			if about := w.logged(t, "kind=read&action="+want+"&subject_id="+string(need)); len(about) == 0 {
				t.Errorf("%s is not found by the need's id", path)
			}
		}
		if id := get("donorA", "/themes"); len(w.logged(t, "request_id="+id)) != 0 {
			t.Error("a read of what is common is logged")
		}
		for path, who := range map[string]string{"/donors/" + string(w.ids["donor"]) + "/summary": "donorA", "/reports/" + string(w.ids["report"]): "donorA", "/scores": "manager", "/consents": "kaz", "/audit": "manager", "/needs/gaps": "manager"} {
			if id := get(who, path); len(w.logged(t, "kind=read&request_id="+id)) == 0 {
				t.Errorf("%s as %s is not logged", path, who)
			}
		}
		var out []models.Release
		err := w.app.Store().View(w.ctx, engine.System(), func(tx *store.Tx) (err error) {
			out, err = store.ReleasesOf(tx, []models.ID{need, partly}, string(models.AudienceDonors))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		times := map[string]int64{}
		for _, r := range out {
			if r.UserID == w.ids["user donorA"] && r.Audience == "donors" && r.OrganisationID == w.ids["donor"] {
				times[fmt.Sprintf("%t %s %s", r.SubjectID == need, r.Extent, r.Surface)] = r.Times
			}
		}
		if times["true full get"] != 1 || times["true full list"] != 2 || times["true full export"] != 1 || times["false partial list"] != 2 || times["false partial export"] != 1 || times["false full list"] != 0 {
			t.Errorf("what went out: %v", times)
		}
	})
}

// TestRefusalsAreLoggedOnce knocks many times at what is refused and at what is hidden.
func TestRefusalsAreLoggedOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		hidden := string(w.ids["need"])
		for range 30 {
			w.do(t, call{as: "donorB", path: "/needs/" + hidden}).problem(t, http.StatusNotFound)
			w.do(t, call{as: "donorB", path: "/needs/" + string(models.NewID())}).problem(t, http.StatusNotFound)
			w.do(t, call{as: "donorB", path: "/users"}).problem(t, http.StatusForbidden)
		}
		w.app.LogRefusals()
		by := "denied=true&actor_id=" + string(w.ids["user donorB"])
		found := w.logged(t, by)
		if len(found) != 4 {
			t.Fatalf("%d entries: %v", len(found), found)
		}
		total := 0.0
		for _, f := range found {
			after := f["after"].(map[string]any)
			total += after["times"].(float64)
			if strings.Contains(fmt.Sprint(after), "exist") {
				t.Errorf("it tells more than was asked: %v", after)
			}
		}
		if total != 90 {
			t.Errorf("%v refusals are logged, of 90", total)
		}
		if about := w.logged(t, by+"&subject_id="+hidden); len(about) == 0 {
			t.Error("it is not found by what was asked for")
		}
	})
}

// TestHistoryInWords reads a need's history as those who see it all.
func TestHistoryInWords(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		path := "/needs/" + string(w.ids["need"])
		w.do(t, call{as: "kaz", method: "POST", path: path + "/step", body: `{"to":"agreed","on_date":"2021-03-15","reason":"It fits the plan"}`, header: map[string]string{"If-Match": w.tag(t, "/api/v1"+path)}}).want(t, 200)
		var told []string
		for _, e := range w.do(t, call{as: "kaz", path: path + "/history"}).page(t).Items {
			told = append(told, e.text("words"))
		}
		all := strings.Join(told, "\n")
		if !strings.Contains(all, "Qadam recorded it on ") || !strings.Contains(all, "kaz agreed to it on 15 March 2021: It fits the plan") {
			t.Errorf("it says %s", all)
		}
		if found := w.logged(t, "action=need.step&subject_id="+string(w.ids["need"])); len(found) != 1 || found[0].text("reason") != "It fits the plan" {
			t.Errorf("the log has %v", found)
		}
		w.do(t, call{as: "donorA", path: path + "/history"}).problem(t, 404)
	})
}

// TestHistoryTellsOfConsent reads, in a need's history, what its State was asked for, gave and took back, on the need and on
// its mission; whom consent bounds reads none of it.
func TestHistoryTellsOfConsent(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		path := "/needs/" + string(w.ids["shared need"])
		post := func(as, path, body string) object {
			return w.do(t, call{as: as, method: "POST", path: path, body: body}).want(t, http.StatusCreated).object(t)
		}
		end := func(as, path, body string) {
			w.do(t, call{as: as, method: "POST", path: path, body: body, header: map[string]string{"If-Match": w.tag(t, "/api/v1"+path)}}).want(t, 200)
		}
		about := func(kind, name string) string {
			return `"subject_type":"` + kind + `","subject_id":"` + string(w.ids[name]) + `"`
		}
		asked := post("manager", "/consent-requests", `{`+about("need", "shared need")+`,"extent":"full","audience":"partners","procedure":"silence"}`)
		end("kaz", "/consent-requests/"+string(asked.id())+"/answer", `{"answer":"refuse","reason":"Not yet"}`)
		second := post("manager", "/consent-requests", `{`+about("need", "shared need")+`,"extent":"partial","audience":"public","procedure":"answer"}`)
		end("kaz", "/consent-requests/"+string(second.id())+"/answer", `{"answer":"refuse","reason":"Never"}`)
		end("kaz", "/consents/"+string(w.ids["consent in full"])+"/withdraw", `{"reason":"Enough"}`)
		post("kaz", "/consents", `{`+about("mission", "mission")+`,"extent":"partial","audience":"partners","instrument":"Note verbale 12/21","given_on":"2026-11-20"}`)
		tell := func(as, path string) string {
			var told []string
			for _, query := range []string{"limit=3", "limit=3&sort=-created_at"} {
				next := ""
				for {
					p := w.do(t, call{as: as, path: path + "/history?" + query + next}).page(t)
					for _, e := range p.Items {
						told = append(told, e.text("words"))
					}
					if p.Next == "" {
						break
					}
					next = "&cursor=" + p.Next
				}
			}
			return strings.Join(told, "\n")
		}
		all := tell("kaz", path)
		for _, line := range []string{"manager asked the State to consent to sharing it in full with partners on 23 November 2026", "manager opened a silence procedure of 5 working days for sharing it in full with partners on 23 November 2026",
			"kaz objected to sharing it in full with partners on 23 November 2026: Not yet", "kaz refused sharing the summary with the public on 23 November 2026: Never",
			"kaz withdrew the consent to sharing it in full with donors, note verbale, on 23 November 2026: Enough", "kaz recorded consent to sharing the summary with partners, note verbale 12/21, on 23 November 2026"} {
			if strings.Count(all, line) != 2 { // in either order
				t.Errorf("%q stands %d times in\n%s", line, strings.Count(all, line), all)
			}
		}
		if one := tell("kaz", "/needs/"+string(w.ids["need"])); strings.Contains(one, "objected") || !strings.Contains(one, "recorded consent to sharing the summary with partners") {
			t.Errorf("another need of the mission has the history\n%s", one)
		}
		made(w, "consent again", w.app.Consents, models.ConsentInput{SubjectType: "need", SubjectID: w.ids["shared need"], Extent: "full", Audience: "donors", Instrument: "Note", GivenOn: "2026-11-23"})
		if told := tell("donorA", path); strings.Contains(told, "consent") || strings.Contains(told, "sharing") {
			t.Errorf("a donor reads\n%s", told)
		}
	})
}
