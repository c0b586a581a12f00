package handlers_test

import (
	"net/url"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

func actions(p handlerstest.Page) map[string]int {
	out := map[string]int{}
	for _, o := range p.Items {
		out[o.Text("action")]++
	}
	return out
}

// TestSessionsEnd ends sessions in every way, and looks at a second server on the same database.
func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	handlerstest.EachInstallation(t, nil, func(t *testing.T, d *handlerstest.Installation) {
		second, err := store.Open(d.Address, func() time.Time { return d.App.Store().Now() })
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = second.Close() })
		other := &handlerstest.Installation{World: &world{API: handlerstest.StartWith(t, second,
			app.Options{BaseURL: handlerstest.BaseURL}), T: t, Ctx: d.Ctx, IDs: d.IDs}}
		there := func(b *handlerstest.Browser) string {
			return (&handlerstest.Browser{D: other, Cookies: b.Cookies, Header: b.Header}).Me(t)
		}
		gone := func(why string, b *handlerstest.Browser) {
			t.Helper()
			if b.Me(t) != "" || there(b) != "" {
				t.Errorf("after %s the session goes on", why)
			}
		}
		b := d.SignInByLink(t, "partner1")
		if there(b) != "partner1" {
			t.Error("the second server does not know the session")
		}
		held := map[string]string{"__Host-qadam": b.Cookies["__Host-qadam"]}
		b.Send(t, "POST", "/sign-out", url.Values{}).Want(t, 303)
		gone("signing out", &handlerstest.Browser{D: d, Cookies: held, Header: b.Header})

		again := d.Browser()
		again.Cookies["__Host-qadam"] = "planted-by-somebody-else"
		again.Send(t, "POST", "/sign-in/link", url.Values{"token": {d.Link("partner1")}}).Want(t, 303)
		first := again.Cookies["__Host-qadam"]
		again.Send(t, "POST", "/sign-in/link", url.Values{"token": {d.Link("partner1")}}).Want(t, 303)
		if now := again.Cookies["__Host-qadam"]; first == "planted-by-somebody-else" || now == first || len(now) != 43 {
			t.Errorf("the session is not new at each sign-in: %q %q", first, now)
		}
		gone("another sign-in", &handlerstest.Browser{D: d, Cookies: map[string]string{"__Host-qadam": first}, Header: b.Header})

		third, fourth := d.SignInByLink(t, "partner1"), d.SignInByLink(t, "partner2")
		list := again.Send(t, "GET", "/api/v1/sessions", nil).Page(t)
		if len(list.Items) != 2 || list.Items[0]["current"] != false || list.Items[1]["current"] != true {
			t.Errorf("the sessions are %v", list.Items)
		}
		again.Send(t, "POST", "/account/sessions/"+string(list.Items[0].ID())+"/end", url.Values{"version": {"1"}}).Want(t, 303)
		gone("being ended", third)
		third = d.SignInByLink(t, "partner1")
		again.Send(t, "POST", "/account/sessions/end-others", url.Values{}).Want(t, 303)
		gone("the end of all others", third)
		if again.Me(t) != "partner1" || there(fourth) != "partner2" {
			t.Error("sessions ended that should not have")
		}

		change := func(name, body string) {
			t.Helper()
			path := "/users/" + string(d.IDs["user "+name])
			d.Do(t, call{As: "admin", Method: "PATCH", Path: path, Body: body,
				Header: map[string]string{"If-Match": d.Tag(t, "/api/v1"+path)}}).Want(t, 200)
		}
		change("partner1", `{"name":"partner1","time_zone":"Asia/Almaty"}`)
		if again.Me(t) != "partner1" {
			t.Error("a change of nothing that matters ended the session")
		}
		waiting := d.Link("partner1")
		change("partner1", `{"organisation_id":"`+string(d.IDs["partner2"])+`"}`)
		gone("a change of organisation", again)
		d.Browser().Send(t, "POST", "/sign-in/link", url.Values{"token": {waiting}}).Want(t, 401)
		change("partner2", `{"role":"donor","organisation_id":"`+string(d.IDs["donor"])+`"}`)
		gone("a change of role", fourth)
		fifth := d.SignInByLink(t, "partner2")
		change("partner2", `{"active":false}`)
		gone("deactivation", fifth)
		if _, err := d.App.CreateSignInLink(d.Ctx, engine.System(), "partner2@example.org"); models.CodeOf(err) != models.NotFound {
			t.Errorf("a link for somebody who may not sign in: %v", err)
		}
	})
}

// TestSessionsGrowOld puts the clock forward: over the idle time, and over the whole life.
func TestSessionsGrowOld(t *testing.T) {
	t.Parallel()
	handlerstest.EachInstallation(t, nil, func(t *testing.T, d *handlerstest.Installation) {
		busy := d.SignInByLink(t, "kgz")
		for range 23 { // 11.5 hours, never 30 minutes without a request
			d.Forward(29 * time.Minute)
			if busy.Me(t) != "kgz" {
				t.Fatal("a session ended though it was used")
			}
		}
		lazy := d.SignInByLink(t, "kaz")
		d.Forward(31 * time.Minute)
		if lazy.Me(t) != "" {
			t.Error("a session goes on after 31 minutes without a request")
		}
		d.Forward(30 * time.Minute)
		if busy.Me(t) != "" {
			t.Error("a session goes on after more than 12 hours")
		}
	})
}
