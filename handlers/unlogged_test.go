package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
)

// refuseLog makes a database refuse every new entry of its log, by a guard that the owner of the database could put there;
// the first statement takes the guard away.
var refuseLog = map[string][]string{
	"sqlite": {"DROP TRIGGER no_more; DROP TRIGGER no_more_reads",
		"CREATE TRIGGER no_more BEFORE INSERT ON changes BEGIN SELECT RAISE(ABORT, 'no more'); END",
		"CREATE TRIGGER no_more_reads BEFORE INSERT ON reads BEGIN SELECT RAISE(ABORT, 'no more'); END"},
	"postgres": {"DROP FUNCTION no_more CASCADE", "CREATE FUNCTION no_more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE " +
		"EXCEPTION 'no more'; END $$",
		"CREATE TRIGGER no_more BEFORE INSERT ON changes FOR EACH ROW EXECUTE FUNCTION no_more()",
		"CREATE TRIGGER no_more BEFORE INSERT ON reads FOR EACH ROW EXECUTE FUNCTION no_more()"},
}

// TestWhatCannotBeLoggedIsNotRead reads what is restricted while the log takes no entries: it is a 503 that gives nothing and
// says when to try again, for one object, a list, a file, figures and words alike. What is common is read as ever.
func TestWhatCannotBeLoggedIsNotRead(t *testing.T) {
	t.Parallel()
	handlerstest.EachAt(t, func(t *testing.T, w *world, kind, address string) {
		shared, mission := "/needs/"+string(w.IDs["shared need"]), "/missions/"+string(w.IDs["mission"])
		reads := map[string][]string{
			"donorA": {shared, "/needs", "/needs?q=Open", "/needs/export", "/needs/export?format=ndjson", shared + "/history", "/missions",
				"/findings", "/donors/" + string(w.IDs["donor"]) + "/summary", "/reports",
				"/reports/" + string(w.IDs["report"]), "/referrals", "/activities/" + string(w.IDs["activity"])},
			"kaz": {shared, shared + "/steps", shared + "/consent", mission, mission + "/scoring", "/consents", "/consent-requests",
				"/scores", "/robustness?draws=100", "/spending?draws=100", "/needs/gaps",
				"/coverage?by=partner_need", "/overview", "/rankings/" + string(w.IDs["ranking"]) + "/moves",
				"/consents/" + string(w.IDs["consent in full"]) + "/releases"},
			"manager": {"/needs", "/audit", "/overlaps", "/needs/" + string(w.IDs["open_need"]) + "/suggestions"},
		}
		guard := refuseLog[kind]
		handlerstest.Alter(t, kind, address, guard[1:]...)
		for who, paths := range reads {
			for _, path := range paths {
				for _, method := range []string{http.MethodGet, http.MethodHead} {
					got := w.Fetch(t, call{As: who, Method: method, Path: path})
					if got.Status != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" ||
						got.Header.Get("Content-Type") != "application/problem+json" || got.Header.Get("ETag") != "" {
						t.Errorf("%s %s as %s answers %d %v", method, path, who, got.Status, got.Header)
					}
					if method == http.MethodGet {
						p := got.Problem(t, http.StatusServiceUnavailable)
						for _, secret := range []string{"Secret", "Open", "KAZ-", string(w.IDs["shared need"])} {
							if strings.Contains(string(got.Body), secret) {
								t.Errorf("%s as %s tells %q: %s", path, who, secret, p.Detail)
							}
						}
					}
				}
			}
		}
		w.Do(t, call{As: "donorA", Path: "/themes"}).Want(t, 200)
		w.Do(t, call{As: "kaz", Method: "POST", Path: "/institutions", Body: `{"country_code":"KAZ","name":"Unlogged"}`}).Problem(t, 500)
		handlerstest.Alter(t, kind, address, guard[0])
		for who, paths := range reads {
			for _, path := range paths {
				w.Fetch(t, call{As: who, Path: path}).Want(t, 200)
			}
		}
		if found := w.Do(t, call{As: "kaz", Path: "/institutions?limit=200"}).Want(t, 200); strings.Contains(string(found.Body),
			"Unlogged") {
			t.Error("a change is kept that is not in the log")
		}
	})
}
