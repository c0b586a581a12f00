package handlerstest

import (
	"encoding/json"
	"fmt"
	"strings"

	virtual "github.com/descope/virtualwebauthn"

	"qadam/app/engine"
	"qadam/models"
)

// signInVisibility says who sees what is made here.
var signInVisibility = []Visibility{
	{"/tokens", "token partner1", "admin partner1"}, {"/tokens", "token kgz", "admin kgz"},
	{"/sessions", "session", "admin partner1"},
	{"/passkeys", "passkey", "admin partner1"},
	{"/identities", "identity", "admin partner1"},
}

// must gives a value, or ends the test with the error.
func must[T any](w *World, v T, err error) T {
	w.T.Helper()
	if err != nil {
		w.T.Fatalf("%+v", err)
	}
	return v
}

// Link makes a sign-in link for a user and gives its secret.
func (w *World) Link(name string) string {
	w.T.Helper()
	found, err := w.App.Users.Get(w.Ctx, engine.System(), w.IDs["user "+name])
	u := must(w, found, err)
	made, err := w.App.CreateSignInLink(w.Ctx, engine.System(), u.Email)
	address := must(w, made, err)
	return address[strings.LastIndex(address, "/")+1:]
}

// SignIn signs a user in by a link.
func (w *World) SignIn(name string) *models.SignedIn {
	w.T.Helper()
	done, err := w.App.RedeemSignInLink(w.Ctx, models.LinkInput{Token: w.Link(name)}, models.Visit{Peer: "192.0.2.1", Agent: "Test"})
	return must(w, done, err)
}

// person gives an actor with a session, as the use cases know it.
func (w *World) person(name string) models.Actor {
	w.T.Helper()
	a, err := w.App.AuthenticateSession(w.Ctx, w.Sessions[name])
	return must(w, a, err)
}

// passkey adds a passkey of a device to a user's account.
func (w *World) passkey(name string, d *Device) *models.Passkey {
	w.T.Helper()
	begun, err := w.App.BeginPasskey(w.Ctx, w.person(name))
	c := must(w, begun, err)
	credential, err := d.register(*c)
	in, owner := models.PasskeyInput{Name: "Device"}, w.person(name)
	planted := w.Plants.plant("passkey", "of "+name, owner, &in)
	added, err2 := w.App.AddPasskey(w.Ctx, owner, models.AttestationInput{Name: in.Name, Ceremony: c.ID,
		Credential: must(w, credential, err)})
	p := must(w, added, err2)
	w.Plants.created(planted, p.ID)
	return p
}

// signIns signs every actor in, and gives one of them a passkey and an account at a provider.
func (w *World) signIns() {
	w.T.Helper()
	for _, name := range Actors {
		if name == "reader" {
			continue
		}
		done := w.SignIn(name)
		w.Sessions[name] = done.Secret
		w.IDs["session of "+name] = done.Session.ID
	}
	w.IDs["session"] = w.IDs["session of partner1"]
	w.IDs["passkey"] = w.passkey("partner1", NewDevice(w.IDs["user partner1"])).ID
	Create(w, "identity", w.App.Identities, models.IdentityInput{UserID: w.IDs["user partner1"], Issuer: "https://login.example.org",
		Subject: "partner1"})
}

// fresh makes anew what an operation uses up.
var fresh = map[string]func(*World){
	"mission.step": func(w *World) {
		w.newMission("mission to close")
		TakeSteps(w, w.App.Missions, "mission to close", To(models.MissionUnderWay), To(models.MissionDrafting),
			To(models.MissionDraftSent), To(models.MissionReportSent), To(models.MissionFollowUp))
	},
	"person.join":    (*World).doubleOfSpare,
	"person.apart":   (*World).doubleOfSpare,
	"comment.update": func(w *World) { w.commentAsAdmin("comment of admin") },
	"saved_view.remove": func(w *World) {
		CreateBy(w, w.Actor("admin"), "view to remove", w.App.SavedViews, models.SavedViewInput{Name: "A view", Address: "/needs"})
	},
	"session.end":    func(w *World) { w.IDs["session"] = w.SignIn("partner1").Session.ID },
	"passkey.remove": func(w *World) { w.IDs["passkey"] = w.passkey("partner1", NewDevice(w.IDs["user partner1"])).ID },
	"identity.remove": func(w *World) {
		Create(w, "identity", w.App.Identities, models.IdentityInput{UserID: w.IDs["user partner1"], Issuer: "https://login.example.org",
			Subject: string(models.NewID())})
	},
	"referral.link":    func(w *World) { w.referralToLink() },
	"need.refuse":      func(w *World) { w.proposedNeed() },
	"milestone.decide": func(w *World) { w.askedDate() },
	"update.correct": func(w *World) {
		CreateBy(w, w.Actor("partner1"), "accepted update", w.App.Updates, models.UpdateInput{ProjectID: w.IDs["project"],
			ActivityID: w.IDs["activity"], PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30", NoChange: true})
		TakeSteps(w, w.App.Updates, "accepted update", To(models.UpdateSubmitted), To(models.UpdateAccepted))
	},
}

// doubleOfSpare makes a contact with the name and at the organisation of the user spare. It is not in duty, so that spare is kept also when
// its account was closed before.
func (w *World) doubleOfSpare() {
	w.T.Helper()
	id := models.NewID()
	Create(w, "double", w.App.Contacts, models.ContactInput{OrganisationID: w.IDs["lead"], Name: "spare",
		Email: string(id) + "@example.org", Duty: models.DutyOther})
}

// Proofs are bodies by which a person proves who it is. Without a world they have the shape alone.
var Proofs = map[string]func(*World) string{
	"sign_in.redeem": func(w *World) string {
		if w == nil {
			return `{"token":"none"}`
		}
		return fmt.Sprintf(`{"token":%q}`, w.Link("manager"))
	},
	"sign_in.finish": func(w *World) string { return w.assertion(true) },
	"passkey.create": func(w *World) string {
		if w == nil {
			return `{}`
		}
		c, err := w.App.BeginPasskey(w.Ctx, w.person("admin"))
		begun := must(w, c, err)
		credential, err := NewDevice(w.IDs["user admin"]).register(*begun)
		return string(InJSON(models.AttestationInput{Name: "Laptop", Ceremony: begun.ID, Credential: must(w, credential, err)}))
	},
}

// wrongProofs look right and prove nothing.
var wrongProofs = map[string]func(*World) string{
	"sign_in.redeem": func(*World) string { return `{"token":"never-made"}` },
	"sign_in.finish": func(w *World) string { return w.assertion(false) },
}

// assertion is what a device answers to a sign-in, one whose key is known or one whose key is not.
func (w *World) assertion(known bool) string {
	d, c := NewDevice("nobody"), models.Ceremony{ID: "none", PublicKey: `{"challenge":"AAAA"}`}
	if w != nil {
		d = NewDevice(w.IDs["user partner1"])
		begun, err := w.App.BeginPasskeySignIn(w.Ctx)
		c = *must(w, begun, err)
	}
	if known && w != nil {
		w.passkey("partner1", d)
	} else {
		d.AddCredential(virtual.NewCredential(virtual.KeyTypeEC2))
	}
	credential, err := d.Sign(c)
	if err != nil {
		panic(err)
	}
	return string(InJSON(models.AssertionInput{Ceremony: c.ID, Credential: credential}))
}

func InJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
