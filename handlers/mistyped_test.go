package handlers_test

import (
	"encoding/json"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

// TestMistypedQueriesAreRefused asks for what is on no list: the answer names the parameter and what it takes, and is no empty list.
func TestMistypedQueriesAreRefused(t *testing.T) {
	t.Parallel()
	storetest.EachKind(t, func(t *testing.T, kind string) {
		w := handlerstest.NewWorld(t, storetest.Open(t, kind, handlerstest.Clock()))
		for query, words := range map[string]string{
			"/needs?theme=markng": "The themes are", "/needs?kind=trainng": "training", "/needs?country=KZ": "such as KAZ",
			"/needs?sort=": "Give it a value", "/needs?q=": "Give it a value", "/needs?cursor=": "Give it a value",
			"/findings?rating=partli": "The ratings are", "/reminders?rule=nosuch": "The rules are",
			"/countries?region=Centrl+Asia": "The regions are",
			"/audit?subject_type=needs":     "need, ", "/audit?action=need.stepp": "need.step", "/audit?action=x": "Before the dot",
			"/needs/gaps?country=KZ": "such as KAZ", "/needs/gaps?country=": "Give it a value",
			"/needs/gaps?countri=KAZ": "There is no such parameter",
			"/needs/gaps?limit=0":     "limit", "/needs?limit=%2B5": "from 1 to 200", "/needs?limit=+5": "from 1 to 200",
			"/activities?theme=marking,markng": "The themes are", "/offers?theme=x": "The themes are", "/offers?country=kz": "such as KAZ",
			"/rates?currency=US": "ISO 4217", "/coverage?country=KZ": "such as KAZ",
			"/countries?code=KZ": "such as KAZ", "/me?no_such=1": "There is no such parameter",
			"/overview?as_of=x": "There is no such parameter",
		} {
			got := w.Do(t, call{As: "admin", Path: query, Wrong: true})
			if got.Status != 422 || !strings.Contains(string(got.Body), words) {
				t.Errorf("%s answers %d: %s", query, got.Status, got.Body)
			}
		}
	})
}

// TestReferencesAndCodesInAnyCase finds them in capitals or not, and refuses one that differs in these alone.
func TestReferencesAndCodesInAnyCase(t *testing.T) {
	t.Parallel()
	storetest.EachKind(t, func(t *testing.T, kind string) {
		w := handlerstest.NewWorld(t, storetest.Open(t, kind, handlerstest.Clock()))
		for _, path := range []string{"/missions", "/findings", "/needs", "/projects", "/activities"} {
			var page struct{ Items []object }
			if err := json.Unmarshal(w.Do(t, call{As: "admin", Path: path + "?limit=1"}).Want(t, 200).Body, &page); err != nil {
				t.Fatal(err)
			}
			reference, _ := page.Items[0]["reference"].(string)
			for _, typed := range []string{strings.ToLower(reference), strings.ToUpper(reference)} {
				got := w.Do(t, call{As: "admin", Path: path + "?reference=" + typed}).Want(t, 200)
				if !strings.Contains(string(got.Body), `"reference":"`+reference+`"`) {
					t.Errorf("%s is not found as %s: %s", reference, typed, got.Body)
				}
			}
		}
		for path, holds := range map[string]string{"/needs?country=kaz": `"KAZ"`, "/needs?theme=MARKING": `"marking"`,
			"/themes?code=Marking": `"marking"`, "/instruments?code=INSTRUMENT-0": `"instrument-0"`,
			"/reminder-rules?code=Activity_Stale": `"activity_stale"`,
			"/findings?rating=Partly":             `"partly"`, "/countries?region=CENTRAL+ASIA": `"KAZ"`} {
			if got := w.Do(t, call{As: "admin", Path: path}).Want(t, 200); !strings.Contains(string(got.Body), holds) {
				t.Errorf("%s does not find %s: %s", path, holds, got.Body)
			}
		}
		mailbox := w.Do(t, call{As: "admin", Path: "/mailboxes?limit=1"}).Page(t).Items[0]
		if !w.Do(t, call{As: "admin", Path: "/mailboxes?email=" + strings.ToUpper(mailbox.Text("email"))}).Page(t).Has(mailbox.ID()) {
			t.Error("an address in capitals does not find its mailbox")
		}
		body := `{"code":"NPO","name":"A fiction","kind":"ngo"}`
		w.Do(t, call{As: "admin", Method: "POST", Path: "/organisations", Body: body}).Want(t, 201)
		got := w.Do(t, call{As: "admin", Method: "POST", Path: "/organisations", Body: strings.Replace(body, "NPO", "npo", 1)})
		if p := got.Problem(t, 409); len(p.Pointers()) != 1 || p.Pointers()[0] != "/code" {
			t.Errorf("npo beside NPO: %s", got.Body)
		}
		found := w.Do(t, call{As: "admin", Path: "/organisations?code=npo"}).Want(t, 200)
		if !strings.Contains(string(found.Body), `"NPO"`) {
			t.Errorf("npo does not find NPO: %s", found.Body)
		}
	})
}
