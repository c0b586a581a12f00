package app_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"qadam/models"
)

// propose refers an unanswered need of Kyrgyzstan to PARTNER2, until a day.
func (w *ledgerWorld) propose(until models.Date) *models.Referral {
	w.t.Helper()
	w.stepNeed(5, "prioritized", "2022-01-10", "")
	return sure(
		w.Referrals.Create(
			w.ctx,
			w.manager,
			models.ReferralInput{NeedID: w.needs[5].ID, OrganisationID: w.partner2.OrganisationID, Purpose: "deliver", EndsOn: until},
		),
	)(
		w.t,
	)
}

// A proposal waits through its last day in every reading, and has expired at the instant at which that is over. That a job writes
// it down later changes nothing but its history.
func TestAProposalEndsAtTheInstant(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, w *ledgerWorld) {
		offer := sure(
			w.Offers.Create(
				w.ctx,
				w.partner2,
				models.OfferInput{OrganisationID: w.partner2.OrganisationID, Purpose: "deliver", Title: "Courses",
					ThemeCodes: []string{"marking"}, CountryCodes: []string{"KGZ"}},
			),
		)(
			t,
		)
		r := w.propose("2022-01-20")
		wants := func(status models.ReferralStatus, on models.Date) {
			t.Helper()
			ended := status == "expired"
			for _, who := range []models.Actor{w.manager, w.partner2, w.nationalKGZ} {
				if got := sure(w.Referrals.Get(w.ctx, who, r.ID))(t); got.Status != status || got.StatusOn != on {
					t.Errorf("at %s a %s reads that it is %s since %s", w.now, who.Role, got.Status, got.StatusOn)
				}
				found := sure(w.Referrals.List(w.ctx, who, models.ListQuery{Filters: map[string]string{"status": string(status)}}))(t).Items
				if at := slices.IndexFunc(found, func(x models.Referral) bool { return x.ID == r.ID }); at < 0 ||
					found[at].Status != status {
					t.Errorf("at %s a %s finds %+v", w.now, who.Role, found)
				}
			}
			c := sure(w.Coverage(w.ctx, w.nationalKGZ, "theme_level", models.ListQuery{}))(t)
			if (c.Total.Nobody == 1) != ended || (c.Total.Proposed == 1) == ended {
				t.Errorf("at %s it is covered as %+v", w.now, c.Total)
			}
			if parts := sure(w.Coverage(w.ctx, w.nationalKGZ, "partner_need",
				models.ListQuery{}))(t).Needs[0].Partners; (len(parts) == 0) != ended {
				t.Errorf("at %s its partners are %+v", w.now, parts)
			}
			// What waits is not suggested again, and what was not answered is, with a word on it.
			found := sure(w.SuggestOffers(w.ctx, w.manager, w.needs[5].ID))(t).Items
			if suggested := len(found) == 1 && found[0].OfferID == offer.ID && found[0].Asked == "expired"; suggested != ended {
				t.Errorf("at %s suggested are %+v", w.now, found)
			}
		}
		wants("proposed", "2022-01-10")
		w.now = instant("2022-01-21T00:00:00Z").Add(-tick)
		wants("proposed", "2022-01-10")
		if n, err := w.ExpireProposals(w.ctx); n != 0 || err != nil {
			t.Errorf("a tick before, %d are written down: %v", n, err)
		}
		w.now = w.now.Add(tick)
		wants("expired", "2022-01-21")
		for what, try := range map[string]func() error{
			"an answer": func() error {
				_, err := w.Referrals.Step(w.ctx, w.partner2, r.ID, r.Version, models.StepInput{To: "accepted"})
				return err
			},
			"the State's choice": func() error { _, err := w.ChooseProposal(w.ctx, w.nationalKGZ, r.ID, r.Version); return err },
			"more time": func() error {
				_, err := patch(t, w.world, w.Referrals, w.manager, r.ID, func(in *models.ReferralInput) { in.EndsOn = "2022-02-20" })
				return err
			},
		} {
			refuses(t, what+" that comes late", try(), models.Conflict, "expired")
		}
		w.now = w.now.Add(time.Hour)
		if n, err := w.ExpireProposals(w.ctx); n != 1 || err != nil {
			t.Fatalf("%d are written down: %v", n, err)
		}
		wants("expired", "2022-01-21")
		if n, err := w.ExpireProposals(w.ctx); n != 0 || err != nil {
			t.Errorf("%d are written down twice: %v", n, err)
		}
		steps := sure(w.Referrals.Steps(w.ctx, w.manager, r.ID, models.ListQuery{}))(t).Items
		if len(steps) == 0 || steps[len(steps)-1].ToStatus != "expired" || steps[len(steps)-1].OnDate != "2022-01-21" ||
			steps[len(steps)-1].Reason != "No answer by 20 January 2022" {
			t.Errorf("its steps are %+v", steps)
		}
		logged := sure(w.Changes.List(w.ctx, w.manager, models.ListQuery{Filters: map[string]string{"action": "referral.expire"}}))(t).Items
		if len(logged) != 1 || logged[0].SubjectID != r.ID {
			t.Errorf("the log has %+v", logged)
		}
		now := sure(w.Referrals.Get(w.ctx, w.manager, r.ID))(t)
		again := sure(w.Referrals.Step(w.ctx, w.manager, r.ID, now.Version, models.StepInput{To: "proposed"}))(t)
		if again.Status != "proposed" || again.EndsOn != models.Date("2022-01-21").AddDays(models.ProposalDays) {
			t.Errorf("asked again it is %+v", again)
		}
	})
}

// The owner of an offer is told one sentence of all needs that match and that it may not see, and nothing else of them: it
// comes once a week for what has stood for a week, and goes again when there is none, or when all of them are shared.
func TestOfHiddenNeedsOneSentence(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, w *ledgerWorld) {
		offer := func(who models.Actor, purpose string, apply func(*models.OfferInput)) *models.Offer {
			in := models.OfferInput{
				OrganisationID: who.OrganisationID,
				Purpose:        models.Purpose(purpose),
				Title:          "Offer",
				ThemeCodes:     []string{"marking"},
				CountryCodes:   []string{"KGZ"},
				Kinds:          []models.NeedKind{"training"},
				Levels:         []models.NeedLevel{"operational"},
			}
			if apply != nil {
				apply(&in)
			}
			return sure(w.Offers.Create(w.ctx, who, in))(t)
		}
		mine, fund := offer(w.partner1, "deliver", nil), offer(w.donorA, "fund", nil)
		other := offer(w.partner2, "deliver", func(in *models.OfferInput) { in.Kinds = []models.NeedKind{"equipment"} })
		// told is what an owner gets: one sentence or none, and so many needs.
		told := func(what string, who models.Actor, o *models.Offer, notice string, needs int) {
			t.Helper()
			got := sure(w.SuggestNeeds(w.ctx, who, o.ID))(t)
			if needs == 0 &&
				!reflect.DeepEqual(got, &models.Suggestions{AsOf: models.DateOf(w.now), Items: []models.Suggestion{}, Notice: notice}) ||
				len(got.Items) != needs ||
				got.Notice != notice {
				t.Errorf("%s, a %s is told %+v", what, who.Role, got)
			}
		}
		week := func(what string) {
			t.Helper()
			w.now = w.now.AddDate(0, 0, 7)
			if err := w.HintOffers(w.ctx); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		if err := w.HintOffers(w.ctx); err != nil {
			t.Fatal(err)
		}
		told("on its first day", w.partner1, mine, "", 0)
		week("after a week")
		told("after a week", w.partner1, mine, models.MatchNotice, 0)
		told("after a week", w.donorA, fund, models.MatchNotice, 0)
		told("for another kind", w.partner2, other, "", 0)
		if _, err := w.SuggestNeeds(w.ctx, w.partner2, mine.ID); models.CodeOf(err) != models.NotFound {
			t.Errorf("another partner's offer: %v", err)
		}
		whole := sure(w.SuggestNeeds(w.ctx, w.manager, mine.ID))(t)
		if len(whole.Items) != 1 || whole.Items[0].NeedID != w.needs[5].ID || whole.Notice != "" {
			t.Errorf("a manager reads %+v", whole)
		}
		share := func(extent models.Extent) *models.Consent {
			return sure(w.Consents.Create(w.ctx, w.nationalKGZ, entry("need", w.needs[5].ID, extent, models.AudiencePartners)))(t)
		}
		share(models.ExtentPartial)
		week("shared in part")
		told("shared in part", w.partner1, mine, models.MatchNotice, 0)
		full := share(models.ExtentFull)
		told("shared in full before the week is over", w.partner1, mine, models.MatchNotice, 1)
		week("shared in full")
		told("shared in full", w.partner1, mine, "", 1)
		told("shared with partners alone", w.donorA, fund, models.MatchNotice, 0)
		sure(w.WithdrawConsent(w.ctx, w.nationalKGZ, full.ID, full.Version, models.WithdrawInput{Reason: "A change of mind"}))(t)
		told("withdrawn", w.partner1, mine, "", 0)
		week("withdrawn")
		told("withdrawn for a week", w.partner1, mine, models.MatchNotice, 0)
		sure(patch(t, w.world, w.Offers, w.partner1, mine.ID, func(in *models.OfferInput) { in.Title = "Offer, reworded" }))(t)
		if err := w.HintOffers(w.ctx); err != nil {
			t.Fatal(err)
		}
		told("changed", w.partner1, mine, "", 0)
		week("left alone again")
		told("left alone again", w.partner1, mine, models.MatchNotice, 0)
		now := sure(w.Needs.Get(w.ctx, w.nationalKGZ, w.needs[5].ID))(t)
		sure(w.Needs.Step(w.ctx, w.nationalKGZ, now.ID, now.Version, models.StepInput{To: "declined", Reason: "It is done"}))(t)
		week("declined by the State")
		told("declined by the State", w.partner1, mine, "", 0)
		told("declined by the State", w.donorA, fund, "", 0)
	})
}
