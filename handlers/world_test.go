package handlers_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// world is a server over a small portfolio that was made through the use cases: one of each noun for each side, so that
// every operation has something to work on, and every actor something that is another's.
//
//   - PARTNER1 leads project P1 in Kazakhstan, which DONORA funds; PARTNER2 leads P2 in Kyrgyzstan, which DONORB funds.
//   - The needs and findings of Kazakhstan are shared with nobody, but one need in full and one in part with donors.
type world struct {
	*api
	t   testing.TB
	ctx context.Context
	ids map[string]models.ID // by name: "need", "activity of partner2"

	plants *plants // what was planted in the texts of a world of canaries; nil in the others
}

// worldStart is when the clock of the tests begins to run.
var worldStart = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// clock runs as time does, from worldStart on: what the tests see does not hang on the day on which they run.
func clock() func() time.Time {
	began := time.Now()
	return func() time.Time { return worldStart.Add(time.Since(began)) }
}

// each runs a test in a fresh world on either database.
func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	storetest.EachKind(t, func(t *testing.T, kind string) { fn(t, newWorld(t, storetest.Open(t, kind, clock()))) })
}

// eachAt is each for a test that goes past the server, to the database itself.
func eachAt(t *testing.T, fn func(t *testing.T, w *world, kind, address string)) {
	t.Helper()
	storetest.EachKind(t, func(t *testing.T, kind string) {
		s, address := openAt(t, kind)
		fn(t, newWorld(t, s), kind, address)
	})
}

// openAt opens a fresh database and tells where it is.
func openAt(t *testing.T, kind string) (*store.Store, string) {
	t.Helper()
	address := storetest.Address(t, kind)
	s, err := store.ForPartial(address, clock())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, address
}

func newWorld(t testing.TB, s *store.Store) *world {
	t.Helper()
	return (&world{api: start(t, s), t: t, ctx: context.Background(), ids: map[string]models.ID{}}).build()
}

// build makes all that is in a world.
func (w *world) build() *world {
	w.t.Helper()
	w.reference()
	w.people()
	w.assess()
	w.needs()
	w.deliver()
	w.account()
	w.match()
	w.remind()
	w.linked()
	w.tokensFor("")
	w.signIns()
	return w
}

// make makes an object as the system would, and remembers its id.
func made[T, I any](w *world, name string, r *engine.Resource[T, I], in I) *T {
	w.t.Helper()
	return madeBy(w, engine.System(), name, r, in)
}

func madeBy[T, I any](w *world, by models.Actor, name string, r *engine.Resource[T, I], in I) *T {
	w.t.Helper()
	planted := w.plants.plant(r.Name(), name, by, &in)
	row, err := r.Create(w.ctx, by, in)
	if err != nil {
		w.t.Fatalf("%s: %+v", name, err)
	}
	w.ids[name] = any(row).(models.Entity).Meta().ID
	w.plants.grown(planted, w.ids[name])
	return row
}

// walk takes steps of an object's life.
func walk[T, I any](w *world, r *engine.Resource[T, I], name string, steps ...models.StepInput) {
	w.t.Helper()
	for _, in := range steps {
		w.plants.step(w.ids[name], &in)
		row, err := r.Get(w.ctx, engine.System(), w.ids[name])
		if err == nil {
			_, err = r.Step(w.ctx, engine.System(), w.ids[name], any(row).(models.Entity).Meta().Version, in)
		}
		if err != nil {
			w.t.Fatalf("%s to %s: %+v", name, in.To, err)
		}
	}
}

func to(status string) models.StepInput { return models.StepInput{To: status} }

func (w *world) reference() {
	w.t.Helper()
	made(w, "country", w.app.Countries, models.CountryInput{Code: "KAZ", Region: "Central Asia", TimeZone: "Asia/Almaty"})
	made(w, "country of kgz", w.app.Countries, models.CountryInput{Code: "KGZ", Region: "Central Asia", TimeZone: "Asia/Bishkek"})
	made(w, "theme", w.app.Themes, models.ThemeInput{Code: "marking", Name: "Marking", Sector: "15240"})
	made(w, "theme 2", w.app.Themes, models.ThemeInput{Code: "tracing", Name: "Tracing"})
	for i := range 2 {
		in := made(w, fmt.Sprint("instrument ", i), w.app.Instruments, models.InstrumentInput{Code: fmt.Sprint("instrument-", i), Title: "Instrument", Year: 2017 + i})
		made(w, fmt.Sprint("provision ", i), w.app.Provisions, models.ProvisionInput{InstrumentID: in.ID, Paragraph: "OP 6"})
	}
	w.ids["instrument"], w.ids["provision"] = w.ids["instrument 0"], w.ids["provision 0"]
	made(w, "provision 2", w.app.Provisions, models.ProvisionInput{InstrumentID: w.ids["instrument"], Paragraph: "OP 7"})
	made(w, "rating", w.app.Ratings, models.RatingInput{Code: "partly", Label: "Partly implemented", Position: 2})
	for _, name := range []string{"institution", "institution 2"} {
		made(w, name, w.app.Institutions, models.InstitutionInput{CountryCode: "KAZ", Name: "The " + name})
	}
	made(w, "institution of kgz", w.app.Institutions, models.InstitutionInput{CountryCode: "KGZ", Name: "The institution"})
	made(w, "rate", w.app.Rates, models.RateInput{Currency: "EUR", OnDate: "2021-01-01", USDPerUnit: "1.2", Source: "Fiction"})
}

// actors are those who ask in the tests, by name; "reader" is a manager whose token may only read.
var actors = []string{"manager", "admin", "partner1", "partner2", "donorA", "donorB", "kaz", "kgz", "reader"}

func (w *world) people() {
	w.t.Helper()
	org := func(name, code, kind string, listed bool) models.ID {
		return made(w, name, w.app.Organisations, models.OrganisationInput{Code: code, Name: code, Kind: models.OrganisationKind(kind), Listed: listed}).ID
	}
	lead := org("lead", "LEAD", "un_entity", true)
	user := func(name string, role models.Role, org models.ID, country string) {
		made(w, "user "+name, w.app.Users, models.UserInput{Name: name, Email: name + "@example.org", Role: role, OrganisationID: org, CountryCode: country, Active: true})
	}
	user("manager", models.Manager, lead, "")
	user("admin", models.Admin, lead, "")
	user("spare", models.Manager, lead, "")
	user("partner1", models.Partner, org("partner", "PARTNER1", "ngo", true), "")
	user("partner2", models.Partner, org("partner2", "PARTNER2", "ngo", true), "")
	user("donorA", models.Donor, org("donor", "DONORA", "government", false), "")
	user("donorB", models.Donor, org("donorB", "DONORB", "government", false), "")
	user("kaz", models.National, "", "KAZ")
	user("kgz", models.National, "", "KGZ")
	w.ids["me"] = w.ids["user admin"]
	for i, owner := range []string{"partner", "partner", "partner2"} {
		made(w, fmt.Sprint("contact ", i), w.app.Contacts, models.ContactInput{OrganisationID: w.ids[owner], Name: "Focal Point", Email: fmt.Sprintf("focal%d@example.org", i), Duty: "focal_point", Active: true})
	}
	w.ids["contact"] = w.ids["contact 0"]
}

// tokensFor gives everybody a token; a suffix keeps a second set apart.
func (w *world) tokensFor(suffix string) {
	w.t.Helper()
	for _, name := range append(actors, "spare") {
		who, scope := name, "write"
		if name == "reader" {
			who, scope = "manager", "read"
		}
		in := models.TokenInput{UserID: w.ids["user "+who], Name: name + suffix, Scope: models.TokenScope(scope)}
		planted := w.plants.plant("token", "token "+name, engine.System(), &in)
		token, err := w.app.CreateToken(w.ctx, engine.System(), in)
		if err != nil {
			w.t.Fatal(err)
		}
		w.plants.grown(planted, token.ID)
		w.ids["token "+name], w.tokens[name] = token.ID, token.Secret
	}
}

// actor is somebody as the use cases know them.
func (w *world) actor(name string) models.Actor {
	w.t.Helper()
	u, err := w.app.Users.Get(w.ctx, engine.System(), w.ids["user "+name])
	if err != nil {
		w.t.Fatal(err)
	}
	return models.Actor{UserID: u.ID, Name: u.Name, Role: u.Role, OrganisationID: u.OrganisationID, CountryCode: u.CountryCode, CanWrite: true}
}
