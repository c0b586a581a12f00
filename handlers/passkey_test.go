package handlers_test

import (
	"encoding/json"
	"strings"
	"testing"

	virtual "github.com/descope/virtualwebauthn"

	"qadam/models"
)

// api calls the API from a browser's page, as its script does.
func (b *browser) api(t *testing.T, method, path string, body any) answer {
	t.Helper()
	c := call{method: method, path: path, wrong: true, header: map[string]string{"Sec-Fetch-Site": "same-origin"}, body: body}
	if s := b.cookies["__Host-qadam"]; s != "" {
		c.header["Cookie"] = "__Host-qadam=" + s
	}
	got := b.d.do(t, c)
	for _, line := range got.header.Values("Set-Cookie") {
		if value, found := strings.CutPrefix(line, "__Host-qadam="); found {
			b.cookies["__Host-qadam"], _, _ = strings.Cut(value, ";")
		}
	}
	return got
}

func ceremony(t *testing.T, a answer) models.Ceremony {
	t.Helper()
	var c models.Ceremony
	a.want(t, 200).json(t, &c)
	return c
}

// addKey adds a device's passkey to the account of whoever is signed in.
func (b *browser) addKey(t *testing.T, d *device) answer {
	t.Helper()
	c := ceremony(t, b.api(t, "POST", "/passkeys/begin", nil))
	credential, err := d.register(c)
	if err != nil {
		t.Fatal(err)
	}
	return b.api(t, "POST", "/passkeys", models.AttestationInput{Name: "Laptop", Ceremony: c.ID, Credential: credential})
}

// useKey signs in by a device.
func (b *browser) useKey(t *testing.T, d *device) answer {
	t.Helper()
	c := ceremony(t, b.api(t, "POST", "/sign-in/passkey/begin", nil))
	credential, err := d.sign(c)
	if err != nil {
		t.Fatal(err)
	}
	return b.api(t, "POST", "/sign-in/passkey/finish", models.AssertionInput{Ceremony: c.ID, Credential: credential})
}

// TestPasskeys adds, uses, names and removes passkeys of a device that makes real keys and signatures, over HTTP.
func TestPasskeys(t *testing.T) {
	eachDoor(t, nil, func(t *testing.T, d *door) {
		b, dev := d.enter(t, "donorA"), newDevice(d.ids["user donorA"])
		added := b.addKey(t, dev).want(t, 201).object(t)
		if added.text("name") != "Laptop" || added["last_used_at"] != nil || strings.Contains(string(inJSON(added)), "publicKey") {
			t.Errorf("added is %v", added)
		}
		other := d.browser()
		if other.useKey(t, dev).want(t, 200); other.me(t) != "donorA" {
			t.Errorf("signed in as %q", other.me(t))
		}
		if got := b.api(t, "GET", "/sessions", nil).page(t); len(got.Items) != 2 || got.Items[0].text("method") != "passkey" {
			t.Errorf("the sessions are %v", got.Items)
		}
		path := "/passkeys/" + string(added.id())
		tag := b.api(t, "GET", path, nil).want(t, 200).header.Get("ETag")
		b.send(t, "POST", "/account"+path+"/rename", map[string][]string{"name": {"Phone"}, "version": {versionOf(t, b, path)}}).want(t, 303)
		if o := b.api(t, "GET", path, nil).object(t); o.text("name") != "Phone" || o["last_used_at"] == nil || tag == "" {
			t.Errorf("renamed it is %v", o)
		}
		// Nobody else's, not by a token, not with another's device, not by a page of another place.
		d.do(t, call{as: "donorB", path: path}).want(t, 404)
		d.do(t, call{as: "donorA", method: "POST", path: "/passkeys/begin"}).want(t, 403)
		stranger := newDevice(d.ids["user donorA"])
		stranger.AddCredential(virtual.NewCredential(virtual.KeyTypeEC2))
		d.browser().useKey(t, stranger).want(t, 401)
		for _, change := range []func(*device){
			func(x *device) { x.party.Origin = "https://evil.example" }, func(x *device) { x.party.ID = "evil.example" },
			func(x *device) { x.Options.UserNotVerified = true }, func(x *device) { x.Options.UserHandle = []byte(d.ids["user donorB"]) },
			func(x *device) {
				x.Credentials = []virtual.Credential{withKeyOf(x.Credentials[0], virtual.NewCredential(virtual.KeyTypeEC2))}
			},
		} {
			copied := *dev
			copied.Credentials = append([]virtual.Credential{}, dev.Credentials...)
			change(&copied)
			d.browser().useKey(t, &copied).want(t, 401)
		}
		// A ceremony is good once, and for its own purpose.
		c := ceremony(t, other.api(t, "POST", "/sign-in/passkey/begin", nil))
		credential, err := dev.sign(c)
		if err != nil {
			t.Fatal(err)
		}
		answer := models.AssertionInput{Ceremony: c.ID, Credential: credential}
		d.browser().api(t, "POST", "/sign-in/passkey/finish", answer).want(t, 200)
		d.browser().api(t, "POST", "/sign-in/passkey/finish", answer).want(t, 422)
		b.send(t, "POST", "/account"+path+"/remove", map[string][]string{"version": {versionOf(t, b, path)}}).want(t, 303)
		d.browser().useKey(t, dev).want(t, 401)
		if n := actions(d.do(t, call{as: "admin", path: "/audit?subject_type=passkey&limit=200"}).page(t)); n["passkey.create"] != 1 || n["passkey.remove"] != 1 {
			t.Errorf("the audit has %v", n)
		}
	})
}

func versionOf(t *testing.T, b *browser, path string) string {
	t.Helper()
	return b.api(t, "GET", path, nil).want(t, 200).object(t).text("version")
}

// withKeyOf is a credential that signs with the key of another.
func withKeyOf(c, other virtual.Credential) virtual.Credential {
	c.Key = other.Key
	return c
}

// TestACopiedPasskeyIsBlocked lets two copies of a device sign: the counter goes back, and neither gets in any more.
func TestACopiedPasskeyIsBlocked(t *testing.T) {
	eachDoor(t, nil, func(t *testing.T, d *door) {
		b, dev := d.enter(t, "kaz"), newDevice(d.ids["user kaz"])
		b.addKey(t, dev).want(t, 201)
		thief := *dev
		thief.Credentials = append([]virtual.Credential{}, dev.Credentials...)
		for range 3 {
			d.browser().useKey(t, dev).want(t, 200)
		}
		if p := d.browser().useKey(t, &thief).problem(t, 401); !strings.Contains(p.Detail, "copy") {
			t.Errorf("a copy is told %q", p.Detail)
		}
		d.browser().useKey(t, dev).want(t, 401)
		if got := b.send(t, "GET", "/account", nil).want(t, 200); !strings.Contains(string(got.body), "used by a copy") {
			t.Error("the account page does not say that the passkey is blocked")
		}
		var blocked struct {
			Items []models.Passkey `json:"items"`
		}
		if err := json.Unmarshal(b.api(t, "GET", "/passkeys", nil).want(t, 200).body, &blocked); err != nil || len(blocked.Items) != 1 || blocked.Items[0].BlockedAt == nil {
			t.Errorf("%v %v", blocked, err)
		}
		if n := actions(d.do(t, call{as: "admin", path: "/audit?subject_type=passkey,user&limit=200"}).page(t)); n["passkey.block"] != 1 || n["session.denied"] != 2 {
			t.Errorf("the audit has %v", n)
		}
	})
}
