package handlers_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/identity"
	"qadam/app/mail"
	"qadam/app/mail/mailtest"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// door is a small installation with people in it, a mail server, and a clock that tests may put forward.
type door struct {
	*world
	post    *mailtest.Server
	address string
	kind    string
	ahead   atomic.Int64 // nanoseconds
}

func eachDoor(t *testing.T, provider *identity.Provider, fn func(t *testing.T, d *door)) {
	t.Helper()
	storetest.EachKind(t, func(t *testing.T, kind string) { fn(t, newDoor(t, kind, provider)) })
}

func newDoor(t *testing.T, kind string, provider *identity.Provider) *door {
	t.Helper()
	d := &door{post: mailtest.Start(t), address: storetest.Address(t, kind), kind: kind}
	run := clock()
	s, err := store.ForPartial(d.address, func() time.Time { return run().Add(time.Duration(d.ahead.Load())) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	settings, err := mail.ParseURL(d.post.URL())
	if err != nil {
		t.Fatal(err)
	}
	settings.From = "Qadam <qadam@qadam.example>"
	sender, err := mail.New(settings)
	if err != nil {
		t.Fatal(err)
	}
	d.world = &world{api: startWith(t, s, app.Options{BaseURL: baseURL, Sender: sender, Provider: provider}), t: t, ctx: context.Background(), ids: map[string]models.ID{}}
	made(d.world, "country", d.app.Countries, models.CountryInput{Code: "KAZ", TimeZone: "Asia/Almaty"})
	made(d.world, "country of kgz", d.app.Countries, models.CountryInput{Code: "KGZ", TimeZone: "Asia/Bishkek"})
	d.people()
	d.tokensFor("")
	return d
}

// forward puts the clock forward.
func (d *door) forward(by time.Duration) { d.ahead.Add(int64(by)) }

// browser is somebody's browser: it keeps cookies and says where its requests come from, as browsers do.
type browser struct {
	d       *door
	cookies map[string]string
	header  map[string]string
}

func (d *door) browser() *browser {
	return &browser{d: d, cookies: map[string]string{}, header: map[string]string{"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}}
}

// send sends a form, or asks for a page.
func (b *browser) send(t *testing.T, method, path string, form url.Values) answer {
	t.Helper()
	c := call{method: method, path: path, raw: true, wrong: true, header: map[string]string{}}
	for name, value := range b.header {
		c.header[name] = value
	}
	if form != nil {
		c.body, c.header["Content-Type"] = form.Encode(), "application/x-www-form-urlencoded"
	}
	var held []string
	for name, value := range b.cookies {
		held = append(held, name+"="+value)
	}
	if len(held) > 0 {
		c.header["Cookie"] = strings.Join(held, "; ")
	}
	got := b.d.do(t, c)
	for _, line := range got.header.Values("Set-Cookie") {
		k, err := http.ParseSetCookie(line)
		if err != nil {
			t.Fatal(err)
		}
		if !k.Secure || !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Domain != "" || !strings.HasPrefix(k.Name, "__Host-") {
			t.Errorf("the cookie %s", line)
		}
		if b.cookies[k.Name] = k.Value; k.Value == "" {
			delete(b.cookies, k.Name)
		}
	}
	return got
}

// me is who the browser is signed in as, "" for nobody.
func (b *browser) me(t *testing.T) string {
	t.Helper()
	got := b.send(t, "GET", "/api/v1/me", nil)
	if got.status == 401 {
		return ""
	}
	return got.want(t, 200).object(t).text("name")
}

var linkIn = regexp.MustCompile(`https://qadam\.example/sign-in/link/[A-Za-z0-9_-]+`)

// mailed asks for a link as a person does and gives the path of the link that came by mail.
func (d *door) mailed(t *testing.T, name, next string) string {
	t.Helper()
	before := len(d.post.Messages())
	d.browser().send(t, "POST", "/sign-in", url.Values{"email": {strings.ToUpper(name) + "@example.org"}, "next": {next}}).want(t, 200)
	if _, err := d.app.DeliverOutbox(d.ctx); err != nil {
		t.Fatal(err)
	}
	got := d.post.Messages()
	if len(got) != before+1 {
		t.Fatalf("%d mails came", len(got)-before)
	}
	m := got[before]
	if m.To[0] != name+"@example.org" || m.Subject() != "Your sign-in link to Qadam" || !strings.Contains(m.HTML, linkIn.FindString(m.Text)) || len(m.HTML) > 8<<10 {
		t.Errorf("the mail to %v: %s\n%s", m.To, m.Subject(), m.Text)
	}
	return strings.TrimPrefix(linkIn.FindString(m.Text), baseURL)
}

// token is the secret at the end of a link.
func token(link string) url.Values {
	return url.Values{"token": {link[strings.LastIndex(link, "/")+1:]}}
}

func TestLinkByMail(t *testing.T) {
	eachDoor(t, nil, func(t *testing.T, d *door) {
		link := d.mailed(t, "partner1", "/account?from=mail")
		b := d.browser()
		for range 3 { // a mail scanner, and the person
			for _, method := range []string{"GET", "HEAD"} {
				got := b.send(t, method, link, nil).want(t, 200)
				if len(b.cookies) > 0 || got.header.Get("Referrer-Policy") != "no-referrer" || method == "GET" && !strings.Contains(string(got.body), "<form method=\"post\" action=\"/sign-in/link\">") {
					t.Fatalf("%s %s", method, got.body)
				}
			}
		}
		if got := b.send(t, "POST", "/sign-in/link", token(link)).want(t, 303); got.header.Get("Location") != "/account?from=mail" || b.me(t) != "partner1" {
			t.Errorf("leads to %s as %q", got.header.Get("Location"), b.me(t))
		}
		other := d.browser()
		if got := other.send(t, "POST", "/sign-in/link", token(link)).want(t, 401); !strings.Contains(string(got.body), `action="/sign-in"`) || len(other.cookies) > 0 {
			t.Errorf("a replay gets %s", got.body)
		}
		if got := other.send(t, "GET", link, nil).want(t, 200); !strings.Contains(string(got.body), "used already") {
			t.Errorf("a used link shows %s", got.body)
		}
		late := d.mailed(t, "partner1", "")
		d.forward(15*time.Minute + time.Second)
		if got := other.send(t, "GET", late, nil).want(t, 200); !strings.Contains(string(got.body), "is over") {
			t.Errorf("a link that is over shows %s", got.body)
		}
		other.send(t, "POST", "/sign-in/link", token(late)).want(t, 401)
		if got := d.do(t, call{as: "admin", path: "/audit?subject_type=session,user&limit=200"}).page(t); fmt.Sprint(actions(got)) != "map[link.create:2 session.create:1 session.denied:2 user.create:9]" {
			t.Errorf("the audit has %v", actions(got))
		}
	})
}

func actions(p page) map[string]int {
	out := map[string]int{}
	for _, o := range p.Items {
		out[o.text("action")]++
	}
	return out
}

// TestTheSameAnswerForEverybody holds that asking for a link tells nothing of whether somebody has the address: the same page,
// the same statements sent to the database, for known and unknown alike; and nobody else gets a mail.
func TestTheSameAnswerForEverybody(t *testing.T) {
	eachDoor(t, nil, func(t *testing.T, d *door) {
		ask := func(email string) (string, int64) {
			before := d.app.Store().Queries()
			got := d.browser().send(t, "POST", "/sign-in", url.Values{"email": {email}}).want(t, 200)
			api := d.do(t, call{method: "POST", path: "/sign-in/link", body: `{"email":"` + email + `"}`}).want(t, 202)
			return string(got.body) + string(api.body), d.app.Store().Queries() - before
		}
		known, knownCost := ask("partner1@example.org")
		unknown, cost := ask("nobody@example.org")
		if known != unknown || knownCost != cost {
			t.Errorf("known and unknown differ: %d and %d statements\n%s\n%s", knownCost, cost, known, unknown)
		}
		if _, err := d.app.DeliverOutbox(d.ctx); err != nil {
			t.Fatal(err)
		}
		for _, m := range d.post.Messages() {
			if m.To[0] != "partner1@example.org" {
				t.Errorf("a mail went to %v", m.To)
			}
		}
		for _, faulty := range []string{"", "dana", strings.Repeat("a", 260) + "@example.org"} {
			d.browser().send(t, "POST", "/sign-in", url.Values{"email": {faulty}}).want(t, 422)
		}
	})
}

// TestOneLinkSignsInOnce lets twenty requests use one link at the same time.
func TestOneLinkSignsInOnce(t *testing.T) {
	eachDoor(t, nil, func(t *testing.T, d *door) {
		secret := d.link("manager")
		var wait sync.WaitGroup
		statuses := make([]int, 20)
		for i := range statuses {
			wait.Go(func() {
				statuses[i] = d.do(t, call{method: "POST", path: "/sign-in/redeem", body: `{"token":"` + secret + `"}`}).status
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

// enter signs somebody in by a link with a browser of its own.
func (d *door) enter(t *testing.T, name string) *browser {
	t.Helper()
	b := d.browser()
	b.send(t, "POST", "/sign-in/link", url.Values{"token": {d.link(name)}}).want(t, 303)
	if b.me(t) != name {
		t.Fatalf("signed in as %q", b.me(t))
	}
	return b
}

// TestSessionsEnd ends sessions in every way, and looks at a second server on the same database.
func TestSessionsEnd(t *testing.T) {
	eachDoor(t, nil, func(t *testing.T, d *door) {
		second, err := store.ForPartial(d.address, func() time.Time { return d.app.Store().Now() })
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = second.Close() })
		other := &door{world: &world{api: startWith(t, second, app.Options{BaseURL: baseURL}), t: t, ctx: d.ctx, ids: d.ids}}
		there := func(b *browser) string { return (&browser{d: other, cookies: b.cookies, header: b.header}).me(t) }
		gone := func(why string, b *browser) {
			t.Helper()
			if b.me(t) != "" || there(b) != "" {
				t.Errorf("after %s the session goes on", why)
			}
		}
		b := d.enter(t, "partner1")
		if there(b) != "partner1" {
			t.Error("the second server does not know the session")
		}
		held := map[string]string{"__Host-qadam": b.cookies["__Host-qadam"]}
		b.send(t, "POST", "/sign-out", url.Values{}).want(t, 303)
		gone("signing out", &browser{d: d, cookies: held, header: b.header})

		again := d.browser()
		again.cookies["__Host-qadam"] = "planted-by-somebody-else"
		again.send(t, "POST", "/sign-in/link", url.Values{"token": {d.link("partner1")}}).want(t, 303)
		first := again.cookies["__Host-qadam"]
		again.send(t, "POST", "/sign-in/link", url.Values{"token": {d.link("partner1")}}).want(t, 303)
		if now := again.cookies["__Host-qadam"]; first == "planted-by-somebody-else" || now == first || len(now) != 43 {
			t.Errorf("the session is not new at each sign-in: %q %q", first, now)
		}
		gone("another sign-in", &browser{d: d, cookies: map[string]string{"__Host-qadam": first}, header: b.header})

		third, fourth := d.enter(t, "partner1"), d.enter(t, "partner2")
		list := again.send(t, "GET", "/api/v1/sessions", nil).page(t)
		if len(list.Items) != 2 || list.Items[0]["current"] != false || list.Items[1]["current"] != true {
			t.Errorf("the sessions are %v", list.Items)
		}
		again.send(t, "POST", "/account/sessions/"+string(list.Items[0].id())+"/end", url.Values{"version": {"1"}}).want(t, 303)
		gone("being ended", third)
		third = d.enter(t, "partner1")
		again.send(t, "POST", "/account/sessions/end-others", url.Values{}).want(t, 303)
		gone("the end of all others", third)
		if again.me(t) != "partner1" || there(fourth) != "partner2" {
			t.Error("sessions ended that should not have")
		}

		change := func(name, body string) {
			t.Helper()
			path := "/users/" + string(d.ids["user "+name])
			d.do(t, call{as: "admin", method: "PATCH", path: path, body: body, header: map[string]string{"If-Match": d.tag(t, "/api/v1"+path)}}).want(t, 200)
		}
		change("partner1", `{"name":"partner1","time_zone":"Asia/Almaty"}`)
		if again.me(t) != "partner1" {
			t.Error("a change of nothing that matters ended the session")
		}
		waiting := d.link("partner1")
		change("partner1", `{"organisation_id":"`+string(d.ids["partner2"])+`"}`)
		gone("a change of organisation", again)
		d.browser().send(t, "POST", "/sign-in/link", url.Values{"token": {waiting}}).want(t, 401)
		change("partner2", `{"role":"donor","organisation_id":"`+string(d.ids["donor"])+`"}`)
		gone("a change of role", fourth)
		fifth := d.enter(t, "partner2")
		change("partner2", `{"active":false}`)
		gone("deactivation", fifth)
		if _, err := d.app.CreateSignInLink(d.ctx, engine.System(), "partner2@example.org"); models.CodeOf(err) != models.NotFound {
			t.Errorf("a link for somebody who may not sign in: %v", err)
		}
	})
}

// TestSessionsGrowOld puts the clock forward: over the idle time, and over the whole life.
func TestSessionsGrowOld(t *testing.T) {
	eachDoor(t, nil, func(t *testing.T, d *door) {
		busy := d.enter(t, "kgz")
		for range 23 { // 11.5 hours, never 30 minutes without a request
			d.forward(29 * time.Minute)
			if busy.me(t) != "kgz" {
				t.Fatal("a session ended though it was used")
			}
		}
		lazy := d.enter(t, "kaz")
		d.forward(31 * time.Minute)
		if lazy.me(t) != "" {
			t.Error("a session goes on after 31 minutes without a request")
		}
		d.forward(30 * time.Minute)
		if busy.me(t) != "" {
			t.Error("a session goes on after more than 12 hours")
		}
	})
}

// TestForeignPages holds that a page of another site cannot make a browser do anything, and that a token and a session never mix.
func TestForeignPages(t *testing.T) {
	eachDoor(t, nil, func(t *testing.T, d *door) {
		b := d.enter(t, "admin")
		session := "__Host-qadam=" + b.cookies["__Host-qadam"]
		post := func(header map[string]string) int {
			c := call{method: "POST", path: "/themes", body: `{"code":"x-` + string(models.NewID()) + `","name":"X"}`, header: map[string]string{"Cookie": session}, wrong: true}
			for name, value := range header {
				c.header[name] = value
			}
			return d.do(t, c).status
		}
		for _, c := range []struct {
			header map[string]string
			status int
		}{
			{map[string]string{"Sec-Fetch-Site": "same-origin"}, 201}, {map[string]string{"Sec-Fetch-Site": "none"}, 201}, {map[string]string{"Origin": baseURL}, 201},
			{map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 201},
			{map[string]string{}, 403}, {map[string]string{"Sec-Fetch-Site": "cross-site"}, 403}, {map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
			{map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": baseURL}, 403}, {map[string]string{"Origin": "null"}, 403},
			{map[string]string{"Origin": "https://qadam.example.evil.example"}, 403}, {map[string]string{"Origin": "http://qadam.example"}, 403},
			{map[string]string{"Sec-Fetch-Site": "same-origin", "Authorization": "Bearer " + d.tokens["admin"]}, 400},
		} {
			if got := post(c.header); got != c.status {
				t.Errorf("%v is answered %d, not %d", c.header, got, c.status)
			}
		}
		d.do(t, call{as: "admin", method: "POST", path: "/themes", body: `{"code":"by-token","name":"X"}`, header: map[string]string{"Sec-Fetch-Site": "cross-site"}}).want(t, 201)
		b.header["Sec-Fetch-Site"] = "cross-site"
		for _, path := range []string{"/sign-in", "/sign-in/link", "/sign-out", "/account/sessions/end-others", "/account/provider", "/reminders"} {
			b.send(t, "POST", path, url.Values{"token": {d.link("manager")}, "email": {"a@example.org"}}).want(t, 403)
		}
		d.do(t, call{method: "POST", path: "/sign-in/redeem", body: `{"token":"` + d.link("manager") + `"}`, header: map[string]string{"Sec-Fetch-Site": "cross-site"}}).want(t, 403)
		if got := d.do(t, call{method: "OPTIONS", path: "/me", header: map[string]string{"Origin": "https://evil.example"}, wrong: true}); got.header.Get("Access-Control-Allow-Origin") != "" {
			t.Error("other sites are let in")
		}
	})
}
