package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/store"
)

// TestAnAccountIsNotTriedForEver counts tries of one address on two servers together, whatever peers they come from.
func TestAnAccountIsNotTriedForEver(t *testing.T) {
	eachDoor(t, nil, func(t *testing.T, d *door) {
		second, err := store.ForPartial(d.address, func() time.Time { return d.app.Store().Now() })
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = second.Close() })
		other := &door{world: &world{api: startWith(t, second, app.Options{BaseURL: baseURL}), t: t, ctx: d.ctx, ids: d.ids}}
		for _, email := range []string{"manager@example.org", "nobody@example.org"} { // the same for both
			statuses := ""
			for i, where := range []*door{d, other, d, other, d, other, d} {
				got := where.do(t, call{method: "POST", path: "/sign-in/link", body: `{"email":"` + email + `"}`, header: map[string]string{"X-Forwarded-For": "203.0.113." + string(rune('1'+i))}})
				if statuses += " " + http.StatusText(got.status); got.status == 429 && (got.header.Get("Retry-After") == "" || got.header.Get("Retry-After") == "0") {
					t.Errorf("it does not say how long to wait: %v", got.header)
				}
			}
			if want := strings.Repeat(" Accepted", 5) + strings.Repeat(" Too Many Requests", 2); statuses != want {
				t.Errorf("%s is answered%s", email, statuses)
			}
		}
		if got := d.browser().send(t, "POST", "/sign-in", url.Values{"email": {"manager@example.org"}}); got.status != 429 || !strings.Contains(string(got.body), "tried too often") {
			t.Errorf("the page answers %d", got.status)
		}
		d.forward(3*time.Minute + time.Second)
		d.do(t, call{method: "POST", path: "/sign-in/link", body: `{"email":"manager@example.org"}`}).want(t, 202)
		d.do(t, call{method: "POST", path: "/sign-in/link", body: `{"email":"manager@example.org"}`}).want(t, 429)
	})
}

// TestAPeerIsNotTriedForEver lets one peer send wrong tokens, and looks whether it can pass for others, or hurt them.
func TestAPeerIsNotTriedForEver(t *testing.T) {
	d := newDoor(t, "sqlite", nil)
	wrong := func(forwarded ...string) answer {
		req, _ := d.request(t, call{path: "/me"})
		req.Header.Set("Authorization", "Bearer qdm_"+strings.Repeat("x", 43))
		for _, line := range forwarded {
			req.Header.Add("X-Forwarded-For", line)
		}
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		return read(t, res)
	}
	refused := 0
	for i := range 100 { // each time it says that it is somebody else
		got := wrong("198.51.100."+string(rune('0'+i%10))+", 203.0.113.9", "10.0.0.1, 203.0.113.7")
		if got.status == 429 {
			refused++
			if got.header.Get("Retry-After") == "" {
				t.Errorf("%v", got.header)
			}
		}
	}
	if refused < 35 || refused > 40 {
		t.Errorf("of 100 wrong tokens %d were refused as too many", refused)
	}
	for _, c := range []struct {
		forwarded []string
		status    int
	}{
		{[]string{"203.0.113.7"}, 429}, {[]string{"198.51.100.1, 203.0.113.7, 127.0.0.1"}, 429}, {[]string{"203.0.113.7:4711"}, 429}, {[]string{"::ffff:203.0.113.7"}, 429},
		{[]string{"203.0.113.8"}, 401}, {[]string{"203.0.113.9"}, 401}, {[]string{"10.0.0.1"}, 401}, {[]string{"203.0.113.7, nonsense"}, 401}, {nil, 401},
	} {
		if got := wrong(c.forwarded...); got.status != c.status {
			t.Errorf("from %v: %d, not %d", c.forwarded, got.status, c.status)
		}
	}
	// One token in force is not held up by the others' tries, nor by those before it.
	d.do(t, call{as: "manager", path: "/me", header: map[string]string{"X-Forwarded-For": "203.0.113.7"}}).want(t, 200)
	d.do(t, call{method: "POST", path: "/sign-in/passkey/begin", header: map[string]string{"X-Forwarded-For": "203.0.113.7"}}).want(t, 429)
	d.forward(time.Minute)
	d.do(t, call{method: "POST", path: "/sign-in/passkey/begin", header: map[string]string{"X-Forwarded-For": "203.0.113.7"}}).want(t, 200)
	// Behind no proxy that is trusted, the header says nothing: this server answers a request from elsewhere.
	req, _ := d.request(t, call{path: "/healthz", raw: true, header: map[string]string{"X-Forwarded-For": "203.0.113.50"}})
	res, err := d.server.From(req)
	if err != nil {
		t.Fatal(err)
	}
	read(t, res)
	if log := d.log.String(); strings.Contains(log, "203.0.113.50") || !strings.Contains(log, `"peer":"203.0.113.7"`) {
		t.Error("the log believes a peer that nobody vouches for")
	}
}

// TestSignInSecretsStayOut looks for the secrets of links, sessions and ceremonies in all that the database and the log hold.
func TestSignInSecretsStayOut(t *testing.T) {
	eachDoor(t, nil, func(t *testing.T, d *door) {
		link := token(d.mailed(t, "manager", "")).Get("token")
		b := d.browser()
		b.send(t, "GET", "/sign-in/link/"+link, nil).want(t, 200)
		b.send(t, "POST", "/sign-in/link", url.Values{"token": {link}}).want(t, 303)
		begun := ceremony(t, b.api(t, "POST", "/passkeys/begin", nil))
		secrets := map[string]string{"link": link, "link that waits": d.link("manager"), "session": b.cookies["__Host-qadam"], "ceremony": begun.ID}
		var held strings.Builder
		for _, rows := range dump(t, d.kind, d.address) {
			for _, row := range rows {
				for _, value := range row {
					held.WriteString(value + "\n")
				}
			}
		}
		for name, secret := range secrets {
			if len(secret) != 43 || strings.Contains(held.String(), secret) || strings.Contains(d.log.String(), secret) {
				t.Errorf("the secret of a %s (%d characters) is in the database or in the log", name, len(secret))
			}
		}
		if !strings.Contains(held.String(), "Your sign-in link to Qadam") {
			t.Error("the dump does not hold the mail, so that it proves nothing")
		}
	})
}
