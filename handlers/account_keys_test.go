package handlers_test

import (
	"net/url"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// keys are all that opens something for a user of an installation.
type keys struct {
	name                            string
	d                               *handlerstest.Installation
	browser                         *handlerstest.Browser
	device                          *handlerstest.Device
	link, token, feed, update       string
	feedID, hook, passkey, identity models.ID
	tokenID                         models.ID
}

// newKeys makes a user who has one of each.
func newKeys(t *testing.T, w *world, name string, in models.UserInput) *keys {
	t.Helper()
	in.Name, in.Email, in.Active = name, name+"@example.org", true
	u := handlerstest.Create(w, "user "+name, w.App.Users, in)
	d := &handlerstest.Installation{World: w}
	k := &keys{name: name, d: d, browser: d.SignInByLink(t, name), device: handlerstest.NewDevice(u.ID)}
	made := func(path string, body any) object { return k.browser.API(t, "POST", path, body).Want(t, 201).Object(t) }
	token := made("/tokens", map[string]any{"user_id": u.ID, "name": "Script", "scope": "write"})
	feed := made("/calendar-feeds", map[string]any{"kind": "person"})
	k.token, k.tokenID, k.feed, k.feedID = token.Text("secret"), token.ID(), feed.Text("address"), feed.ID()
	k.hook = made("/webhooks", map[string]any{"url": "https://hooks.example.org/" + name}).ID()
	k.passkey = k.browser.AddKey(t, k.device).Want(t, 201).Object(t).ID()
	k.identity = handlerstest.Create(w, "identity of "+name, w.App.Identities, models.IdentityInput{UserID: u.ID,
		Issuer: "https://login.example.org", Subject: name}).ID
	if in.Role == models.Partner {
		var err error
		if k.update, err = w.App.UpdateAddress(w.Ctx, models.UpdateLinkInput{ActivityID: w.IDs["activity"], UserID: u.ID}); err != nil {
			t.Fatal(err)
		}
	}
	k.link = d.Link(name)
	return k
}

// shut lists the keys that open nothing any more.
func (k *keys) shut(t *testing.T) string {
	t.Helper()
	var shut []string
	note := func(name string, is bool) {
		if is {
			shut = append(shut, name)
		}
	}
	bearer := call{Path: "/me", Header: map[string]string{"Authorization": "Bearer " + k.token}}
	note("session", k.browser.Me(t) == "")
	note("token", k.d.Do(t, bearer).Status == 401)
	note("calendar", k.d.Do(t, call{Raw: true, Path: strings.TrimPrefix(k.feed, handlerstest.BaseURL)}).Status == 404)
	hook := k.d.Do(t, call{As: "admin", Path: "/webhooks/" + string(k.hook)}).Want(t, 200).Object(t)
	note("webhook", hook["active"] == false && hook.Text("stopped_reason") != "")
	note("passkey", k.d.Browser().UseKey(t, k.device).Status == 401)
	note("identity", k.d.Do(t, call{As: "admin", Path: "/identities/" + string(k.identity)}).Want(t, 200).Object(t)["suspended_at"] != nil)
	if k.update != "" {
		page := k.d.Browser().Send(t, "GET", strings.TrimPrefix(k.update, handlerstest.BaseURL), nil)
		note("update link", !strings.Contains(string(page.Body), `name="narrative"`))
	}
	return strings.Join(shut, ", ")
}

// TestWhatEndsASessionEndsEveryKey changes an account in each way that ends its sessions, and tries each key that it had before.
func TestWhatEndsASessionEndsEveryKey(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		partner := models.UserInput{Role: models.Partner, OrganisationID: w.IDs["partner"]}
		for name, c := range map[string]struct {
			of     models.UserInput
			change string
		}{
			"promoted":    {partner, `{"role":"manager"}`},
			"moved":       {partner, `{"organisation_id":"` + string(w.IDs["partner2"]) + `"}`},
			"abroad":      {models.UserInput{Role: models.National, CountryCode: "KAZ"}, `{"country_code":"KGZ"}`},
			"readdressed": {partner, `{"email":"another@example.org"}`},
			"left":        {partner, `{"active":false}`},
		} {
			k := newKeys(t, w, name, c.of)
			change := func(body string) {
				t.Helper()
				path := "/users/" + string(w.IDs["user "+name])
				w.Do(t, call{As: "admin", Method: "PATCH", Path: path, Body: body,
					Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}}).Want(t, 200)
			}
			change(`{"language":"fr","time_zone":"Asia/Almaty"}`)
			if shut := k.shut(t); shut != "" {
				t.Errorf("%s: a change of nothing that matters ended %s", name, shut)
			}
			change(c.change)
			want := "session, token, calendar, webhook, passkey, identity"
			if k.update != "" {
				want += ", update link"
			}
			if shut := k.shut(t); shut != want {
				t.Errorf("%s: the change ended %s, not %s", name, shut, want)
			}
			k.d.Browser().Send(t, "POST", "/sign-in/link", url.Values{"token": {k.link}}).Want(t, 401)
			k.logged(t)
			if name != "left" {
				k.restored(t)
			}
			if name == "left" {
				change(`{"active":true}`)
				if shut := k.shut(t); shut != want {
					t.Errorf("once active again, %s are shut, not %s", shut, want)
				}
			}
		}
	})
}

// logged requires an entry of the log for each key that ended.
func (k *keys) logged(t *testing.T) {
	t.Helper()
	for action, id := range map[string]models.ID{"token.revoke": k.tokenID, "feed.revoke": k.feedID, "webhook.stop": k.hook,
		"passkey.suspend": k.passkey, "identity.suspend": k.identity} {
		if n := actions(k.d.Do(t, call{As: "admin", Path: "/audit?subject_id=" + string(id)}).Page(t)); n[action] != 1 {
			t.Errorf("%s: the log has no %s: %v", k.name, action, n)
		}
	}
	if n := actions(k.d.Do(t, call{As: "admin", Path: "/audit?subject_type=update_link&limit=200"}).Page(t)); k.update != "" &&
		n["update_link.revoke"] == 0 {
		t.Errorf("%s: the log has no update_link.revoke: %v", k.name, n)
	}
}

// restored lets an admin who has signed in, and nobody else, restore what signs in.
func (k *keys) restored(t *testing.T) {
	t.Helper()
	for _, path := range []string{"/passkeys/" + string(k.passkey), "/identities/" + string(k.identity)} {
		try := call{Method: "POST", Path: path + "/restore", Header: map[string]string{"If-Match": k.d.Tag(t, "/api/v1"+path)}}
		by := func(as, signed string) answer { try.As, try.Signed = as, signed; return k.d.Do(t, try) }
		by("admin", "").Want(t, 403)
		by("", "manager").Want(t, 403)
		if got := by("", "admin").Want(t, 200).Object(t); got["suspended_at"] != nil {
			t.Errorf("%s restores %v", path, got)
		}
	}
	k.d.Browser().UseKey(t, k.device).Want(t, 200)
}
