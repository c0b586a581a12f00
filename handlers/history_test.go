package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestHistoryInWords reads a need's history as those who see it all.
func TestHistoryInWords(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := "/needs/" + string(w.IDs["need"])
		w.Do(t, call{As: "kaz", Method: "POST", Path: path + "/step",
			Body:   `{"to":"agreed","on_date":"2021-03-15","reason":"It fits the plan"}`,
			Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}}).Want(t, 200)
		var told []string
		for _, e := range w.Do(t, call{As: "kaz", Path: path + "/history"}).Page(t).Items {
			told = append(told, e.Text("words"))
		}
		all := strings.Join(told, "\n")
		if !strings.Contains(all, "Qadam recorded it on ") ||
			!strings.Contains(all, "kaz (the State) agreed to it on 15 March 2021: It fits the plan") {
			t.Errorf("it says %s", all)
		}
		if found := logged(t, w, "action=need.step&subject_id="+string(w.IDs["need"])); len(found) != 1 ||
			found[0].Text("reason") != "It fits the plan" {
			t.Errorf("the log has %v", found)
		}
		w.Do(t, call{As: "donorA", Path: path + "/history"}).Problem(t, 404)
	})
}

// TestHistoryTellsOfConsent reads, in a need's history, what its State was asked for, gave and took back, on the need and on
// its mission; whom consent bounds reads none of it.
func TestHistoryTellsOfConsent(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := "/needs/" + string(w.IDs["shared need"])
		post := func(as, path, body string) object {
			return w.Do(t, call{As: as, Method: "POST", Path: path, Body: body}).Want(t, http.StatusCreated).Object(t)
		}
		end := func(as, path, body string) {
			w.Do(t, call{As: as, Method: "POST", Path: path, Body: body,
				Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}}).Want(t, 200)
		}
		about := func(kind, name string) string {
			return `"subject_type":"` + kind + `","subject_id":"` + string(w.IDs[name]) + `"`
		}
		asked := post("manager", "/consent-requests", `{`+about("need", "shared need")+
			`,"extent":"full","audience":"partners","procedure":"silence"}`)
		if err := w.App.BeginSilence(w.Ctx, asked.ID()); err != nil {
			t.Fatal(err)
		}
		end("kaz", "/consent-requests/"+string(asked.ID())+"/answer", `{"answer":"refuse","reason":"Not yet"}`)
		second := post("manager", "/consent-requests", `{`+about("need", "shared need")+
			`,"extent":"partial","audience":"public","procedure":"answer"}`)
		end("kaz", "/consent-requests/"+string(second.ID())+"/answer", `{"answer":"refuse","reason":"Never"}`)
		end("kaz", "/consents/"+string(w.IDs["consent in full"])+"/withdraw", `{"reason":"Enough"}`)
		post("kaz", "/consents", `{`+about("mission", "mission")+
			`,"extent":"partial","audience":"partners","instrument":"Note verbale 12/21","given_on":"2026-11-20"}`)
		tell := func(as, path string) string {
			var told []string
			for _, query := range []string{"limit=3", "limit=3&sort=-created_at"} {
				next := ""
				for {
					p := w.Do(t, call{As: as, Path: path + "/history?" + query + next}).Page(t)
					for _, e := range p.Items {
						told = append(told, e.Text("words"))
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
		for _, line := range []string{
			"manager (a programme manager) asked the State to consent to sharing it in full with partners on 23 November 2026",
			"Qadam opened a silence procedure of 5 working days for sharing it in full with partners on 23 November 2026",
			"kaz (the State) objected to sharing it in full with partners on 23 November 2026: Not yet",
			"kaz (the State) refused sharing the summary with the public on 23 November 2026: Never",
			"kaz (the State) withdrew the consent to sharing it in full with donors, note verbale, on 23 November 2026: Enough",
			"kaz (the State) recorded consent to sharing the summary with partners, note verbale 12/21, on 23 November 2026"} {
			if strings.Count(all, line) != 2 { // in either order
				t.Errorf("%q stands %d times in\n%s", line, strings.Count(all, line), all)
			}
		}
		if one := tell("kaz", "/needs/"+string(w.IDs["need"])); strings.Contains(one, "objected") ||
			!strings.Contains(one, "recorded consent to sharing the summary with partners") {
			t.Errorf("another need of the mission has the history\n%s", one)
		}
		handlerstest.Create(w, "consent again", w.App.Consents, models.ConsentInput{SubjectType: "need", SubjectID: w.IDs["shared need"],
			Extent: "full", Audience: "donors", Instrument: "Note", GivenOn: "2026-11-23"})
		if told := tell("donorA", path); strings.Contains(told, "consent") || strings.Contains(told, "sharing") {
			t.Errorf("a donor reads\n%s", told)
		}
	})
}
