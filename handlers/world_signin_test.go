package handlers_test

import (
	"encoding/json"
	"fmt"
	"strings"

	virtual "github.com/descope/virtualwebauthn"

	"qadam/app/engine"
	"qadam/models"
)

// device is an authenticator of the tests: it makes keys and signs with them as a real one does.
type device struct {
	virtual.Authenticator
	party virtual.RelyingParty
}

// newDevice makes the device of a user.
func newDevice(user models.ID) *device {
	return &device{virtual.NewAuthenticatorWithOptions(virtual.AuthenticatorOptions{UserHandle: []byte(user)}),
		virtual.RelyingParty{ID: "qadam.example", Name: "Qadam", Origin: baseURL}}
}

// wholeKey is how many bytes a public key has when none of its coordinates begins with a zero.
const wholeKey = 77

// register answers the beginning of a registration with a new key.
func (d *device) register(c models.Ceremony) (models.RawJSON, error) {
	options, err := virtual.ParseAttestationOptions(string(c.PublicKey))
	if err != nil {
		return "", err
	}
	key := virtual.NewCredential(virtual.KeyTypeEC2)
	for len(key.Key.AttestationData()) < wholeKey { // the library cuts leading zeros off
		key = virtual.NewCredential(virtual.KeyTypeEC2)
	}
	d.AddCredential(key)
	return models.RawJSON(virtual.CreateAttestationResponse(d.party, d.Authenticator, key, *options)), nil
}

// sign answers the beginning of a sign-in with its last key; its counter goes up each time.
func (d *device) sign(c models.Ceremony) (models.RawJSON, error) {
	options, err := virtual.ParseAssertionOptions(string(c.PublicKey))
	if err != nil {
		return "", err
	}
	key := &d.Credentials[len(d.Credentials)-1]
	key.Counter++
	return models.RawJSON(virtual.CreateAssertionResponse(d.party, d.Authenticator, *key, *options)), nil
}

// must is a value that has to be there.
func must[T any](w *world, v T, err error) T {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("%+v", err)
	}
	return v
}

// link makes a sign-in link for somebody and gives its secret.
func (w *world) link(name string) string {
	w.t.Helper()
	found, err := w.app.Users.Get(w.ctx, engine.System(), w.ids["user "+name])
	u := must(w, found, err)
	made, err := w.app.CreateSignInLink(w.ctx, engine.System(), u.Email)
	address := must(w, made, err)
	return address[strings.LastIndex(address, "/")+1:]
}

// signIn signs somebody in by a link.
func (w *world) signIn(name string) *models.SignedIn {
	w.t.Helper()
	done, err := w.app.RedeemSignInLink(w.ctx, models.LinkInput{Token: w.link(name)}, models.Visit{Peer: "192.0.2.1", Agent: "Test"})
	return must(w, done, err)
}

// person is somebody who has signed in, as the use cases know it.
func (w *world) person(name string) models.Actor {
	w.t.Helper()
	a, err := w.app.AuthenticateSession(w.ctx, w.sessions[name])
	return must(w, a, err)
}

// passkey adds a passkey of a device to somebody's account.
func (w *world) passkey(name string, d *device) *models.Passkey {
	w.t.Helper()
	begun, err := w.app.BeginPasskey(w.ctx, w.person(name))
	c := must(w, begun, err)
	credential, err := d.register(*c)
	in, owner := models.PasskeyInput{Name: "Device"}, w.person(name)
	planted := w.plants.plant("passkey", "of "+name, owner, &in)
	added, err2 := w.app.AddPasskey(w.ctx, owner, models.AttestationInput{Name: in.Name, Ceremony: c.ID, Credential: must(w, credential, err)})
	p := must(w, added, err2)
	w.plants.grown(planted, p.ID)
	return p
}

// signIns signs everybody in, and gives one of them a passkey and an account at a provider.
func (w *world) signIns() {
	w.t.Helper()
	for _, name := range actors {
		if name == "reader" {
			continue
		}
		done := w.signIn(name)
		w.sessions[name] = done.Secret
		w.ids["session of "+name] = done.Session.ID
	}
	w.ids["session"] = w.ids["session of partner1"]
	w.ids["passkey"] = w.passkey("partner1", newDevice(w.ids["user partner1"])).ID
	made(w, "identity", w.app.Identities, models.IdentityInput{UserID: w.ids["user partner1"], Issuer: "https://login.example.org", Subject: "partner1"})
}

// fresh makes anew what an operation uses up.
var fresh = map[string]func(*world){
	"session.end":    func(w *world) { w.ids["session"] = w.signIn("partner1").Session.ID },
	"passkey.remove": func(w *world) { w.ids["passkey"] = w.passkey("partner1", newDevice(w.ids["user partner1"])).ID },
	"identity.remove": func(w *world) {
		made(w, "identity", w.app.Identities, models.IdentityInput{UserID: w.ids["user partner1"], Issuer: "https://login.example.org", Subject: string(models.NewID())})
	},
}

// proofs are bodies by which somebody proves who it is; for no world, they only look like some.
var proofs = map[string]func(*world) string{
	"sign_in.redeem": func(w *world) string {
		if w == nil {
			return `{"token":"none"}`
		}
		return fmt.Sprintf(`{"token":%q}`, w.link("manager"))
	},
	"sign_in.finish": func(w *world) string { return w.assertion(true) },
	"passkey.create": func(w *world) string {
		if w == nil {
			return `{}`
		}
		c, err := w.app.BeginPasskey(w.ctx, w.person("admin"))
		begun := must(w, c, err)
		credential, err := newDevice(w.ids["user admin"]).register(*begun)
		return string(inJSON(models.AttestationInput{Name: "Laptop", Ceremony: begun.ID, Credential: must(w, credential, err)}))
	},
}

// wrongProofs look right and prove nothing.
var wrongProofs = map[string]func(*world) string{
	"sign_in.redeem": func(*world) string { return `{"token":"never-made"}` },
	"sign_in.finish": func(w *world) string { return w.assertion(false) },
}

// assertion is what a device answers to a sign-in, one whose key is known or one whose key is not.
func (w *world) assertion(known bool) string {
	d, c := newDevice("nobody"), models.Ceremony{ID: "none", PublicKey: `{"challenge":"AAAA"}`}
	if w != nil {
		d = newDevice(w.ids["user partner1"])
		begun, err := w.app.BeginPasskeySignIn(w.ctx)
		c = *must(w, begun, err)
	}
	if known && w != nil {
		w.passkey("partner1", d)
	} else {
		d.AddCredential(virtual.NewCredential(virtual.KeyTypeEC2))
	}
	credential, err := d.sign(c)
	if err != nil {
		panic(err)
	}
	return string(inJSON(models.AssertionInput{Ceremony: c.ID, Credential: credential}))
}

func inJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// fillSignIns makes more than a page of what people sign in with.
func (w *world) fillSignIns() {
	w.t.Helper()
	for i := range 51 {
		w.signIn("manager")
		w.passkey("manager", newDevice(w.ids["user manager"]))
		made(w, "identity", w.app.Identities, models.IdentityInput{UserID: w.ids["user manager"], Issuer: "https://login.example.org", Subject: fmt.Sprint("manager ", i)})
	}
}
