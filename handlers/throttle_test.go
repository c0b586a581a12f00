package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/store"
	"qadam/handlers/handlerstest"
)

// TestAnAccountIsNotTriedForEver counts tries of one address on two servers together, whatever peers they come from.
func TestAnAccountIsNotTriedForEver(t *testing.T) {
	t.Parallel()
	handlerstest.EachInstallation(t, nil, func(t *testing.T, d *handlerstest.Installation) {
		second, err := store.Open(d.Address, func() time.Time { return d.App.Store().Now() })
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = second.Close() })
		other := &handlerstest.Installation{World: &world{API: handlerstest.StartWith(t, second,
			app.Options{BaseURL: handlerstest.BaseURL}), T: t, Ctx: d.Ctx, IDs: d.IDs}}
		for _, email := range []string{"manager@example.org", "nobody@example.org"} { // the same for both
			statuses := ""
			for i, where := range []*handlerstest.Installation{d, other, d, other, d, other, d} {
				got := where.Do(t, call{Method: "POST", Path: "/sign-in/link", Body: `{"email":"` + email + `"}`,
					Header: map[string]string{"X-Forwarded-For": "203.0.113." + string(rune('1'+i))}})
				if statuses += " " + http.StatusText(got.Status); got.Status == 429 &&
					(got.Header.Get("Retry-After") == "" || got.Header.Get("Retry-After") == "0") {
					t.Errorf("it does not say how long to wait: %v", got.Header)
				}
			}
			if want := strings.Repeat(" Accepted", 5) + strings.Repeat(" Too Many Requests", 2); statuses != want {
				t.Errorf("%s is answered%s", email, statuses)
			}
		}
		if got := d.Browser().Send(t, "POST", "/sign-in", url.Values{"email": {"manager@example.org"}}); got.Status != 429 ||
			!strings.Contains(string(got.Body), "tried too often") {
			t.Errorf("the page answers %d", got.Status)
		}
		d.Forward(3*time.Minute + time.Second)
		d.Do(t, call{Method: "POST", Path: "/sign-in/link", Body: `{"email":"manager@example.org"}`}).Want(t, 202)
		d.Do(t, call{Method: "POST", Path: "/sign-in/link", Body: `{"email":"manager@example.org"}`}).Want(t, 429)
	})
}

// TestAPeerIsNotTriedForEver lets one peer send wrong tokens, and looks whether it can pass for others, or hurt them.
func TestAPeerIsNotTriedForEver(t *testing.T) {
	t.Parallel()
	d := handlerstest.NewInstallation(t, "sqlite", nil)
	d.Hold() // each second gives a peer another try
	wrong := func(forwarded ...string) answer {
		req, _ := d.Request(t, call{Path: "/me"})
		req.Header.Set("Authorization", "Bearer qdm_"+strings.Repeat("x", 43))
		for _, line := range forwarded {
			req.Header.Add("X-Forwarded-For", line)
		}
		res, err := handlerstest.Client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		return handlerstest.ReadAnswer(t, res)
	}
	refused := 0
	for i := range 100 { // each time it says that it is somebody else
		got := wrong("198.51.100."+string(rune('0'+i%10))+", 203.0.113.9", "10.0.0.1, 203.0.113.7")
		if got.Status == 429 {
			refused++
			if got.Header.Get("Retry-After") == "" {
				t.Errorf("%v", got.Header)
			}
		}
	}
	if refused != 40 {
		t.Errorf("of 100 wrong tokens %d were refused as too many, want 40", refused)
	}
	for _, c := range []struct {
		forwarded []string
		status    int
	}{
		{[]string{"203.0.113.7"}, 429}, {[]string{"198.51.100.1, 203.0.113.7, 127.0.0.1"}, 429}, {[]string{"203.0.113.7:4711"}, 429},
		{[]string{"::ffff:203.0.113.7"}, 429},
		{[]string{"203.0.113.8"}, 401}, {[]string{"203.0.113.9"}, 401}, {[]string{"10.0.0.1"}, 401},
		{[]string{"203.0.113.7, nonsense"}, 401}, {nil, 401},
	} {
		if got := wrong(c.forwarded...); got.Status != c.status {
			t.Errorf("from %v: %d, not %d", c.forwarded, got.Status, c.status)
		}
	}
	// One token in force is not held up by the others' tries, nor by those before it.
	d.Do(t, call{As: "manager", Path: "/me", Header: map[string]string{"X-Forwarded-For": "203.0.113.7"}}).Want(t, 200)
	d.Do(t, call{Method: "POST", Path: "/sign-in/passkey/begin", Header: map[string]string{"X-Forwarded-For": "203.0.113.7"}}).Want(t, 429)
	d.Forward(time.Minute)
	d.Do(t, call{Method: "POST", Path: "/sign-in/passkey/begin", Header: map[string]string{"X-Forwarded-For": "203.0.113.7"}}).Want(t, 200)
	// Behind no proxy that is trusted, the header says nothing: this server answers a request from elsewhere.
	req, _ := d.Request(t, call{Path: "/healthz", Raw: true, Header: map[string]string{"X-Forwarded-For": "203.0.113.50"}})
	res, err := d.Server.From(req)
	if err != nil {
		t.Fatal(err)
	}
	handlerstest.ReadAnswer(t, res)
	if log := d.Log.String(); strings.Contains(log, "203.0.113.50") || !strings.Contains(log, `"peer":"203.0.113.7"`) {
		t.Error("the log believes a peer that nobody vouches for")
	}
}
