package handlers_test

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"qadam/handlers/handlerstest"
)

// token is the secret at the end of a link.
func token(link string) url.Values {
	return url.Values{"token": {link[strings.LastIndex(link, "/")+1:]}}
}

func TestLinkByMail(t *testing.T) {
	t.Parallel()
	handlerstest.EachInstallation(t, nil, func(t *testing.T, d *handlerstest.Installation) {
		link := d.RequestLink(t, "partner1", "/account?from=mail")
		b := d.Browser()
		for range 3 { // a mail scanner, and the person
			for _, method := range []string{"GET", "HEAD"} {
				got := b.Send(t, method, link, nil).Want(t, 200)
				if len(b.Cookies) > 0 || got.Header.Get("Referrer-Policy") != "no-referrer" || method == "GET" &&
					!strings.Contains(string(got.Body), "<form method=\"post\" action=\"/sign-in/link\">") {
					t.Fatalf("%s %s", method, got.Body)
				}
			}
		}
		if got := b.Send(t, "POST", "/sign-in/link", token(link)).Want(t, 303); got.Header.Get("Location") != "/account?from=mail" ||
			b.Me(t) != "partner1" {
			t.Errorf("leads to %s as %q", got.Header.Get("Location"), b.Me(t))
		}
		other := d.Browser()
		if got := other.Send(t, "POST", "/sign-in/link", token(link)).Want(t, 401); !strings.Contains(string(got.Body),
			`action="/sign-in"`) || len(other.Cookies) > 0 {
			t.Errorf("a replay gets %s", got.Body)
		}
		if got := other.Send(t, "GET", link, nil).Want(t, 200); !strings.Contains(string(got.Body), "used already") {
			t.Errorf("a used link shows %s", got.Body)
		}
		late := d.RequestLink(t, "partner1", "")
		d.Forward(15*time.Minute + time.Second)
		if got := other.Send(t, "GET", late, nil).Want(t, 200); !strings.Contains(string(got.Body), "is over") {
			t.Errorf("a link that is over shows %s", got.Body)
		}
		other.Send(t, "POST", "/sign-in/link", token(late)).Want(t, 401)
		if got := d.Do(t,
			call{As: "admin",
				Path: "/audit?subject_type=session,user&limit=200"}).Page(t); fmt.Sprint(actions(got)) != "map[link.create:2 "+
			"session.create:1 session.denied:2 user.create:9]" {
			t.Errorf("the audit has %v", actions(got))
		}
	})
}

// TestTheSameAnswerForEverybody holds that asking for a link tells nothing of whether somebody has the address: the same page,
// the same statements sent to the database, for known and unknown alike; and nobody else gets a mail.
func TestTheSameAnswerForEverybody(t *testing.T) {
	t.Parallel()
	handlerstest.EachInstallation(t, nil, func(t *testing.T, d *handlerstest.Installation) {
		ask := func(email string) (string, int64) {
			before := d.App.Store().Queries()
			got := d.Browser().Send(t, "POST", "/sign-in", url.Values{"email": {email}}).Want(t, 200)
			api := d.Do(t, call{Method: "POST", Path: "/sign-in/link", Body: `{"email":"` + email + `"}`}).Want(t, 202)
			return string(got.Body) + string(api.Body), d.App.Store().Queries() - before
		}
		known, knownCost := ask("partner1@example.org")
		unknown, cost := ask("nobody@example.org")
		if known != unknown || knownCost != cost {
			t.Errorf("known and unknown differ: %d and %d statements\n%s\n%s", knownCost, cost, known, unknown)
		}
		if _, err := d.App.DeliverOutbox(d.Ctx); err != nil {
			t.Fatal(err)
		}
		for _, m := range d.Post.Messages() {
			if m.To[0] != "partner1@example.org" {
				t.Errorf("a mail went to %v", m.To)
			}
		}
		for _, faulty := range []string{"", "dana", strings.Repeat("a", 260) + "@example.org"} {
			d.Browser().Send(t, "POST", "/sign-in", url.Values{"email": {faulty}}).Want(t, 422)
		}
	})
}

// TestOneLinkSignsInOnce lets twenty requests use one link at the same time.
func TestOneLinkSignsInOnce(t *testing.T) {
	t.Parallel()
	handlerstest.EachInstallation(t, nil, func(t *testing.T, d *handlerstest.Installation) {
		secret := d.Link("manager")
		var wait sync.WaitGroup
		statuses := make([]int, 20)
		for i := range statuses {
			wait.Go(func() {
				statuses[i] = d.Do(t, call{Method: "POST", Path: "/sign-in/redeem", Body: `{"token":"` + secret + `"}`}).Status
			})
		}
		wait.Wait()
		n := map[int]int{}
		for _, s := range statuses {
			n[s]++
		}
		if n[200] != 1 || n[401] != 19 {
			t.Errorf("they are answered %v", n)
		}
	})
}
