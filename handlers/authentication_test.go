package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"qadam/app/engine"
	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestAccessOfTheUnsigned knocks at every route without a token.
func TestAccessOfTheUnsigned(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	for _, l := range w.Lines() {
		if l.Open { // how they sign in
			continue
		}
		c := w.CallOn(l, "", w.IDs["need"])
		c.Path, _, _ = strings.Cut(c.Path, "?")
		if got := w.Fetch(t, c); got.Status != http.StatusUnauthorized {
			t.Errorf("%s without a token answers %d: %.200s", got.Name(), got.Status, got.Body)
		}
	}
}

// TestWhoIsSignedIn tries what is no token in force.
func TestWhoIsSignedIn(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		secret := w.Tokens["partner1"]
		ask := func(authorization string) answer {
			return w.Do(t, call{Path: "/me", Header: map[string]string{"Authorization": authorization}, Wrong: true})
		}
		for _, right := range []string{"Bearer " + secret, "bearer " + secret, "BEARER " + secret} {
			if o := ask(right).Want(t, 200).Object(t); o.Text("name") != "partner1" {
				t.Errorf("%.10s… speaks for %v", right, o)
			}
		}
		for _, wrong := range []string{"", "Bearer", "Bearer ", secret, "Basic " + secret, "Bearer  " + secret, "Bearer " + secret + "x",
			"Bearer " + secret[:len(secret)-1], "Bearer " + strings.ToUpper(secret),
			"Bearer qdm_" + strings.Repeat("a", 43), "Bearer " + strings.Repeat("a", 201), "Bearer ' OR 1=1 -- aaaaaaaaaa",
			"Token " + secret} {
			got := ask(wrong)
			if p := got.Problem(t, 401); p.Type != "/docs#problem-unauthenticated" || !strings.HasPrefix(got.Header.Get("WWW-Authenticate"),
				"Bearer") {
				t.Errorf("%.20s is refused with %v, %q", wrong, p, got.Header.Get("WWW-Authenticate"))
			}
		}
		for _, path := range []string{"/me?access_token=" + secret, "/me?token=" + secret} {
			w.Do(t, call{Path: path, Wrong: true}).Problem(t, 401)
		}
		w.Do(t, call{As: "partner1", Method: "POST", Path: "/tokens/" + string(w.IDs["token partner1"]) + "/revoke",
			Header: map[string]string{"If-Match": `"1"`}}).Want(t, 200)
		ask("Bearer "+secret).Problem(t, 401)
		user := "/users/" + string(w.IDs["user partner2"])
		w.Do(t, call{As: "admin", Method: "PATCH", Path: user, Body: `{"active":false}`,
			Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+user)}}).Want(t, 200)
		w.Do(t, call{As: "partner2", Path: "/me"}).Problem(t, 401)
		soon := w.App.Store().Now().Add(time.Second)
		short, err := w.App.CreateToken(w.Ctx, engine.System(), models.TokenInput{UserID: w.IDs["user kaz"], Name: "Short", Scope: "read",
			ExpiresAt: &soon})
		if err != nil {
			t.Fatal(err)
		}
		for w.App.Store().Now().Before(soon) {
			time.Sleep(10 * time.Millisecond)
		}
		ask("Bearer "+short.Secret).Problem(t, 401)
	})
}

// TestForeignPages holds that a page of another site cannot make a browser do anything, and that a token and a session never mix.
func TestForeignPages(t *testing.T) {
	t.Parallel()
	handlerstest.EachInstallation(t, nil, func(t *testing.T, d *handlerstest.Installation) {
		b := d.SignInByLink(t, "admin")
		session := "__Host-qadam=" + b.Cookies["__Host-qadam"]
		post := func(header map[string]string) int {
			c := call{Method: "POST", Path: "/themes", Body: `{"code":"x-` + string(models.NewID()) + `","name":"X"}`,
				Header: map[string]string{"Cookie": session}, Wrong: true}
			for name, value := range header {
				c.Header[name] = value
			}
			return d.Do(t, c).Status
		}
		for _, c := range []struct {
			header map[string]string
			status int
		}{
			{map[string]string{"Sec-Fetch-Site": "same-origin"}, 201}, {map[string]string{"Sec-Fetch-Site": "none"}, 201},
			{map[string]string{"Origin": handlerstest.BaseURL}, 201},
			{map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 201},
			{map[string]string{}, 403}, {map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
			{map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
			{map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": handlerstest.BaseURL}, 403},
			{map[string]string{"Origin": "null"}, 403},
			{map[string]string{"Origin": "https://qadam.example.evil.example"}, 403}, {map[string]string{"Origin": "http://qadam.example"},
				403}, {map[string]string{"Sec-Fetch-Site": "same-origin", "Authorization": "Bearer " + d.Tokens["admin"]}, 400},
		} {
			if got := post(c.header); got != c.status {
				t.Errorf("%v is answered %d, not %d", c.header, got, c.status)
			}
		}
		d.Do(t, call{As: "admin", Method: "POST", Path: "/themes", Body: `{"code":"by-token","name":"X"}`,
			Header: map[string]string{"Sec-Fetch-Site": "cross-site"}}).Want(t, 201)
		b.Header["Sec-Fetch-Site"] = "cross-site"
		for _, path := range []string{"/sign-in", "/sign-in/link", "/sign-out", "/account/sessions/end-others", "/account/provider",
			"/reminders"} {
			b.Send(t, "POST", path, url.Values{"token": {d.Link("manager")}, "email": {"a@example.org"}}).Want(t, 403)
		}
		d.Do(t, call{Method: "POST", Path: "/sign-in/redeem", Body: `{"token":"` + d.Link("manager") + `"}`,
			Header: map[string]string{"Sec-Fetch-Site": "cross-site"}}).Want(t, 403)
		if got := d.Do(t, call{Method: "OPTIONS", Path: "/me", Header: map[string]string{"Origin": "https://evil.example"},
			Wrong: true}); got.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Error("other sites are let in")
		}
	})
}
