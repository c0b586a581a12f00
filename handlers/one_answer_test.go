package handlers_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

var requestIDIn = regexp.MustCompile(`"request_id":"[^"]*"`)

// TestMailboxesTellNobodyKnown makes mailboxes for addresses that are known elsewhere and for those that are not: the answers are alike.
func TestMailboxesTellNobodyKnown(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		post := func(who, path string, body any) answer {
			t.Helper()
			return w.Do(t, call{As: who, Method: "POST", Path: path, Body: body})
		}
		handlerstest.Create(w, "left", w.App.Users, models.UserInput{Name: "Left", Email: "left@example.org", Role: models.Partner,
			OrganisationID: w.IDs["partner"]})
		for _, who := range []string{"partner2", "donorB", "kaz"} {
			for _, more := range []string{"", `,"away_from":"2027-01-01","away_until":"2027-01-05","deputy_email":"kgz@example.org"`} {
				of := func(email string) string {
					got := post(who, "/mailboxes", `{"email":"`+email+`","morning":9`+more+`}`)
					return requestIDIn.ReplaceAllString(string(got.Body), "")
				}
				nobody := of("nobody@example.org")
				for _, email := range []string{"focal0@example.org", "partner1@example.org", "manager@example.org", "spare@example.org",
					"left@example.org", "donorA@example.org"} {
					if got := of(email); got != nobody {
						t.Errorf("%s learns that %s is known%s: %s, not %s", who, email, more, got, nobody)
					}
				}
			}
		}
		// Naming an address as a contact does not make it tell more.
		for _, asked := range []string{`{"email":"%s"}`,
			`{"email":"partner2@example.org","away_from":"2027-01-01","away_until":"2027-01-05","deputy_email":"%s"}`} {
			answers := map[string]bool{}
			for _, email := range []string{"focal0@example.org", "manager@example.org", "nobody@example.org"} {
				if got := post("partner2", "/contacts", `{"organisation_id":"`+string(w.IDs["partner2"])+`","name":"X","email":"`+email+
					`","duty":"focal_point"}`); got.Status != 201 && got.Status != 409 { // 409 for the second question
					t.Fatalf("%d %s", got.Status, got.Body)
				}
				got := w.Do(t, call{As: "partner2", Method: "POST", Path: "/mailboxes", Body: fmt.Sprintf(asked, email)})
				if got.Status == 201 || got.Status == 409 { // 409 for a mailbox that the same question has made before
					got.Body = nil
				}
				answers[strings.ReplaceAll(requestIDIn.ReplaceAllString(string(got.Body), ""), email, "")] = true
			}
			if len(answers) != 1 {
				t.Errorf("the answers differ: %v", answers)
			}
		}
	})
}

// TestHeadersThatSayWhoAsks sends such headers twice, or empty: which of them counts would be open.
func TestHeadersThatSayWhoAsks(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	admin, donor := "Authorization: Bearer "+w.Tokens["admin"], "Authorization: Bearer "+w.Tokens["donorA"]
	session := "Cookie: __Host-qadam=" + w.Sessions["admin"]
	for name, c := range map[string]struct {
		head []string
		want int
	}{
		"two tokens":                       {[]string{donor, admin}, 400},
		"the same token twice":             {[]string{admin, admin}, 400},
		"a token and nothing":              {[]string{admin, "Authorization:"}, 400},
		"nothing beside a session":         {[]string{"Authorization:", session}, 400},
		"a session":                        {[]string{session}, 200},
		"an empty view":                    {[]string{admin, "Qadam-View-As:"}, 403},
		"a blank view":                     {[]string{admin, "Qadam-View-As:   "}, 403},
		"an empty view of a donor":         {[]string{donor, "Qadam-View-As:"}, 403},
		"two views":                        {[]string{admin, "Qadam-View-As: national:KAZ", "Qadam-View-As: national:KGZ"}, 400},
		"an empty view, then another view": {[]string{admin, "Qadam-View-As:", "Qadam-View-As: national:KGZ"}, 400},
		"one view":                         {[]string{admin, "Qadam-View-As: national:KAZ"}, 200},
	} {
		got := dial(t, w, append([]string{"GET /api/v1/needs HTTP/1.1"}, c.head...)...).answer(t)
		if got.Status != c.want {
			t.Errorf("%s: %d, not %d: %.200s", name, got.Status, c.want, got.Body)
		}
	}
}

// TestInstitutionsAreAttachedByWhoSeesThem lets a partner attach an institution that it cannot see, and keep one that a manager attached.
func TestInstitutionsAreAttachedByWhoSeesThem(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := "/activities/" + string(w.IDs["activity"])
		patch := func(who, body string) answer {
			return w.Do(t, call{As: who, Method: "PATCH", Path: path, Body: body,
				Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}})
		}
		hidden := patch("partner1", `{"institution_ids":["`+string(w.IDs["institution"])+`"]}`).Problem(t, 422)
		none := models.NewID()
		unknown := patch("partner1", `{"institution_ids":["`+string(none)+`"]}`).Problem(t, 422)
		if strings.ReplaceAll(hidden.Errors[0].Detail, string(w.IDs["institution"]), "") != strings.ReplaceAll(unknown.Errors[0].Detail,
			string(none), "") {
			t.Errorf("%v and %v differ", hidden.Errors, unknown.Errors)
		}
		patch("manager", `{"institution_ids":["`+string(w.IDs["institution"])+`"]}`).Want(t, 200)
		patch("partner1", `{"title":"Renamed"}`).Want(t, 200)
		patch("partner1", `{"institution_ids":[]}`).Want(t, 200)
		patch("partner1", `{"institution_ids":["`+string(w.IDs["institution"])+`"]}`).Problem(t, 422)
	})
}
