package handlers_test

import (
	"net/http"
	"strings"
	"testing"
)

// refuseLog makes a database refuse every new entry of its log, by a guard that the owner of the database could put there;
// the statement that it gives takes the guard away.
var refuseLog = map[string][]string{
	"sqlite": {"DROP TRIGGER no_more", "CREATE TRIGGER no_more BEFORE INSERT ON changes BEGIN SELECT RAISE(ABORT, 'no more'); END"},
	"postgres": {"DROP TRIGGER no_more ON changes", "CREATE FUNCTION no_more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no more'; END $$",
		"CREATE TRIGGER no_more BEFORE INSERT ON changes FOR EACH ROW EXECUTE FUNCTION no_more()"},
}

// TestWhatCannotBeLoggedIsNotRead reads what is restricted while the log takes no entries: it is a 503 that gives nothing and
// says when to try again, for one object, a list, a file, figures and words alike. What is common is read as ever.
func TestWhatCannotBeLoggedIsNotRead(t *testing.T) {
	eachAt(t, func(t *testing.T, w *world, kind, address string) {
		shared, mission := "/needs/"+string(w.ids["shared need"]), "/missions/"+string(w.ids["mission"])
		reads := map[string][]string{
			"donorA": {shared, "/needs", "/needs?q=Open", "/needs/export", "/needs/export?format=ndjson", shared + "/history", "/missions", "/findings", "/donors/" + string(w.ids["donor"]) + "/summary", "/reports",
				"/reports/" + string(w.ids["report"]), "/referrals", "/activities/" + string(w.ids["activity"])},
			"kaz": {shared, shared + "/steps", shared + "/consent", mission, mission + "/scoring", "/consents", "/consent-requests", "/scores", "/robustness?draws=100", "/spending?draws=100", "/needs/gaps",
				"/coverage?by=partner_need", "/overview", "/rankings/" + string(w.ids["ranking"]) + "/moves", "/consents/" + string(w.ids["consent in full"]) + "/releases"},
			"manager": {"/needs", "/audit", "/overlaps", "/needs/" + string(w.ids["open_need"]) + "/suggestions"},
		}
		guard := refuseLog[kind]
		alter(t, kind, address, guard[1:]...)
		for who, paths := range reads {
			for _, path := range paths {
				for _, method := range []string{http.MethodGet, http.MethodHead} {
					got := w.fetch(t, call{as: who, method: method, path: path})
					if got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" || got.header.Get("Content-Type") != "application/problem+json" || got.header.Get("ETag") != "" {
						t.Errorf("%s %s as %s answers %d %v", method, path, who, got.status, got.header)
					}
					if method == http.MethodGet {
						p := got.problem(t, http.StatusServiceUnavailable)
						for _, secret := range []string{"Secret", "Open", "KAZ-", string(w.ids["shared need"])} {
							if strings.Contains(string(got.body), secret) {
								t.Errorf("%s as %s tells %q: %s", path, who, secret, p.Detail)
							}
						}
					}
				}
			}
		}
		w.do(t, call{as: "donorA", path: "/themes"}).want(t, 200)
		w.do(t, call{as: "kaz", method: "POST", path: "/institutions", body: `{"country_code":"KAZ","name":"Unlogged"}`}).problem(t, 500)
		alter(t, kind, address, guard[0])
		for who, paths := range reads {
			for _, path := range paths {
				w.fetch(t, call{as: who, path: path}).want(t, 200)
			}
		}
		if found := w.do(t, call{as: "kaz", path: "/institutions?limit=200"}).want(t, 200); strings.Contains(string(found.body), "Unlogged") {
			t.Error("a change is kept that is not in the log")
		}
	})
}
