package app_test

import (
	"context"
	"strings"
	"testing"

	"qadam/app/store"
	"qadam/models"
)

// refuses checks that an error is of a kind, and that it names what is at fault.
func refuses(t *testing.T, what string, err error, code models.Code, says string) {
	t.Helper()
	text := ""
	if err != nil {
		text = err.Error()
	}
	if e, ok := err.(*models.Error); ok {
		for _, f := range e.Fields {
			text += " " + f.Pointer + " " + f.Detail
		}
	}
	if err == nil || models.CodeOf(err) != code || !strings.Contains(text, says) {
		t.Errorf("%s: %v; want %s, with %q", what, text, code, says)
	}
}

// patch changes an object as the actor sees it now.
func patch[T, I any](t *testing.T, w *world, r interface {
	Get(context.Context, models.Actor, models.ID) (*T, error)
	Patch(context.Context, models.Actor, models.ID, int, func(*I) error) (*T, error)
}, actor models.Actor, id models.ID, apply func(*I)) (*T, error) {
	t.Helper()
	now, err := r.Get(w.ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return r.Patch(w.ctx, actor, id, any(now).(models.Entity).Meta().Version, func(in *I) error { apply(in); return nil })
}

func TestMilestonesDoNotWaitInCircles(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		a, b := w.milestones[1], w.milestones[3]
		c := w.milestone(w.activities[1], "2022-04-01", "")
		wait := func(m, on models.ID) error {
			_, err := patch(t, w, w.Milestones, w.manager, m, func(in *models.MilestoneInput) { in.WaitsForID = on })
			return err
		}
		refuses(t, "for itself", wait(a.ID, a.ID), models.Invalid, "/waits_for_id")
		if err := wait(b.ID, a.ID); err != nil {
			t.Fatal(err)
		}
		if err := wait(c.ID, b.ID); err != nil {
			t.Fatal(err)
		}
		refuses(t, "over two others", wait(a.ID, c.ID), models.Invalid, "for ever")
		now := sure(w.Milestones.Get(w.ctx, w.manager, c.ID))(t)
		_, err := w.Milestones.Step(w.ctx, w.manager, c.ID, now.Version, models.StepInput{To: "delivered"})
		refuses(t, "delivered before what it waits for", err, models.Conflict, b.Reference)
	})
}

func TestReferencesAndCodesAreUnique(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		in := w.needs[1].NeedInput
		_, err := w.Needs.Create(w.ctx, w.manager, in)
		refuses(t, "a need's reference twice", err, models.Conflict, "taken")
		_, err = w.Organisations.Create(w.ctx, w.manager, models.OrganisationInput{Code: "CTED", Name: "Again", Kind: "ngo"})
		refuses(t, "a code twice", err, models.Conflict, "taken")
		_, err = w.Users.Create(w.ctx, w.admin, models.UserInput{Name: "Again", Email: "DonorA@Example.org", Role: models.Admin})
		refuses(t, "an address twice, in other letters", err, models.Conflict, "taken")
		_, err = patch(t, w, w.Needs, w.manager, w.needs[1].ID, func(in *models.NeedInput) { in.Reference = "KAZ-2021-77" })
		refuses(t, "a reference changed", err, models.Invalid, "/reference")
	})
}

// What an actor may not see cannot be named in a body either; the answer is that of what does not exist.
func TestForeignIDsInBodies(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		secret := w.need(w.missionKAZ, 9, usd("1.00"))
		nobody := models.NewID()
		link := func(need models.ID) error {
			_, err := patch(t, w, w.Activities, w.partner1, w.activities[1].ID, func(in *models.ActivityInput) {
				in.Needs = []models.ActivityNeed{{NeedID: need, Share: 100}}
			})
			return err
		}
		hidden, missing := link(secret.ID), link(nobody)
		refuses(t, "a need that is not shared", hidden, models.Invalid, "/needs")
		if h, m := fieldText(hidden), fieldText(missing); strings.ReplaceAll(
			h,
			string(secret.ID),
			"",
		) != strings.ReplaceAll(
			m,
			string(nobody),
			"",
		) {
			t.Errorf("hidden: %s\nmissing: %s", h, m)
		}
		_, err := w.Updates.Create(
			w.ctx,
			w.partner2,
			models.UpdateInput{
				ProjectID:  w.project.ID,
				ActivityID: w.activities[1].ID,
				PeriodFrom: "2021-07-01",
				PeriodTo:   "2021-07-31",
				NoChange:   true,
			},
		)
		refuses(t, "an update on another's activity", err, models.Invalid, "/activity_id")
		_, err = w.Updates.Create(
			w.ctx,
			w.partner2,
			models.UpdateInput{ProjectID: w.project.ID, ActivityID: w.activities[2].ID, PeriodFrom: "2021-07-01", PeriodTo: "2021-07-31",
				Milestones: []models.MilestoneMove{{MilestoneID: w.milestones[1].ID, DoneOn: "2021-07-30"}}},
		)
		refuses(t, "another activity's milestone", err, models.Invalid, "/milestones/0/milestone_id")
		_, err = w.Consents.Create(
			w.ctx,
			w.nationalKGZ,
			models.ConsentInput{
				SubjectType: "need",
				SubjectID:   w.needs[1].ID,
				Extent:      "full",
				Audience:    "public",
				Instrument:  "x",
				GivenOn:     "2021-05-03",
			},
		)
		refuses(t, "another State's need opened", err, models.Invalid, "/subject_id")
		_, err = w.Transactions.Create(
			w.ctx,
			w.partner1,
			models.TransactionInput{
				Kind:           "commitment",
				OrganisationID: w.donorA.OrganisationID,
				ProjectID:      w.project.ID,
				Amount:         usd("1.00"),
				ValueDate:      "2021-05-03",
			},
		)
		refuses(t, "a partner that commits a donor's money", err, models.Invalid, "/kind")
	})
}

func fieldText(err error) string {
	e, ok := err.(*models.Error)
	if !ok || len(e.Fields) == 0 {
		return ""
	}
	return e.Message + e.Fields[0].Pointer + e.Fields[0].Detail
}

// Of an activity's partners the lead decides who takes part; the others report.
func TestOnlyTheLeadChangesWhoTakesPart(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		joined := append(
			[]models.ActivityPartner{{OrganisationID: w.partner2.OrganisationID, PartnerRole: "supporting"}},
			w.activities[1].Partners...)
		if _, err := patch(t, w, w.Activities, w.partner1, w.activities[1].ID,
			func(in *models.ActivityInput) { in.Partners = joined }); err != nil {
			t.Fatalf("the lead: %v", err)
		}
		_, err := patch(t, w, w.Activities, w.partner2, w.activities[1].ID, func(in *models.ActivityInput) {
			in.Partners = []models.ActivityPartner{{OrganisationID: w.partner2.OrganisationID, PartnerRole: "lead"}}
		})
		refuses(t, "a supporting partner takes over", err, models.Forbidden, "lead partner")
		_, err = patch(t, w, w.Activities, w.partner2, w.activities[1].ID, func(in *models.ActivityInput) { in.Progress = 40 })
		refuses(t, "a supporting partner says how far it is", err, models.Forbidden, "by updates")
		// What the lead does not see of an activity's needs it cannot have meant to take away.
		if all := sure(w.Activities.Get(w.ctx, w.manager, w.activities[1].ID))(t); len(all.Needs) != 2 {
			t.Errorf("the activity answers %d needs after partners changed it, and answered 2", len(all.Needs))
		}
	})
}

// A partner may ask for a need's next step only where it has a part in it.
func TestOnlyInvolvedPartnersPropose(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.consent(w.needs[2].ID, models.ExtentFull, models.AudiencePartners)
		now := sure(w.Needs.Get(w.ctx, w.partner1, w.needs[2].ID))(t)
		stranger := w.user(
			models.Partner,
			"stranger",
			sure(w.Organisations.Create(w.ctx, w.manager, models.OrganisationInput{Code: "OTHER", Name: "Other", Kind: "ngo"}))(t).ID,
			"",
		)
		_, err := w.Needs.Step(w.ctx, stranger, now.ID, now.Version, models.StepInput{To: "taken_up"})
		refuses(t, "a partner without a part", err, models.Forbidden, "referred to")
		got := sure(w.Needs.Step(w.ctx, w.partner1, now.ID, now.Version, models.StepInput{To: "taken_up"}))(t)
		if got.Status != "referred" || got.ProposedStatus != "taken_up" {
			t.Errorf("proposed, and it is %s with the proposal %q", got.Status, got.ProposedStatus)
		}
	})
}

// The most specific entry in force decides, at this instant; what is public is everybody's; withdrawn stays closed.
func TestConsentDecides(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		need := w.needs[3].ID
		seen := func(a models.Actor) string {
			n, err := w.Needs.Get(w.ctx, a, need)
			if err != nil {
				return "nothing"
			}
			return string(n.Shared)
		}
		entry := func(noun string, id models.ID, extent, audience string) *models.Consent {
			return sure(
				w.Consents.Create(
					w.ctx,
					w.nationalKAZ,
					models.ConsentInput{SubjectType: models.ConsentSubject(noun), SubjectID: id, Extent: models.Extent(extent),
						Audience: models.Audience(audience), Instrument: "Note", GivenOn: "2021-05-03"},
				),
			)(
				t,
			)
		}
		check := func(what, donor, partner string) {
			t.Helper()
			if d, p := seen(w.donorA), seen(w.partner1); d != donor || p != partner {
				t.Errorf("%s: the donor sees %s, the partner %s; want %s and %s", what, d, p, donor, partner)
			}
		}
		check("no entry", "nothing", "nothing")
		entry("mission", w.missionKAZ.ID, "partial", "public")
		check("the mission's summary is public", "partial", "partial")
		entry("need", need, "none", "public")
		check("but the need is closed", "nothing", "nothing")
		open := entry("need", need, "full", "donors")
		check("and opened to donors", "full", "nothing")
		sure(w.WithdrawConsent(w.ctx, w.nationalKAZ, open.ID, open.Version, models.WithdrawInput{Reason: "Changed"}))(t)
		check("withdrawn", "nothing", "nothing")
		_, err := w.WithdrawConsent(w.ctx, w.nationalKAZ, open.ID, open.Version+1, models.WithdrawInput{Reason: "Again"})
		refuses(t, "withdrawn twice", err, models.Conflict, "already")
		later := s.Now().Add(1)
		_, err = w.Consents.Create(
			w.ctx,
			w.nationalKAZ,
			models.ConsentInput{
				SubjectType:   "need",
				SubjectID:     need,
				Extent:        "full",
				Audience:      "partners",
				Instrument:    "Note",
				GivenOn:       "2021-05-03",
				ExpiresAt:     &open.CreatedAt,
				EffectiveFrom: &later,
			},
		)
		refuses(t, "ends before it begins", err, models.Invalid, "/expires_at")
	})
}

// A filter or an order by what "summary only" hides tells nothing of it.
func TestPartlySharedNeedsTellNothingMore(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s) // need 1 is shared in full with donors, need 2 in part
		count := func(q models.ListQuery) int {
			return len(sure(w.Needs.List(w.ctx, w.donorA, q))(t).Items)
		}
		filter := func(name, value string) models.ListQuery {
			return models.ListQuery{Filters: map[string]string{name: value}}
		}
		for _, c := range []struct {
			q    models.ListQuery
			want int
		}{
			{models.ListQuery{}, 2}, {filter("country", "KAZ"), 2}, {filter("theme", "marking"), 1},
			{filter("status", "referred,in_delivery"), 1},
			{models.ListQuery{Words: "secret"}, 1}, {models.ListQuery{Words: "2 open summary"}, 1},
			{models.ListQuery{Words: "2 description"}, 0},
			{models.ListQuery{Words: "KAZ-2021-02"}, 1}, {models.ListQuery{Words: `title:secret OR "`}, 0},
			{models.ListQuery{Words: "{title} secret"}, 1},
		} {
			if got := count(c.q); got != c.want {
				t.Errorf("%+v finds %d, want %d", c.q, got, c.want)
			}
		}
		_, err := w.Needs.List(w.ctx, w.donorA, models.ListQuery{Sort: "priority"})
		refuses(t, "sorted by priority", err, models.Invalid, "sort")
	})
}
