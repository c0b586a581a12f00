package handlerstest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/handlers"
	"qadam/models"
)

// World is a server over a small portfolio that was made through the use cases: one of each noun for each side, so that
// every operation has something to work on, and every actor something that is another's.
//
//   - PARTNER1 leads project P1 in Kazakhstan, which DONORA funds; PARTNER2 leads P2 in Kyrgyzstan, which DONORB funds.
//   - The needs and findings of Kazakhstan are not shared, but for one need in full and one in part with donors.
type World struct {
	*API
	T   testing.TB
	Ctx context.Context
	IDs map[string]models.ID // by name: "need", "activity of partner2"

	Plants *plants // what was planted in the texts of a world of canaries; nil in the others
}

// WorldStart is when the clock of the tests begins to run.
var WorldStart = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// Clock runs as time does, from WorldStart on, so that no test depends on the day on which it runs.
func Clock() func() time.Time {
	began := time.Now()
	return func() time.Time { return WorldStart.Add(time.Since(began)) }
}

// Each runs a test in a fresh world on each database.
func Each(t *testing.T, fn func(t *testing.T, w *World)) {
	t.Helper()
	storetest.EachKind(t, func(t *testing.T, kind string) { fn(t, NewWorld(t, storetest.Open(t, kind, Clock()))) })
}

// EachAt is Each for a test that goes past the server, to the database itself.
func EachAt(t *testing.T, fn func(t *testing.T, w *World, kind, address string)) {
	t.Helper()
	storetest.EachKind(t, func(t *testing.T, kind string) {
		s, address := OpenAt(t, kind)
		fn(t, NewWorld(t, s), kind, address)
	})
}

// OpenAt opens a fresh database and tells where it is.
func OpenAt(t *testing.T, kind string) (*store.Store, string) {
	t.Helper()
	address := storetest.Address(t, kind)
	s, err := store.Open(address, Clock())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, address
}

// NewWorld makes a world in a fresh database.
func NewWorld(t testing.TB, s *store.Store, prepare ...func(*handlers.Server)) *World {
	t.Helper()
	return (&World{API: Start(t, s, prepare...), T: t, Ctx: context.Background(), IDs: map[string]models.ID{}}).Build()
}

// referenceVisibility says who sees what is made here.
var referenceVisibility = []Visibility{
	{"/organisations", "partner", everybody}, {"/organisations", "donor", managers + "donorA"},
	{"/organisations", "donorB", managers + "donorB"},
	{"/contacts", "contact", managers + "partner1"}, {"/contacts", "contact 2", managers + "partner2"},
	{"/users", "user partner1", managers}, {"/users", "user spare", managers},
	{"/countries", "country", everybody},
	{"/themes", "theme", everybody},
	{"/instruments", "instrument", everybody},
	{"/provisions", "provision", everybody},
	{"/ratings", "rating", everybody},
	{"/rates", "rate", everybody},
	{"/institutions", "institution", managers + "kaz"}, {"/institutions", "institution of kgz", managers + "kgz"},
}

// Build makes all that is in a world.
func (w *World) Build() *World {
	w.T.Helper()
	w.reference()
	w.people()
	w.assess()
	w.needs()
	w.deliver()
	w.IDs["linkable"] = w.IDs["activity"] // until an operation makes another one
	w.account()
	w.comment()
	w.saveViews()
	w.files()
	w.match()
	w.remind()
	w.subscribe()
	w.TokensFor("")
	w.signIns()
	return w
}

// Create makes an object as the system does, and remembers its id by name.
func Create[T, I any](w *World, name string, r engine.Resource[T, I], in I) *T {
	w.T.Helper()
	return CreateBy(w, engine.System(), name, r, in)
}

// CreateBy does it as an actor.
func CreateBy[T, I any](w *World, by models.Actor, name string, r engine.Resource[T, I], in I) *T {
	w.T.Helper()
	planted := w.Plants.plant(r.Name(), name, by, &in)
	row, err := r.Create(w.Ctx, by, in)
	if err != nil {
		w.T.Fatalf("%s: %+v", name, err)
	}
	w.IDs[name] = any(row).(models.Entity).Meta().ID
	w.Plants.created(planted, w.IDs[name])
	return row
}

// TakeSteps takes an object through its lifecycle.
func TakeSteps[T, I any](w *World, r engine.Resource[T, I], name string, steps ...models.StepInput) {
	w.T.Helper()
	for _, in := range steps {
		w.Plants.step(w.IDs[name], &in)
		row, err := r.Get(w.Ctx, engine.System(), w.IDs[name])
		if err == nil {
			_, err = r.Step(w.Ctx, engine.System(), w.IDs[name], any(row).(models.Entity).Meta().Version, in)
		}
		if err != nil {
			w.T.Fatalf("%s to %s: %+v", name, in.To, err)
		}
	}
}

// To is a step to a status.
func To[S ~string](status S) models.StepInput { return models.StepInput{To: string(status)} }

func (w *World) reference() {
	w.T.Helper()
	Create(w, "country", w.App.Countries, models.CountryInput{Code: "KAZ", Region: "Central Asia", TimeZone: "Asia/Almaty"})
	Create(w, "country of kgz", w.App.Countries, models.CountryInput{Code: "KGZ", Region: "Central Asia", TimeZone: "Asia/Bishkek"})
	Create(w, "theme", w.App.Themes, models.ThemeInput{Code: "marking", Name: "Marking", Sector: "15240"})
	Create(w, "theme 2", w.App.Themes, models.ThemeInput{Code: "tracing", Name: "Tracing"})
	for i := range 2 {
		in := Create(w, fmt.Sprint("instrument ", i), w.App.Instruments, models.InstrumentInput{Code: fmt.Sprint("instrument-", i),
			Title: "Instrument", Year: 2017 + i})
		Create(w, fmt.Sprint("provision ", i), w.App.Provisions, models.ProvisionInput{InstrumentID: in.ID, Paragraph: "OP 6"})
	}
	w.IDs["instrument"], w.IDs["provision"] = w.IDs["instrument 0"], w.IDs["provision 0"]
	Create(w, "provision 2", w.App.Provisions, models.ProvisionInput{InstrumentID: w.IDs["instrument"], Paragraph: "OP 7"})
	Create(w, "rating", w.App.Ratings, models.RatingInput{Code: "partly", Label: "Partly implemented", Position: 2})
	for _, name := range []string{"institution", "institution 2"} {
		Create(w, name, w.App.Institutions, models.InstitutionInput{CountryCode: "KAZ", Name: "The " + name})
	}
	Create(w, "institution of kgz", w.App.Institutions, models.InstitutionInput{CountryCode: "KGZ", Name: "The institution"})
	Create(w, "rate", w.App.Rates, models.RateInput{Currency: "EUR", OnDate: "2021-01-01", USDPerUnit: "1.2", Source: "Fiction"})
}

// Actors are those who ask in the tests, by name; "reader" is a manager whose token may only read.
var Actors = []string{"manager", "admin", "partner1", "partner2", "donorA", "donorB", "kaz", "kgz", "reader"}

// Nobody asks without a token, for what is open to the public.
const Nobody = "nobody"

func (w *World) people() {
	w.T.Helper()
	org := func(name, code, kind string, listed bool) models.ID {
		return Create(w, name, w.App.Organisations, models.OrganisationInput{Code: code, Name: code, Kind: models.OrganisationKind(kind),
			Listed: listed}).ID
	}
	lead := org("lead", "LEAD", "un_entity", true)
	user := func(name string, role models.Role, org models.ID, country string) {
		Create(w, "user "+name, w.App.Users, models.UserInput{Name: name, Email: name + "@example.org", Role: role, OrganisationID: org,
			CountryCode: country, Active: true})
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
	w.IDs["me"] = w.IDs["user admin"]
	for i, owner := range []string{"partner", "partner", "partner2"} {
		Create(w, fmt.Sprint("contact ", i), w.App.Contacts, models.ContactInput{OrganisationID: w.IDs[owner], Name: "Focal Point",
			Email: fmt.Sprintf("focal%d@example.org", i), Duty: models.DutyFocalPoint, Active: true})
	}
	w.IDs["contact"] = w.IDs["contact 0"]
}

// TokensFor gives every actor a token; a suffix keeps a second set apart.
func (w *World) TokensFor(suffix string) {
	w.T.Helper()
	for _, name := range append(Actors, "spare") {
		who, scope := name, "write"
		if name == "reader" {
			who, scope = "manager", "read"
		}
		in := models.TokenInput{UserID: w.IDs["user "+who], Name: name + suffix, Scope: models.TokenScope(scope)}
		planted := w.Plants.plant("token", "token "+name, engine.System(), &in)
		token, err := w.App.CreateToken(w.Ctx, engine.System(), in)
		if err != nil {
			w.T.Fatal(err)
		}
		w.Plants.created(planted, token.ID)
		w.IDs["token "+name], w.Tokens[name] = token.ID, token.Secret
	}
}

// Actor gives an actor as the use cases know it.
func (w *World) Actor(name string) models.Actor {
	w.T.Helper()
	u, err := w.App.Users.Get(w.Ctx, engine.System(), w.IDs["user "+name])
	if err != nil {
		w.T.Fatal(err)
	}
	return models.Actor{UserID: u.ID, Name: u.Name, Role: u.Role, OrganisationID: u.OrganisationID, CountryCode: u.CountryCode,
		CanWrite: true}
}
