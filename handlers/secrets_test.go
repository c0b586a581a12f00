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
	"qadam/models"
)

// TestDatabaseHoldsNoSecret hands out and takes in secrets of every kind, and then reads the database as a thief would:
// every column of every table. There is a hash of each, and nothing that would open a door.
func TestDatabaseHoldsNoSecret(t *testing.T) {
	eachAt(t, func(t *testing.T, w *world, kind, address string) {
		secrets := map[string]string{"the token of metrics": "metrics-token"}
		for i, l := range w.lines() {
			if l.Method != http.MethodPost || l.Media != "" {
				continue
			}
			c := w.right(t, l)
			key := fmt.Sprintf("planted-key-%d-of-a-request", i)
			c.header["Idempotency-Key"] = key
			secrets["the key of "+l.Action] = key
			for range 2 { // the second time it is the kept answer
				given(secrets, l.Action, w.fetch(t, c))
			}
		}
		for name, secret := range w.sessions {
			secrets["the session of "+name] = secret
		}
		secrets["a sign-in link"], secrets["an update link"] = w.link("manager"), strings.TrimPrefix(w.updateLink(t), "/u/")
		tokens := 0
		for name, token := range w.tokens {
			secrets["the token of "+name] = token
			tokens++
		}
		stolen := dump(t, kind, address)
		text := flat(stolen)
		for name, secret := range secrets {
			raw, _ := base64.RawURLEncoding.DecodeString(secret[strings.LastIndex(secret, "_")+1:])
			for _, form := range []string{secret, strings.TrimPrefix(secret, "qdm_"), fmt.Sprintf("%x", secret), base64.StdEncoding.EncodeToString([]byte(secret)), fmt.Sprintf("%x", raw)} {
				if len(form) > 10 && strings.Contains(text, form) {
					at := strings.Index(text, form)
					t.Errorf("the database holds %s: …%.160s…", name, text[max(0, at-80):])
				}
			}
		}
		for _, who := range actors {
			if sum := fmt.Sprintf("%x", sha256.Sum256([]byte(w.tokens[who]))); !strings.Contains(text, sum) {
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
		_, after, found := strings.Cut(string(got.body), `"`+member+`":"`)
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
func (w *world) carried(t *testing.T) []call {
	t.Helper()
	feed, err := w.app.CreateFeed(w.ctx, w.actor("manager"), models.FeedInput{Kind: "person"})
	if err != nil {
		t.Fatal(err)
	}
	all := []call{{path: strings.TrimPrefix(w.updateLink(t), "/u/")}, {path: w.link("manager")}, {path: feed.Address[strings.LastIndex(feed.Address, "/")+1:]}}
	for _, who := range []string{"manager", "partner1"} {
		all = append(all, call{path: "planted-in-the-path", header: map[string]string{"Cookie": "__Host-qadam=" + w.signIn(who).Secret, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}})
	}
	return all
}

// TestSecretsOfEveryRoute sends every route with secrets where requests carry them, right and wrong, over a database that
// works and one that has gone, and lets a handler panic: no log, metric, address or answer to somebody else tells them.
func TestSecretsOfEveryRoute(t *testing.T) {
	s, address := openAt(t, "sqlite")
	w := &world{api: start(t, s, func(s *handlers.Server) { s.Break("/api/v1/boom", "boom") }), t: t, ctx: context.Background(), ids: map[string]models.ID{}}
	w.build()
	planted := []string{"planted-idempotency-key", "qdm_planted-wrong-token-xxxxxxxxx", "planted-cookie", "metrics-token-planted-wrong", "planted-in-the-query", "planted-in-the-body"}
	for _, token := range w.tokens {
		planted = append(planted, token)
	}
	carried := w.carried(t)
	var told strings.Builder
	everything := func() {
		for _, line := range w.server.Registered() { // pages, as somebody who has signed in, and by addresses that are secrets
			method, path, _ := strings.Cut(line, " ")
			for _, c := range carried {
				c.method, c.raw, c.wrong = method, true, true
				c.path = named.ReplaceAllString(path, c.path)
				got := w.fetch(t, c)
				if location := got.header.Get("Location"); !strings.HasPrefix(c.path, "/u/") && strings.Contains(location, c.path) && c.path != path {
					t.Errorf("%s leads to %s", got.name(), location)
				}
			}
		}
		for _, l := range append(w.lines(), handlers.Line{Method: "GET", Path: "/api/v1/boom"}) {
			for _, authorization := range []string{"Bearer " + w.tokens["admin"], "Bearer " + w.tokens["kgz"], "Bearer qdm_planted-wrong-token-xxxxxxxxx", "Basic cGxhbnRlZA=="} {
				c := w.aimed(l, "", w.ids["need"])
				maps.Copy(c.header, map[string]string{"Authorization": authorization, "Idempotency-Key": "planted-idempotency-key" + l.Action, "Cookie": "session=planted-cookie"})
				c.path = strings.TrimSuffix(c.path, "?dry_run=true") + "?access_token=planted-in-the-query"
				if l.Body {
					c.body = `{"secret":"planted-in-the-body"}`
				}
				got := w.fetch(t, c)
				told.WriteString(got.text())
				if location := got.header.Get("Location"); strings.Contains(location, "planted") {
					t.Errorf("%s leads to %s", got.name(), location)
				}
			}
		}
		for _, authorization := range []string{"Bearer metrics-token", "Bearer metrics-token-planted-wrong"} {
			told.WriteString(w.fetch(t, call{path: "/metrics", header: map[string]string{"Authorization": authorization}}).text())
		}
	}
	everything()
	drop(t, "sqlite", address, func(table string) bool { return table != "tokens" && table != "users" })
	everything()
	drop(t, "sqlite", address, func(string) bool { return true })
	everything()
	for _, c := range carried { // a page may repeat the address that it was asked by; the log may not
		planted := []string{strings.TrimSuffix(c.path, ".ics")}
		if _, session, found := strings.Cut(c.header["Cookie"], "="); found {
			planted = append(planted, session)
		}
		for _, secret := range planted {
			if strings.Contains(w.log.String(), secret) {
				t.Errorf("the log tells %s", secret)
			}
		}
	}
	for _, secret := range planted {
		if strings.Contains(w.log.String(), secret) {
			t.Errorf("the log tells %s", secret)
		}
		if strings.Contains(told.String(), secret) {
			t.Errorf("an answer tells %s", secret)
		}
	}
	if log := w.log.String(); !strings.Contains(log, "panic") || strings.Count(log, `"msg":"request"`) < 1000 || !strings.Contains(log, `"cause"`) {
		t.Error("the log is too short to prove anything")
	}
}
