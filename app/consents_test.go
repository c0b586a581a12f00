package app_test

import (
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// ledgerWorld is the world under a clock that the test sets.
type ledgerWorld struct {
	*world
	store *store.Store
	now   time.Time
}

func eachLedger(t *testing.T, fn func(t *testing.T, w *ledgerWorld)) {
	t.Helper()
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			w := &ledgerWorld{now: worldDay.Time().Add(12 * time.Hour)}
			w.store = storetest.Open(t, kind, func() time.Time { return w.now })
			w.world = newWorld(t, w.store)
			w.now = w.now.Add(time.Minute)
			fn(t, w)
		})
	}
}

// open is how much of a need a reader gets.
func (w *ledgerWorld) open(reader models.Actor, need models.ID) models.Extent {
	w.t.Helper()
	n, err := w.Needs.Get(w.ctx, reader, need)
	if models.CodeOf(err) == models.NotFound {
		return models.ExtentNone
	}
	return sure(n, err)(w.t).Shared
}

// wants holds how much is open to partners and donors, in the reading and in the explanation alike.
func (w *ledgerWorld) wants(need models.ID, partners, donors models.Extent) {
	w.t.Helper()
	if p, d := w.open(w.partner1, need), w.open(w.donorA, need); p != partners || d != donors {
		w.t.Errorf("at %s partners get %s and donors %s, not %s and %s", w.now, p, d, partners, donors)
	}
	e := sure(w.ExplainNeed(w.ctx, w.nationalKAZ, need))(w.t)
	if e.Audiences[0].Extent != partners || e.Audiences[1].Extent != donors {
		w.t.Errorf("at %s it is explained as %s", w.now, e.Words)
	}
}

func entry(subjectType models.ConsentSubject, id models.ID, extent models.Extent, audience models.Audience) models.ConsentInput {
	return models.ConsentInput{
		SubjectType: subjectType,
		SubjectID:   id,
		Extent:      extent,
		Audience:    audience,
		Instrument:  "Note verbale 1",
		GivenOn:     "2022-01-10",
	}
}

func (w *ledgerWorld) give(in models.ConsentInput) *models.Consent {
	w.t.Helper()
	return sure(w.Consents.Create(w.ctx, w.nationalKAZ, in))(w.t)
}

func (w *ledgerWorld) withdraw(c *models.Consent) *models.Consent {
	w.t.Helper()
	now := sure(w.Consents.Get(w.ctx, w.nationalKAZ, c.ID))(w.t)
	return sure(w.WithdrawConsent(w.ctx, w.nationalKAZ, c.ID, now.Version, models.WithdrawInput{Reason: "A change of mind"}))(w.t)
}

const tick = time.Microsecond

func TestConsentHoldsToTheInstant(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, w *ledgerWorld) {
		need := w.needs[4].ID
		from, until := w.now.Add(time.Hour), w.now.Add(3*time.Hour)
		in := entry("need", need, models.ExtentFull, models.AudienceDonors)
		in.EffectiveFrom, in.ExpiresAt = &from, &until
		c := w.give(in)
		for _, at := range []struct {
			now  time.Time
			open string
		}{{from.Add(-tick), "none"}, {from, "full"}, {until.Add(-tick), "full"}, {until, "none"}} {
			w.now = at.now
			w.wants(need, "none", models.Extent(at.open))
		}
		// Withdrawn while it is in force: closed from then on, and for ever, though its mission is opened meanwhile.
		w.now = from.Add(time.Hour)
		w.give(entry("mission", w.missionKAZ.ID, models.ExtentFull, models.AudiencePartners))
		w.wants(need, "full", "full")
		w.now = w.now.Add(tick)
		got := w.withdraw(c)
		w.wants(need, "full", "none")
		w.give(entry("mission", w.missionKAZ.ID, models.ExtentFull, models.AudienceDonors))
		w.now = until.Add(time.Hour)
		w.wants(need, "full", "none")
		if got.State != models.ConsentWithdrawn || got.EndedByName != w.nationalKAZ.Name || got.WithdrawnReason != "A change of mind" {
			t.Errorf("the entry is %+v", got)
		}
		// A new entry after that opens again; one that is wholly past, or begins before it is recorded, is refused.
		w.give(entry("need", need, models.ExtentPartial, models.AudienceDonors))
		w.wants(need, "full", "partial")
		past := w.now.Add(-tick)
		in.EffectiveFrom, in.ExpiresAt = &past, nil
		if _, err := w.Consents.Create(w.ctx, w.nationalKAZ, in); models.CodeOf(err) != models.Invalid {
			t.Errorf("an entry in the past is taken: %v", err)
		}
	})
}

// An entry that is withdrawn before it takes effect decides nothing: what held before holds on.
func TestWithdrawnBeforeItTookEffect(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, w *ledgerWorld) {
		need, from := w.needs[4].ID, w.now.Add(time.Hour)
		w.give(entry("mission", w.missionKAZ.ID, models.ExtentPartial, models.AudienceDonors))
		in := entry("need", need, models.ExtentFull, models.AudienceDonors)
		in.EffectiveFrom = &from
		w.withdraw(w.give(in))
		w.now = from.Add(time.Hour)
		w.wants(need, "none", "partial")
	})
}

// The more specific entry decides, of those as specific the later; and what is public is everybody's.
func TestSpecificBeforeGeneralAndThePublic(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, w *ledgerWorld) {
		need, other := w.needs[4].ID, w.needs[3].ID
		for _, step := range []struct {
			in               models.ConsentInput
			partners, donors models.Extent
			other            models.Extent // to partners
		}{
			{entry("mission", w.missionKAZ.ID, "full", models.AudiencePartners), "full", "none", "full"},
			{entry("need", need, "partial", models.AudiencePartners), "partial", "none", "full"},
			{entry("need", need, "partial", models.AudiencePublic), "partial", "partial", "full"},
			{entry("need", need, "none", models.AudiencePartners), "partial", "partial", "full"}, // public all the same
			{entry("mission", w.missionKAZ.ID, "full", models.AudiencePublic), "partial", "partial", "full"},
			{entry("need", need, "none", models.AudiencePublic), "none", "none", "full"},
			{entry("mission", w.missionKAZ.ID, "none", models.AudiencePartners), "none", "none", "full"}, // the mission is public
		} {
			w.now = w.now.Add(time.Second)
			w.give(step.in)
			w.wants(need, step.partners, step.donors)
			if got := w.open(w.partner2, other); got != step.other {
				t.Errorf("after %+v the other need is open to partners: %s", step.in, got)
			}
		}
	})
}

// TestAnyLedger writes ledgers at random and compares, at the instants around every change, what readers get with what a
// plain reading of the rules says.
func TestAnyLedger(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, w *ledgerWorld) {
		r, start := rand.New(rand.NewPCG(1, 2)), w.now
		for round := range 25 {
			w.now = start
			m := sure(
				w.Missions.Create(
					w.ctx,
					w.manager,
					models.MissionInput{CountryCode: "KAZ", Title: "M", Modality: "virtual", LeadOrganisationID: w.manager.OrganisationID,
						Parts: []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25"}}},
				),
			)(
				t,
			)
			need := w.need(m, 9, models.Money{}).ID
			ledger, instants := randomLedger(r, start, m.ID, need)
			for i := range ledger {
				c := &ledger[i]
				if err := w.store.Update(w.ctx, engine.System(),
					func(tx *store.Tx) error { return store.Consents.Insert(tx, c) }); err != nil {
					t.Fatal(err)
				}
			}
			for _, at := range instants {
				w.now = at
				w.wants(need, plainly(ledger, need, models.AudiencePartners, at), plainly(ledger, need, models.AudienceDonors, at))
			}
			if t.Failed() {
				t.Fatalf("round %d: %+v", round, ledger)
			}
		}
	})
}

func randomLedger(r *rand.Rand, start time.Time, mission, need models.ID) (ledger []models.Consent, instants []time.Time) {
	some := func() time.Time { return start.Add(time.Duration(r.IntN(6)) * time.Hour) }
	for range 1 + r.IntN(5) {
		from := some()
		in := entry([]models.ConsentSubject{"mission", "need"}[r.IntN(2)], need, []models.Extent{"none", "partial", "full"}[r.IntN(3)],
			models.Audiences[r.IntN(3)])
		if in.SubjectType == "mission" {
			in.SubjectID = mission
		}
		in.EffectiveFrom = &from
		c := models.Consent{ConsentInput: in, CountryCode: "KAZ"}
		instants = append(instants, from)
		at := some()
		switch r.IntN(4) {
		case 0:
			c.WithdrawnAt = &at
		case 1:
			c.ObjectedAt, c.SilenceDays = &at, 5
		case 2:
			c.ExpiresAt = &at
			instants = append(instants, at)
		}
		ledger = append(ledger, c)
	}
	for _, at := range slices.Clone(instants) {
		instants = append(instants, at.Add(-tick), at.Add(tick))
	}
	return ledger, instants
}

// plainly is what the rules say is open of a need to an audience at an instant.
func plainly(ledger []models.Consent, need models.ID, audience models.Audience, at time.Time) models.Extent {
	open := models.ExtentNone
	for _, a := range []models.Audience{audience, models.AudiencePublic} {
		var decides *models.Consent
		for i := range ledger {
			c := &ledger[i]
			took := !c.EffectiveFrom.After(at) && c.ObjectedAt == nil && (c.WithdrawnAt == nil || !c.WithdrawnAt.Before(*c.EffectiveFrom))
			over := c.WithdrawnAt == nil && c.ExpiresAt != nil && !c.ExpiresAt.After(at)
			if c.Audience != a || !took || over {
				continue
			}
			own, best := c.SubjectID == need, decides != nil && decides.SubjectID == need
			if decides == nil || own && !best ||
				own == best && (c.EffectiveFrom.After(*decides.EffectiveFrom) || c.EffectiveFrom.Equal(*decides.EffectiveFrom) &&
					c.ID > decides.ID) {
				decides = c
			}
		}
		if decides != nil && decides.WithdrawnAt == nil && models.Wider(decides.Extent, open) {
			open = decides.Extent
		}
	}
	return open
}

// The ledger is only added to: the databases refuse all else.
func TestTermsNeverChange(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, w *ledgerWorld) {
		made := w.give(entry("need", w.needs[4].ID, models.ExtentPartial, models.AudienceDonors))
		ended := w.withdraw(w.give(entry("need", w.needs[3].ID, models.ExtentPartial, models.AudienceDonors)))
		later := w.now.Add(time.Hour)
		for _, x := range []struct {
			of     *models.Consent
			change func(*models.Consent)
		}{
			{made, func(c *models.Consent) { c.Extent = models.ExtentFull }},
			{made, func(c *models.Consent) { c.Audience = models.AudiencePublic }},
			{made, func(c *models.Consent) { c.ExpiresAt = &later }}, {made, func(c *models.Consent) { c.EffectiveFrom = &later }},
			{made, func(c *models.Consent) { c.SubjectID = w.needs[3].ID }}, {ended, func(c *models.Consent) { c.WithdrawnAt = nil }},
		} {
			err := w.store.Update(w.ctx, engine.System(), func(tx *store.Tx) error {
				c := sure(store.Consents.Get(tx, x.of.ID))(t)
				x.change(c)
				return store.Consents.Update(tx, c)
			})
			if err == nil {
				t.Errorf("the terms of %+v were changed", x.of)
			}
		}
		if now := sure(w.Consents.Get(w.ctx, w.manager, made.ID))(t); now.Extent != made.Extent || now.Version != made.Version {
			t.Errorf("the entry is now %+v", now)
		}
	})
}

// A withdrawal on one server holds on the other at once, even where the other's clock lags behind.
func TestWithdrawalHoldsOnEveryServer(t *testing.T) {
	t.Parallel()
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			address, now := storetest.Address(t, kind), worldDay.Time().Add(12*time.Hour)
			server := func(lag time.Duration) *store.Store {
				s := sure(store.Open(address, func() time.Time { return now.Add(-lag) }))(t)
				t.Cleanup(func() { _ = s.Close() })
				return s
			}
			w := &ledgerWorld{store: server(0)}
			w.world = newWorld(t, w.store)
			other := app.New(server(3*time.Second), slog.New(slog.DiscardHandler), app.Options{})
			c := w.give(entry("need", w.needs[4].ID, models.ExtentFull, models.AudienceDonors))
			now = now.Add(time.Minute)
			if _, err := other.Needs.Get(w.ctx, w.donorA, w.needs[4].ID); err != nil {
				t.Fatal(err)
			}
			w.withdraw(c)
			if n, err := other.Needs.Get(w.ctx, w.donorA, w.needs[4].ID); models.CodeOf(err) != models.NotFound {
				t.Errorf("the other server still shows %+v: %v", n, err)
			}
		})
	}
}

// What was kept for a repeated request is not told once consent is gone.
func TestReplayAfterWithdrawal(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, w *ledgerWorld) {
		c := w.give(entry("need", w.needs[4].ID, models.ExtentFull, models.AudiencePartners))
		for _, to := range []models.StepInput{{To: "agreed"}, {To: "prioritized"},
			{To: "referred", OrganisationID: w.partner1.OrganisationID}} {
			n := sure(w.Needs.Get(w.ctx, w.manager, w.needs[4].ID))(t)
			sure(w.Needs.Step(w.ctx, w.manager, n.ID, n.Version, to))(t)
		}
		asked := sure(w.Referrals.List(w.ctx, w.manager,
			models.ListQuery{Filters: map[string]string{"need_id": string(w.needs[4].ID)}}))(t).Items[0]
		sure(w.Referrals.Step(w.ctx, w.partner1, asked.ID, asked.Version, models.StepInput{To: "accepted"}))(t)
		ctx := engine.WithRequest(w.ctx, "request", "activity.create", "key", []byte("POST /activities"))
		create := func() (*models.Activity, error) {
			return w.Activities.Create(
				ctx,
				w.partner1,
				models.ActivityInput{ProjectID: w.project.ID, Title: "Answers it", CountryCode: "KAZ", ThemeCodes: []string{"marking"},
					Partners: []models.ActivityPartner{
						{OrganisationID: w.partner1.OrganisationID, PartnerRole: "lead"},
					}, Needs: []models.ActivityNeed{{NeedID: w.needs[4].ID, Share: 100}},
					PlannedStart: "2021-04-15", PlannedEnd: "2022-06-30", Health: "on_track"},
			)
		}
		first := sure(create())(t)
		if !strings.Contains(text(t, first), "KAZ-2021-04") {
			t.Fatalf("the need is not named: %s", text(t, first))
		}
		w.now = w.now.Add(time.Minute)
		w.withdraw(c)
		again := sure(create())(t)
		if again.ID != first.ID || strings.Contains(text(t, again), "KAZ-2021-04") ||
			strings.Contains(text(t, again), string(w.needs[4].ID)) {
			t.Errorf("the repeated request tells %s", text(t, again))
		}
	})
}
