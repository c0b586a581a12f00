package handlers_test

import (
	"net/url"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

// TestSecretsStayOut plants secrets where requests carry them, and looks for them in all that was logged and answered.
func TestSecretsStayOut(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	made := w.Do(t, call{Signed: "admin", Method: "POST", Path: "/tokens", Body: map[string]any{"user_id": w.IDs["me"], "name": "New",
		"scope": "write"}, Header: map[string]string{"Idempotency-Key": "a key"}}).Want(t, 201).Object(t)
	w.Tokens["new"] = made.Text("secret")
	for _, c := range []call{{As: "new", Path: "/me"}, {As: "new", Path: "/needs?q=planted-words"},
		{As: "new", Method: "POST", Path: "/themes", Body: `{"code":"planted-body","name":5}`, Wrong: true},
		{Path: "/me?access_token=" + w.Tokens["new"], Wrong: true},
		{Path: "/me", Header: map[string]string{"Authorization": "Bearer planted-bad-token-xxxxxxxxxxxx"}, Wrong: true},
		{As: "new", Path: "/nowhere/planted-path"}, {As: "new", Path: "/needs/" + string(w.IDs["need"])}, {As: "new", Path: "/audit"},
		{As: "new", Path: "/tokens"}} {
		got := w.Do(t, c)
		for name, secret := range w.Tokens {
			if strings.Contains(string(got.Body), secret) {
				t.Errorf("%s tells the token of %s", got.Name(), name)
			}
		}
	}
	log := w.Log.String()
	for name, secret := range w.Tokens {
		if strings.Contains(log, secret) || strings.Contains(log, secret[:len(secret)-4]) {
			t.Errorf("the log tells the token of %s", name)
		}
	}
	for _, planted := range []string{"planted-words", "planted-body", "planted-bad-token", "planted-path", "a key", string(w.IDs["need"])} {
		if strings.Contains(log, planted) {
			t.Errorf("the log tells %q", planted)
		}
	}
	if n := strings.Count(log, `"msg":"request"`); n < 10 || !strings.Contains(log, `"route":"/api/v1/needs/:id"`) {
		t.Errorf("the log has %d requests", n)
	}
}

// TestSignInSecretsStayOut looks for the secrets of links, sessions and ceremonies in all that the database and the log hold.
func TestSignInSecretsStayOut(t *testing.T) {
	t.Parallel()
	handlerstest.EachInstallation(t, nil, func(t *testing.T, d *handlerstest.Installation) {
		link := token(d.RequestLink(t, "manager", "")).Get("token")
		b := d.Browser()
		b.Send(t, "GET", "/sign-in/link/"+link, nil).Want(t, 200)
		b.Send(t, "POST", "/sign-in/link", url.Values{"token": {link}}).Want(t, 303)
		begun := handlerstest.Ceremony(t, b.API(t, "POST", "/passkeys/begin", nil))
		secrets := map[string]string{"link": link, "link that waits": d.Link("manager"), "session": b.Cookies["__Host-qadam"],
			"ceremony": begun.ID}
		var held strings.Builder
		for _, rows := range handlerstest.Dump(t, d.Kind, d.Address) {
			for _, row := range rows {
				for _, value := range row {
					held.WriteString(value + "\n")
				}
			}
		}
		for name, secret := range secrets {
			if len(secret) != 43 || strings.Contains(held.String(), secret) || strings.Contains(d.Log.String(), secret) {
				t.Errorf("the secret of a %s (%d characters) is in the database or in the log", name, len(secret))
			}
		}
		if !strings.Contains(held.String(), "Your sign-in link to Qadam") {
			t.Error("the dump does not hold the mail, so that it proves nothing")
		}
	})
}
