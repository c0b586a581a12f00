package app_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// world is a small portfolio, made through the use cases, that tests share. Its story runs in 2021:
//
//   - Needs of Kazakhstan: 1 is in delivery and shared in full with donors, 2 is referred and shared in part, 3 is agreed,
//     shared with nobody and answered by the same activity as 1, 4 is identified. Kyrgyzstan has need 5, which nobody answers.
//   - Project P, led by PARTNER1, has activity 1 (needs 1 and 3) and activity 2 of PARTNER2 (need 2). Both have begun.
//   - DONORA and DONORB fund the project as a whole, five parts to two; DONORB earmarks more for activity 2.
type world struct {
	*app.App
	t   testing.TB
	ctx context.Context

	manager, admin, partner1, partner2, donorA, donorB, nationalKAZ, nationalKGZ models.Actor

	missionKAZ, missionKGZ *models.Mission
	finding                *models.Finding
	needs                  [6]*models.Need // the first is number 1
	project                *models.Project
	activities             [3]*models.Activity // the first is number 1
	milestones             []*models.Milestone
}

// worldDay is a day after all that happens in the world.
const worldDay models.Date = "2022-01-10"

// eachAt runs a test on a fresh database of either kind whose clock stands still at noon of worldDay.
func eachAt(t *testing.T, fn func(t *testing.T, s *store.Store)) {
	t.Helper()
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) { fn(t, openAt(t, kind)) })
	}
}

func openAt(t testing.TB, kind string) *store.Store {
	return storetest.Open(t, kind, func() time.Time { return worldDay.Time().Add(12 * time.Hour) })
}

// sure gives what a use case gave, or ends the test.
func sure[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatalf("%+v", err)
		}
		return v
	}
}

func usd(amount string) models.Money { return money(amount, "USD") }

func money(amount, currency string) models.Money {
	m, err := models.ParseMoney(amount, currency)
	if err != nil {
		panic(err)
	}
	return m
}

// newWorld makes the portfolio.
func newWorld(t testing.TB, s *store.Store) *world {
	t.Helper()
	options := app.Options{Notice: "Fiction", RateDays: 3650} // the world's rates are years old
	w := &world{App: app.New(s, slog.New(slog.DiscardHandler), options), t: t, ctx: context.Background()}
	w.reference()
	w.people()
	w.assessment()
	w.portfolio()
	w.money()
	return w
}

func (w *world) reference() {
	w.t.Helper()
	me := engine.System()
	for _, c := range []models.CountryInput{{Code: "KAZ", Region: "Central Asia", TimeZone: "Asia/Almaty"},
		{Code: "KGZ", Region: "Central Asia", TimeZone: "Asia/Bishkek"}} {
		sure(w.Countries.Create(w.ctx, me, c))(w.t)
	}
	for _, c := range []models.ThemeInput{{Code: "marking", Name: "Marking"}, {Code: "tracing", Name: "Tracing"}} {
		sure(w.Themes.Create(w.ctx, me, c))(w.t)
	}
	for _, r := range []models.RateInput{{Currency: "EUR", OnDate: "2021-01-01", USDPerUnit: "1.20"},
		{Currency: "EUR", OnDate: "2021-07-01", USDPerUnit: "1.10"}, {Currency: "KZT", OnDate: "2021-01-01", USDPerUnit: "0.0025"}} {
		r.Source = "Fiction"
		sure(w.Rates.Create(w.ctx, me, r))(w.t)
	}
}

// people makes CTED, two partners and two donors that are not listed, and a user of each role and organisation.
func (w *world) people() {
	w.t.Helper()
	org := func(code, kind string, listed bool) models.ID {
		return sure(
			w.Organisations.Create(
				w.ctx,
				engine.System(),
				models.OrganisationInput{Code: code, Name: "Organisation " + code, Kind: models.OrganisationKind(kind), Listed: listed},
			),
		)(
			w.t,
		).ID
	}
	cted := org("CTED", "un_entity", true)
	w.manager = w.user(models.Manager, "manager", cted, "")
	w.admin = w.user(models.Admin, "admin", cted, "")
	w.partner1 = w.user(models.Partner, "partner1", org("PARTNER1", "ngo", true), "")
	w.partner2 = w.user(models.Partner, "partner2", org("PARTNER2", "ngo", true), "")
	w.donorA = w.user(models.Donor, "donora", org("DONORA", "government", false), "")
	w.donorB = w.user(models.Donor, "donorb", org("DONORB", "government", false), "")
	w.nationalKAZ = w.user(models.National, "kaz", "", "KAZ")
	w.nationalKGZ = w.user(models.National, "kgz", "", "KGZ")
}

// user makes a user and gives it as an actor that may write.
func (w *world) user(role models.Role, name string, org models.ID, country string) models.Actor {
	w.t.Helper()
	u := sure(
		w.Users.Create(
			w.ctx,
			engine.System(),
			models.UserInput{Name: name, Email: name + "@example.org", Role: role, OrganisationID: org, CountryCode: country, Active: true},
		),
	)(
		w.t,
	)
	return models.Actor{UserID: u.ID, Name: u.Name, Email: u.Email, Role: role, OrganisationID: org, CountryCode: country, CanWrite: true}
}

func (w *world) assessment() {
	w.t.Helper()
	mission := func(country string) *models.Mission {
		return sure(
			w.Missions.Create(
				w.ctx,
				w.manager,
				models.MissionInput{CountryCode: country, Title: "First mission to " + country, Modality: "virtual",
					ReleasableSummary:  "A mission took place.",
					LeadOrganisationID: w.manager.OrganisationID,
					Parts:              []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25"}}},
			),
		)(
			w.t,
		)
	}
	w.missionKAZ, w.missionKGZ = mission("KAZ"), mission("KGZ")
	w.finding = sure(
		w.Findings.Create(w.ctx, w.manager, models.FindingInput{MissionID: w.missionKAZ.ID, Dimension: "operational", Kind: "shortfall",
			Text: "Secret finding", ReleasableSummary: "Open finding"}),
	)(
		w.t,
	)
	costs := []models.Money{usd("120000.50"), money("100000.00", "EUR"), money("50000000.00", "KZT"), {}, usd("30000.00")}
	for i, cost := range costs {
		m := w.missionKAZ
		if i == 4 {
			m = w.missionKGZ
		}
		w.needs[i+1] = w.need(m, i+1, cost)
	}
	for _, n := range []int{1, 2, 3, 5} {
		w.stepNeed(n, "agreed", "2021-02-15", "")
	}
	for _, n := range []int{1, 2} {
		w.stepNeed(n, "prioritized", "2021-03-01", "")
		w.stepNeed(n, "referred", "2021-03-10", w.partner1.OrganisationID)
	}
	w.stepNeed(1, "taken_up", "2021-03-20", "")
	w.consent(w.needs[1].ID, models.ExtentFull, models.AudienceDonors)
	w.consent(w.needs[2].ID, models.ExtentPartial, models.AudienceDonors)
}

// need makes a need whose texts say which it is and how open they are.
func (w *world) need(m *models.Mission, n int, cost models.Money) *models.Need {
	w.t.Helper()
	number := string(rune('0' + n))
	return sure(
		w.Needs.Create(
			w.ctx,
			w.manager,
			models.NeedInput{MissionID: m.ID, Title: "Secret title " + number, Description: "Secret description " + number,
				ReleasableSummary: "Open summary " + number, Level: "operational", Kind: "training", ThemeCodes: []string{"marking"},
				EstimatedCost: cost},
		),
	)(
		w.t,
	)
}

func (w *world) stepNeed(n int, to string, on models.Date, org models.ID) {
	w.t.Helper()
	now := sure(w.Needs.Get(w.ctx, w.manager, w.needs[n].ID))(w.t)
	w.needs[n] = sure(w.Needs.Step(w.ctx, w.manager, now.ID, now.Version, models.StepInput{To: to, OnDate: on, OrganisationID: org}))(w.t)
}

// consent opens a need from the day of the world on.
func (w *world) consent(need models.ID, extent models.Extent, audience models.Audience) *models.Consent {
	w.t.Helper()
	return sure(
		w.Consents.Create(w.ctx, w.manager, models.ConsentInput{SubjectType: "need", SubjectID: need, Extent: extent, Audience: audience,
			Instrument: "Note verbale", GivenOn: "2021-05-03"}),
	)(
		w.t,
	)
}

func (w *world) portfolio() {
	w.t.Helper()
	w.project = w.newProject("Project P")
	share := func(n, percent int) models.ActivityNeed {
		return models.ActivityNeed{NeedID: w.needs[n].ID, Share: percent}
	}
	w.activities[1] = w.activity(w.project, "Activity 1", w.partner1, share(1, 60), share(3, 40))
	w.activities[2] = w.activity(w.project, "Activity 2", w.partner2, share(2, 100))
	for _, m := range []struct {
		activity  int
		due, done models.Date
	}{{1, "2021-06-01", "2021-05-20"}, {1, "2021-09-01", ""}, {2, "2021-08-01", "2021-08-20"}, {2, "2022-03-01", ""}} {
		w.milestones = append(w.milestones, w.milestone(w.activities[m.activity], m.due, m.done))
	}
	sure(w.Projects.Step(w.ctx, w.manager, w.project.ID, 1, models.StepInput{To: "implementation", OnDate: "2021-04-01"}))(w.t)
	w.stepActivity(w.activities[1], "implementation", "2021-04-15")
	w.stepActivity(w.activities[2], "implementation", "2021-05-15")
	sure(
		w.Indicators.Create(
			w.ctx,
			w.manager,
			models.IndicatorInput{ProjectID: w.project.ID, ActivityID: w.activities[1].ID, Kind: "output", Title: "Officers trained",
				Unit: "officers", Baseline: "0", Periods: []models.IndicatorPeriod{{StartsOn: "2021-04-01", EndsOn: "2021-06-30",
					Target: "20", Actual: "18"}, {
					StartsOn: "2021-07-01",
					EndsOn:   "2022-06-30",
					Target:   "60",
					Actual:   "41",
				}, {StartsOn: "2021-04-01", EndsOn: "2021-06-30", Group: "women", Target: "10", Actual: "7"}}},
		),
	)(
		w.t,
	)
}

func (w *world) newProject(title string) *models.Project {
	w.t.Helper()
	return sure(
		w.Projects.Create(
			w.ctx,
			w.manager,
			models.ProjectInput{Title: title, LeadOrganisationID: w.partner1.OrganisationID, CountryCodes: []string{"KAZ"},
				StartsOn: "2021-04-01", EndsOn: "2023-03-31", Budget: usd("600000.00"), ReportingMonths: 3},
		),
	)(
		w.t,
	)
}

// activity makes one in Kazakhstan, of one partner, that is still in the pipeline.
func (w *world) activity(p *models.Project, title string, lead models.Actor, needs ...models.ActivityNeed) *models.Activity {
	w.t.Helper()
	return sure(
		w.Activities.Create(
			w.ctx,
			w.manager,
			models.ActivityInput{ProjectID: p.ID, Title: title, CountryCode: "KAZ", ThemeCodes: []string{"marking"},
				Partners: []models.ActivityPartner{{OrganisationID: lead.OrganisationID, PartnerRole: "lead"}}, Needs: needs,
				PlannedStart: "2021-04-15", PlannedEnd: "2022-06-30", Health: "on_track"},
		),
	)(
		w.t,
	)
}

func (w *world) stepActivity(v *models.Activity, to string, on models.Date) {
	w.t.Helper()
	now := sure(w.Activities.Get(w.ctx, w.manager, v.ID))(w.t)
	*v = *sure(w.Activities.Step(w.ctx, w.manager, v.ID, now.Version, models.StepInput{To: to, OnDate: on}))(w.t)
}

// milestone makes one and, where done is given, has it delivered.
func (w *world) milestone(v *models.Activity, due, done models.Date) *models.Milestone {
	w.t.Helper()
	m := sure(
		w.Milestones.Create(w.ctx, w.manager, models.MilestoneInput{ActivityID: v.ID, Title: "Due " + string(due), DueOn: due, Weight: 1}),
	)(
		w.t,
	)
	if done != "" {
		m = sure(w.Milestones.Step(w.ctx, w.manager, m.ID, m.Version, models.StepInput{To: "delivered", OnDate: done}))(w.t)
	}
	return m
}

func (w *world) money() {
	w.t.Helper()
	p, a1, a2 := w.project, w.activities[1], w.activities[2]
	w.pay("pledge", w.donorA, p, nil, usd("500000.00"), "2021-02-01")
	w.pay("commitment", w.donorA, p, nil, usd("300000.00"), "2021-03-01")
	w.pay("disbursement", w.donorA, p, nil, usd("150000.00"), "2021-04-01")
	w.pay("commitment", w.donorB, p, nil, money("100000.00", "EUR"), "2021-03-15")  // US$ 120,000
	w.pay("commitment", w.donorB, p, a2, money("40000000.00", "KZT"), "2021-05-01") // US$ 100,000
	w.pay("expenditure", w.partner1, p, nil, usd("10000.01"), "2021-06-15")
	w.pay("expenditure", w.partner1, p, a1, usd("70000.00"), "2021-06-20")
	w.pay("expenditure", w.partner2, p, a2, money("20000.00", "EUR"), "2021-07-15") // US$ 22,000
}

// pay writes a transaction of a donor's or a spender's, earmarked if an activity is given.
func (w *world) pay(
	kind string,
	by models.Actor,
	p *models.Project,
	v *models.Activity,
	amount models.Money,
	on models.Date,
) *models.Transaction {
	w.t.Helper()
	in := models.TransactionInput{Kind: models.TransactionKind(kind), OrganisationID: by.OrganisationID, ProjectID: p.ID, Amount: amount,
		ValueDate: on}
	if v != nil {
		in.ActivityID = v.ID
	}
	return sure(w.Transactions.Create(w.ctx, w.manager, in))(w.t)
}
