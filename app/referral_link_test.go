package app_test

import (
	"context"
	"slices"
	"testing"

	"qadam/app/engine"
	"qadam/models"
)

// prioritized makes a need that can be referred.
func (w *remWorld) prioritized(summary string) *models.Need {
	w.t.Helper()
	n := w.need(remStart, "")
	remPatch(w, w.a.Needs, n.ID, func(in *models.NeedInput) { in.ReleasableSummary = summary })
	remStep(w, w.a.Needs, n.ID, models.StepInput{To: "prioritized"})
	return n
}

// TestAReferralSaysWhatIsSeen: who puts a need before an organisation is told what it will read, and how to ask for consent first.
func TestAReferralSaysWhatIsSeen(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx := context.Background()
		w.counterpart("nina@state.example")
		for _, x := range []struct {
			summary string
			asks    models.Extent
		}{{"", models.ExtentFull}, {"Open summary", models.ExtentPartial}} {
			n := w.prioritized(x.summary)
			r, err := w.a.Referrals.Create(ctx, w.asManager(), models.ReferralInput{NeedID: n.ID, OrganisationID: w.org,
				Purpose: models.PurposeDeliver})
			w.must(err)
			if r.Sees == nil || r.Sees.Extent != models.ExtentNone || r.Sees.Audience != models.AudiencePartners ||
				r.Sees.ConsentFirst == nil || r.Sees.ConsentFirst.Request.Extent != x.asks {
				t.Fatalf("the partner sees %+v", r.Sees)
			}
			ask := r.Sees.ConsentFirst.Request
			asked, err := w.a.ConsentRequests.Create(ctx, w.asManager(), models.ConsentRequestInput{SubjectType: ask.SubjectType,
				SubjectID: ask.SubjectID, Extent: ask.Extent, Audience: ask.Audience, Procedure: ask.Procedure})
			w.must(err)
			_, err = w.a.AnswerRequest(ctx, engine.System(), asked.ID, asked.Version, models.AnswerInput{Answer: models.AnswerGive,
				Instrument: "Note verbale 6"})
			w.must(err)
			w.wait(1e9)
			r, err = w.a.Referrals.Get(ctx, w.asManager(), r.ID)
			w.must(err)
			if r.Sees.Extent != x.asks || (r.Sees.ConsentFirst == nil) != (x.asks == models.ExtentFull) {
				t.Errorf("with consent the partner sees %+v", r.Sees)
			}
			own, err := w.a.Referrals.Get(ctx, models.Actor{Role: models.Partner, OrganisationID: w.org}, r.ID)
			w.must(err)
			if own.Sees != nil {
				t.Errorf("the partner is told %+v", own.Sees)
			}
		}
	})
}

// TestAnActivityIsTiedByTheReferral to a need that its partner may not read, which stands behind it as a placeholder.
func TestAnActivityIsTiedByTheReferral(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx := context.Background()
		focal := models.Actor{Role: models.Partner, Name: "focal", OrganisationID: w.org, CanWrite: true}
		n := w.prioritized("")
		r := remMake(w, w.a.Referrals, models.ReferralInput{NeedID: n.ID, OrganisationID: w.org, Purpose: models.PurposeDeliver})
		link := func(actor models.Actor, share int) (*models.Activity, error) {
			return w.a.LinkReferral(ctx, actor, r.ID, engine.AnyVersion, models.ReferralLinkInput{ActivityID: w.activity.ID, Share: share})
		}
		_, err := link(focal, 40)
		refuses(t, "before it is accepted", err, models.Conflict, "accepted")
		r, err = w.a.Referrals.Get(ctx, focal, r.ID)
		w.must(err)
		_, err = w.a.Referrals.Step(ctx, focal, r.ID, r.Version, models.StepInput{To: "accepted", Reason: "We can"})
		w.must(err)
		other := models.Actor{Role: models.Partner, OrganisationID: remMake(w, w.a.Organisations,
			models.OrganisationInput{Code: "P2", Name: "Partner Two", Kind: "ngo"}).ID, CanWrite: true}
		_, err = link(other, 40)
		refuses(t, "by another partner", err, models.NotFound, "")
		v, err := link(focal, 40)
		w.must(err)
		if len(v.Needs) != 1 || v.Needs[0].Placeholder != models.NeedPlaceholder || v.Needs[0].NeedID != "" || v.Needs[0].Share != 0 {
			t.Errorf("its partner reads %+v", v.Needs)
		}
		_, err = link(focal, 10)
		refuses(t, "beside a hidden need", err, models.Invalid, "/activity_id")
		_, err = link(w.asManager(), 10)
		refuses(t, "twice", err, models.Conflict, "already")
		v, err = w.a.Activities.Get(ctx, w.asManager(), w.activity.ID)
		w.must(err)
		if len(v.Needs) != 1 || v.Needs[0].NeedID != n.ID || v.Needs[0].Share != 40 {
			t.Errorf("a manager reads %+v", v.Needs)
		}
		second := w.prioritized("")
		r = remMake(w, w.a.Referrals, models.ReferralInput{NeedID: second.ID, OrganisationID: w.org, Purpose: models.PurposeDeliver})
		remStep(w, w.a.Referrals, r.ID, models.StepInput{To: "accepted"})
		_, err = link(w.asManager(), 70)
		refuses(t, "more than the whole", err, models.Invalid, "/share")
		_, err = link(w.asManager(), 60)
		w.must(err)

		told := func(actor models.Actor) (words []string) {
			page, err := w.a.Needs.History(ctx, actor, n.ID, models.ListQuery{Limit: models.MaxLimit})
			w.must(err)
			for _, e := range page.Items {
				words = append(words, e.Words)
			}
			return words
		}
		for _, line := range []string{"Qadam put it before Partner One to deliver on 1 October 2021",
			"Partner One accepted it on 1 October 2021: We can"} {
			for _, reader := range []models.Actor{w.asManager(), {Role: models.National, CountryCode: "KAZ"}} {
				if all := told(reader); !slices.Contains(all, line) {
					t.Errorf("%q is not in %q", line, all)
				}
			}
		}
	})
}
