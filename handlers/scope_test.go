package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
)

// TestNobodyWritesForOthers tries to make things for another organisation, another State or another person.
func TestNobodyWritesForOthers(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for _, c := range []struct{ as, path, body, pointer string }{
			{"partner1", "/offers", `{"organisation_id":"$partner2","purpose":"deliver","title":"Not mine"}`, "/organisation_id"},
			{"donorA", "/offers", `{"organisation_id":"$donorB","purpose":"fund","title":"Not mine"}`, "/organisation_id"},
			{"partner1", "/contacts", `{"organisation_id":"$partner2","name":"Not mine","email":"a@example.org","duty":"other"}`,
				"/organisation_id"},
			{"donorA", "/contacts", `{"organisation_id":"$donorB","name":"Not mine","email":"a@example.org","duty":"other"}`,
				"/organisation_id"}, {"kaz", "/institutions", `{"country_code":"KGZ","name":"Not mine"}`, "/country_code"},
			{"kaz", "/consents",
				`{"subject_type":"need","subject_id":"$need of kgz","extent":"full","audience":"public","instrument":"None","given_on":"2021-05-03"}`, "/subject_id"},
			{"kgz", "/consents",
				`{"subject_type":"mission","subject_id":"$mission","extent":"full","audience":"public","instrument":"None","given_on":"2021-05-03"}`, "/subject_id"},
			{"manager", "/tokens", `{"user_id":"$user admin","name":"Not mine","scope":"write"}`, "/user_id"},
			{"donorA", "/tokens", `{"user_id":"$user manager","name":"Not mine","scope":"write"}`, "/user_id"},
			{"partner1", "/milestones", `{"activity_id":"$activity of partner2","title":"Not mine","due_on":"2027-01-01"}`, "/activity_id"},
			{"partner1", "/activities",
				`{"project_id":"$project of partner2","title":"Not mine","country_code":"KGZ","partners":[{"organisation_id":"$partner","partner_role":"lead"}],"planned_start":"2022-02-01","planned_end":"2022-09-30","health":"on_track"}`, "/project_id"},
			{"partner1", "/activities",
				`{"project_id":"$project","title":"Not theirs to see","country_code":"KAZ","partners":[{"organisation_id":"$partner","partner_role":"lead"}],"needs":[{"need_id":"$need","share":100}],"planned_start":"2022-02-01","planned_end":"2022-09-30","health":"on_track"}`, "/needs"},
			{"partner1", "/indicators", `{"project_id":"$project of partner2","kind":"output","title":"Not mine","unit":"officers"}`,
				"/project_id"},
			{"partner1", "/updates",
				`{"project_id":"$project","activity_id":"$activity of partner2","period_from":"2022-01-01","period_to":"2022-02-01","no_change":true}`, "/activity_id"},
			{"partner1", "/transactions",
				`{"kind":"commitment","organisation_id":"$donor","project_id":"$project","amount":{"amount":"1.00","currency":"USD"},"value_date":"2022-01-01"}`, "/kind"},
			{"partner1", "/transactions",
				`{"kind":"expenditure","organisation_id":"$partner2","project_id":"$project","amount":{"amount":"1.00","currency":"USD"},"value_date":"2022-01-01"}`, "/kind"},
		} {
			line := line{Example: c.body}
			try := call{As: c.as, Method: "POST", Path: c.path, Body: w.Example(line)}
			if c.path == "/tokens" { // which no token makes
				try.As, try.Signed = "", c.as
			}
			got := w.Do(t, try)
			if p := got.Problem(t, http.StatusUnprocessableEntity); !slices.Contains(p.Pointers(), c.pointer) {
				t.Errorf("%s as %s is refused at %v, not at %s", got.Name(), c.as, p.Pointers(), c.pointer)
			}
		}
	})
}

// TestNothingHiddenComesOut reads all lists, exports and searches as those who see little, and looks for what only others may read.
func TestNothingHiddenComesOut(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		open := map[string][]string{"donorA": {"shared need"}, "donorB": {"shared need"}}
		read := 0
		for _, who := range []string{"partner1", "partner2", "donorA", "donorB", "kgz"} {
			for _, l := range w.Lines() {
				if l.Method != http.MethodGet || strings.Contains(l.Path, "{id}") || !handlerstest.Allows(who, l) {
					continue
				}
				for _, query := range []string{"", "?q=Secret", "?sort=reference", "?country=KAZ", "?status=identified"} {
					if l.List == nil && query != "" || query == "?q=Secret" && !l.List.Words || strings.Contains(query, "=") &&
						l.Action == "need.gaps" {
						continue
					}
					got := w.Do(t, call{As: who, Path: l.Path + query, Wrong: true})
					if got.Status == http.StatusUnprocessableEntity {
						continue // no such filter or order here
					}
					read++
					text := string(got.Want(t, 200).Body)
					for _, name := range open[who] {
						text = strings.ReplaceAll(text, "Secret title of "+name+`"`, "")
						text = strings.ReplaceAll(text, "Secret title of "+name+",", "")
					}
					text = strings.ReplaceAll(text, "Secret description", "")
					if who == "kgz" {
						text = strings.NewReplacer("Secret title of need of kgz", "", "Secret finding", "").Replace(text)
					}
					if at := strings.Index(text, "Secret"); at >= 0 {
						t.Errorf("%s as %s tells %.60s", got.Name(), who, text[at:])
					}
				}
			}
		}
		if read < 100 {
			t.Errorf("only %d answers were read", read)
		}
	})
}

// TestSummaryOnly looks at a need of which consent opens the releasable summary alone.
func TestSummaryOnly(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		got := w.Do(t, call{As: "donorA", Path: "/needs/" + string(w.IDs["partly shared need"])}).Want(t, 200)
		o := got.Object(t)
		if o.Text("releasable_summary") != "Open summary" || o.Text("shared") != "partial" || o.Text("title") != "" ||
			o.Text("status") != "" || o["estimated_cost"] != nil || o["mission_id"] != nil {
			t.Errorf("a donor reads %s", got.Body)
		}
		if tag := got.Header.Get("ETag"); tag != "" {
			t.Errorf("it has the ETag %s", tag)
		}
		for query, found := range map[string]bool{"?q=Open": true, "?q=Secret": false, "?country=KAZ": true, "?status=identified": false,
			"?level=operational": false} {
			if p := w.Do(t, call{As: "donorA", Path: "/needs" + query}).Page(t); p.Has(w.IDs["partly shared need"]) != found {
				t.Errorf("a donor finds it by %s: %t", query, !found)
			}
		}
		w.Do(t, call{As: "donorA", Path: "/needs?sort=priority"}).Problem(t, 422)
		// A partner that delivers for an unconsented need learns only that one stands there.
		activity := string(w.Do(t, call{As: "partner1", Path: "/activities/" + string(w.IDs["activity"])}).Want(t, 200).Body)
		if !strings.Contains(activity, `"placeholder":"A need stands behind this"`) || strings.Contains(activity, string(w.IDs["need"])) ||
			strings.Contains(activity, "KAZ-2021-0") {
			t.Errorf("a partner reads %s", activity)
		}
	})
}
