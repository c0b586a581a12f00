package handlers_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qadam/handlers"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestDatabaseHoldsNoSecret hands out and takes in secrets of every kind, and then reads the database as a thief would:
// every column of every table. There is a hash of each, and nothing that would open a door.
func TestDatabaseHoldsNoSecret(t *testing.T) {
	t.Parallel()
	handlerstest.EachAt(t, func(t *testing.T, w *world, kind, address string) {
		secrets := map[string]string{"the token of metrics": "metrics-token"}
		for i, l := range w.Lines() {
			if l.Method != http.MethodPost || l.Media != "" {
				continue
			}
			c := w.ValidCall(t, l)
			key := fmt.Sprintf("planted-key-%d-of-a-request", i)
			c.Header["Idempotency-Key"] = key
			secrets["the key of "+l.Action] = key
			for range 2 { // the second time it is the kept answer
				given(secrets, l.Action, w.Fetch(t, c))
			}
		}
		for name, secret := range w.Sessions {
			secrets["the session of "+name] = secret
		}
		secrets["a sign-in link"], secrets["an update link"] = w.Link("manager"), strings.TrimPrefix(w.UpdateLink(t), "/u/")
		tokens := 0
		for name, token := range w.Tokens {
			secrets["the token of "+name] = token
			tokens++
		}
		stolen := handlerstest.Dump(t, kind, address)
		text := flat(stolen)
		for name, secret := range secrets {
			raw, _ := base64.RawURLEncoding.DecodeString(secret[strings.LastIndex(secret, "_")+1:])
			for _, form := range []string{secret, strings.TrimPrefix(secret, "qdm_"), fmt.Sprintf("%x", secret),
				base64.StdEncoding.EncodeToString([]byte(secret)), fmt.Sprintf("%x", raw)} {
				if len(form) > 10 && strings.Contains(text, form) {
					at := strings.Index(text, form)
					t.Errorf("the database holds %s: …%.160s…", name, text[max(0, at-80):])
				}
			}
		}
		for _, who := range handlerstest.Actors {
			if sum := fmt.Sprintf("%x", sha256.Sum256([]byte(w.Tokens[who]))); !strings.Contains(text, sum) {
				t.Errorf("the database holds no hash of the token of %s, so that this proves nothing", who)
			}
		}
		if len(stolen) < 30 || tokens < 9 || len(secrets) < 40 {
			t.Errorf("%d tables were read for %d secrets", len(stolen), len(secrets))
		}
	})
}

// given notes the secrets that an answer hands out: members that are called so.
func given(secrets map[string]string, action string, got answer) {
	for _, member := range []string{"secret", "token", "link", "url", "key", "address"} {
		_, after, found := strings.Cut(string(got.Body), `"`+member+`":"`)
		if strings.HasPrefix(action, "saved_view.") { // whose address is a list's
			continue
		}
		if value, _, ended := strings.Cut(after, `"`); found && ended && len(value) > 20 && !strings.Contains(value, "example.org/") {
			if at := strings.LastIndex(value, "/"); member == "address" { // of a calendar
				value = strings.TrimSuffix(value[at+1:], ".ics")
			}
			secrets["the "+member+" of "+action] = value
		}
	}
}

func flat(tables map[string][]map[string]string) string {
	var b strings.Builder
	for _, table := range slices.Sorted(maps.Keys(tables)) {
		for _, row := range tables[table] {
			for _, column := range slices.Sorted(maps.Keys(row)) {
				b.WriteString(table + "." + column + ": " + row[column] + "\n")
			}
		}
	}
	return b.String()
}

// named finds the parameters of a path.
var named = regexp.MustCompile(`\{[a-z]+\}`)

// carried are calls whose secrets stand in a cookie, or in the address itself, in the place of its parameters.
func carried(t *testing.T, w *world) []call {
	t.Helper()
	feed, err := w.App.CreateFeed(w.Ctx, w.Actor("manager"), models.FeedInput{Kind: "person"})
	if err != nil {
		t.Fatal(err)
	}
	all := []call{{Path: strings.TrimPrefix(w.UpdateLink(t), "/u/")}, {Path: w.Link("manager")},
		{Path: feed.Address[strings.LastIndex(feed.Address, "/")+1:]}}
	for _, who := range []string{"manager", "partner1"} {
		all = append(all, call{Path: "planted-in-the-path", Header: map[string]string{"Cookie": "__Host-qadam=" + w.SignIn(who).Secret,
			"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}})
	}
	return all
}

// TestSecretsOfEveryRoute sends every route with secrets where requests carry them, right and wrong, over a database that
// works and one that has gone, and lets a handler panic: no log, metric, address or answer to somebody else tells them.
func TestSecretsOfEveryRoute(t *testing.T) {
	t.Parallel()
	s, address := handlerstest.OpenAt(t, "sqlite")
	w := &world{API: handlerstest.Start(t, s, func(s *handlers.Server) { s.Break("/api/v1/boom", "boom") }), T: t,
		Ctx: context.Background(), IDs: map[string]models.ID{}}
	w.Build()
	planted := []string{"planted-idempotency-key", "qdm_planted-wrong-token-xxxxxxxxx", "planted-cookie", "metrics-token-planted-wrong",
		"planted-in-the-query", "planted-in-the-body"}
	for _, token := range w.Tokens {
		planted = append(planted, token)
	}
	carried := carried(t, w)
	var told strings.Builder
	everything := func() {
		for _, line := range w.Server.Registered() { // pages, as somebody who has signed in, and by addresses that are secrets
			method, path, _ := strings.Cut(line, " ")
			for _, c := range carried {
				c.Method, c.Raw, c.Wrong = method, true, true
				c.Path = named.ReplaceAllString(path, c.Path)
				got := w.Fetch(t, c)
				if location := got.Header.Get("Location"); !strings.HasPrefix(c.Path, "/u/") && strings.Contains(location, c.Path) &&
					c.Path != path {
					t.Errorf("%s leads to %s", got.Name(), location)
				}
			}
		}
		for _, l := range append(w.Lines(), line{Method: "GET", Path: "/api/v1/boom"}) {
			for _, authorization := range []string{"Bearer " + w.Tokens["admin"], "Bearer " + w.Tokens["kgz"],
				"Bearer qdm_planted-wrong-token-xxxxxxxxx", "Basic cGxhbnRlZA=="} {
				c := w.CallOn(l, "", w.IDs["need"])
				maps.Copy(c.Header, map[string]string{"Authorization": authorization, "Idempotency-Key": "planted-idempotency-key" +
					l.Action, "Cookie": "session=planted-cookie"})
				c.Path = strings.TrimSuffix(c.Path, "?dry_run=true") + "?access_token=planted-in-the-query"
				if l.Body {
					c.Body = `{"secret":"planted-in-the-body"}`
				}
				got := w.Fetch(t, c)
				told.WriteString(got.Text())
				if location := got.Header.Get("Location"); strings.Contains(location, "planted") {
					t.Errorf("%s leads to %s", got.Name(), location)
				}
			}
		}
		for _, authorization := range []string{"Bearer metrics-token", "Bearer metrics-token-planted-wrong"} {
			told.WriteString(w.Fetch(t, call{Path: "/metrics", Header: map[string]string{"Authorization": authorization}}).Text())
		}
	}
	everything()
	handlerstest.Drop(t, "sqlite", address, func(table string) bool { return table != "tokens" && table != "people" })
	everything()
	handlerstest.Drop(t, "sqlite", address, func(string) bool { return true })
	everything()
	for _, c := range carried { // a page may repeat the address that it was asked by; the log may not
		planted := []string{strings.TrimSuffix(c.Path, ".ics")}
		if _, session, found := strings.Cut(c.Header["Cookie"], "="); found {
			planted = append(planted, session)
		}
		for _, secret := range planted {
			if strings.Contains(w.Log.String(), secret) {
				t.Errorf("the log tells %s", secret)
			}
		}
	}
	for _, secret := range planted {
		if strings.Contains(w.Log.String(), secret) {
			t.Errorf("the log tells %s", secret)
		}
		if strings.Contains(told.String(), secret) {
			t.Errorf("an answer tells %s", secret)
		}
	}
	if log := w.Log.String(); !strings.Contains(log, "panic") || strings.Count(log, `"msg":"request"`) < 1000 ||
		!strings.Contains(log, `"cause"`) {
		t.Error("the log is too short to prove anything")
	}
}
