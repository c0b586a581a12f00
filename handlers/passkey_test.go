package handlers_test

import (
	"encoding/json"
	"strings"
	"testing"

	virtual "github.com/descope/virtualwebauthn"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestPasskeys adds, uses, names and removes passkeys of a device that makes real keys and signatures, over HTTP.
func TestPasskeys(t *testing.T) {
	t.Parallel()
	handlerstest.EachInstallation(t, nil, func(t *testing.T, d *handlerstest.Installation) {
		b, dev := d.SignInByLink(t, "donorA"), handlerstest.NewDevice(d.IDs["user donorA"])
		added := b.AddKey(t, dev).Want(t, 201).Object(t)
		if added.Text("name") != "Laptop" || added["last_used_at"] != nil || strings.Contains(string(handlerstest.InJSON(added)),
			"publicKey") {
			t.Errorf("added is %v", added)
		}
		other := d.Browser()
		if other.UseKey(t, dev).Want(t, 200); other.Me(t) != "donorA" {
			t.Errorf("signed in as %q", other.Me(t))
		}
		if got := b.API(t, "GET", "/sessions", nil).Page(t); len(got.Items) != 2 || got.Items[0].Text("method") != "passkey" {
			t.Errorf("the sessions are %v", got.Items)
		}
		path := "/passkeys/" + string(added.ID())
		tag := b.API(t, "GET", path, nil).Want(t, 200).Header.Get("ETag")
		b.Send(t, "POST", "/account"+path+"/rename", map[string][]string{"name": {"Phone"}, "version": {versionOf(t, b, path)}}).Want(t,
			303)
		if o := b.API(t, "GET", path, nil).Object(t); o.Text("name") != "Phone" || o["last_used_at"] == nil || tag == "" {
			t.Errorf("renamed it is %v", o)
		}
		// Nobody else's, not by a token, not with another's device, not by a page of another place.
		d.Do(t, call{As: "donorB", Path: path}).Want(t, 404)
		d.Do(t, call{As: "donorA", Method: "POST", Path: "/passkeys/begin"}).Want(t, 403)
		stranger := handlerstest.NewDevice(d.IDs["user donorA"])
		stranger.AddCredential(virtual.NewCredential(virtual.KeyTypeEC2))
		d.Browser().UseKey(t, stranger).Want(t, 401)
		for _, change := range []func(*handlerstest.Device){
			func(x *handlerstest.Device) { x.Party.Origin = "https://evil.example" },
			func(x *handlerstest.Device) { x.Party.ID = "evil.example" },
			func(x *handlerstest.Device) { x.Options.UserNotVerified = true },
			func(x *handlerstest.Device) { x.Options.UserHandle = []byte(d.IDs["user donorB"]) },
			func(x *handlerstest.Device) {
				x.Credentials = []virtual.Credential{withKeyOf(x.Credentials[0], virtual.NewCredential(virtual.KeyTypeEC2))}
			},
		} {
			copied := *dev
			copied.Credentials = append([]virtual.Credential{}, dev.Credentials...)
			change(&copied)
			d.Browser().UseKey(t, &copied).Want(t, 401)
		}
		// A ceremony is good once, and for its own purpose.
		c := handlerstest.Ceremony(t, other.API(t, "POST", "/sign-in/passkey/begin", nil))
		credential, err := dev.Sign(c)
		if err != nil {
			t.Fatal(err)
		}
		answer := models.AssertionInput{Ceremony: c.ID, Credential: credential}
		d.Browser().API(t, "POST", "/sign-in/passkey/finish", answer).Want(t, 200)
		d.Browser().API(t, "POST", "/sign-in/passkey/finish", answer).Want(t, 422)
		b.Send(t, "POST", "/account"+path+"/remove", map[string][]string{"version": {versionOf(t, b, path)}}).Want(t, 303)
		d.Browser().UseKey(t, dev).Want(t, 401)
		if n := actions(d.Do(t, call{As: "admin", Path: "/audit?subject_type=passkey&limit=200"}).Page(t)); n["passkey.create"] != 1 ||
			n["passkey.remove"] != 1 {
			t.Errorf("the audit has %v", n)
		}
	})
}

func versionOf(t *testing.T, b *handlerstest.Browser, path string) string {
	t.Helper()
	return b.API(t, "GET", path, nil).Want(t, 200).Object(t).Text("version")
}

// withKeyOf is a credential that signs with the key of another.
func withKeyOf(c, other virtual.Credential) virtual.Credential {
	c.Key = other.Key
	return c
}

// TestACopiedPasskeyIsBlocked lets two copies of a device sign: the counter goes back, and neither gets in any more.
func TestACopiedPasskeyIsBlocked(t *testing.T) {
	t.Parallel()
	handlerstest.EachInstallation(t, nil, func(t *testing.T, d *handlerstest.Installation) {
		b, dev := d.SignInByLink(t, "kaz"), handlerstest.NewDevice(d.IDs["user kaz"])
		b.AddKey(t, dev).Want(t, 201)
		thief := *dev
		thief.Credentials = append([]virtual.Credential{}, dev.Credentials...)
		for range 3 {
			d.Browser().UseKey(t, dev).Want(t, 200)
		}
		if p := d.Browser().UseKey(t, &thief).Problem(t, 401); !strings.Contains(p.Detail, "copy") {
			t.Errorf("a copy is told %q", p.Detail)
		}
		d.Browser().UseKey(t, dev).Want(t, 401)
		if got := b.Send(t, "GET", "/account", nil).Want(t, 200); !strings.Contains(string(got.Body), "used by a copy") {
			t.Error("the account page does not say that the passkey is blocked")
		}
		var blocked struct {
			Items []models.Passkey `json:"items"`
		}
		if err := json.Unmarshal(b.API(t, "GET", "/passkeys", nil).Want(t, 200).Body, &blocked); err != nil || len(blocked.Items) != 1 ||
			blocked.Items[0].BlockedAt == nil {
			t.Errorf("%v %v", blocked, err)
		}
		if n := actions(d.Do(t, call{As: "admin", Path: "/audit?subject_type=passkey,user&limit=200"}).Page(t)); n["passkey.block"] != 1 ||
			n["session.denied"] != 2 {
			t.Errorf("the audit has %v", n)
		}
	})
}
