package app_test

import (
	"slices"
	"strings"
	"testing"

	"qadam/app/store"
	"qadam/models"
)

// TestNothingIsOpenedWithoutASummary: what has no releasable summary is neither asked for nor opened in part, and a preview names it.
func TestNothingIsOpenedWithoutASummary(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		bare := w.needs[4]
		in := bare.NeedInput
		in.ReleasableSummary = ""
		sure(w.Needs.Patch(w.ctx, w.manager, bare.ID, bare.Version, func(to *models.NeedInput) error {
			*to = in
			return nil
		}))(t)
		ask := models.ConsentRequestInput{SubjectType: models.SubjectNeed, SubjectID: bare.ID, Extent: models.ExtentPartial,
			Audience: models.AudienceDonors, Procedure: models.ProcedureAnswer}
		if _, err := w.ConsentRequests.Create(w.ctx, w.manager, ask); !hasFault(err, "/extent") {
			t.Errorf("asking for it: %v", err)
		}
		give := models.ConsentInput{SubjectType: models.SubjectNeed, SubjectID: bare.ID, Extent: models.ExtentPartial,
			Audience: models.AudienceDonors, Instrument: "Note", GivenOn: worldDay}
		if _, err := w.Consents.Create(w.ctx, w.nationalKAZ, give); !hasFault(err, "/extent") {
			t.Errorf("giving it: %v", err)
		}
		preview := func(kind models.ConsentSubject, id models.ID, extent models.Extent) *models.Preview {
			return sure(w.PreviewConsent(w.ctx, w.nationalKAZ,
				models.PreviewInput{SubjectType: kind, SubjectID: id, Extent: extent, Audience: models.AudienceDonors}))(t)
		}
		for _, p := range []*models.Preview{preview(models.SubjectNeed, bare.ID, models.ExtentPartial),
			preview(models.SubjectMission, w.missionKAZ.ID, models.ExtentPartial)} {
			if !slices.Equal(p.WithoutSummary, []string{bare.Reference}) || !strings.Contains(p.Words, bare.Reference) {
				t.Errorf("the preview names %q and says %q", p.WithoutSummary, p.Words)
			}
		}
		if p := preview(models.SubjectNeed, bare.ID, models.ExtentFull); len(p.WithoutSummary) > 0 {
			t.Errorf("in full: %+v", p)
		}
		give.Extent = models.ExtentFull
		sure(w.Consents.Create(w.ctx, w.nationalKAZ, give))(t)
	})
}

// TestTheLedgerKeepsWhatAWithdrawalChanged: in words, and item by item with the organisations that the reader may know of.
func TestTheLedgerKeepsWhatAWithdrawalChanged(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		states := func() string {
			var said []string
			for _, i := range sure(w.MissionSharing(w.ctx, w.nationalKAZ, w.missionKAZ.ID))(t).Items {
				if i.SubjectType == models.SubjectNeed {
					said = append(said, string(i.State)+" "+string(i.Donors))
				}
			}
			return strings.Join(said, ", ")
		}
		if got := states(); got != "shared full, summary partial, confidential none, confidential none" {
			t.Errorf("the needs are %s", got)
		}
		sure(w.ConsentRequests.Create(w.ctx, w.manager, models.ConsentRequestInput{SubjectType: models.SubjectNeed,
			SubjectID: w.needs[3].ID, Extent: models.ExtentPartial, Audience: models.AudienceDonors, Procedure: models.ProcedureAnswer}))(t)
		if got := states(); got != "shared full, summary partial, asked none, confidential none" {
			t.Errorf("with a request the needs are %s", got)
		}
		sure(w.Needs.Get(w.ctx, w.donorA, w.needs[1].ID))(t)
		c := sure(w.Consents.List(w.ctx, w.nationalKAZ, models.ListQuery{Filters: map[string]string{
			"subject_id": string(w.needs[1].ID)}}))(t).Items[0]
		if c.Effect != "" {
			t.Errorf("an entry in force changed %q", c.Effect)
		}
		ended := sure(w.WithdrawConsent(w.ctx, w.nationalKAZ, c.ID, c.Version, models.WithdrawInput{Reason: "No longer"}))(t)
		if ended.Effect != "Closes 1 item to donors." {
			t.Errorf("the ledger says %q", ended.Effect)
		}
		said := sure(w.Withdrawal(w.ctx, w.nationalKAZ, c.ID))(t)
		donors := said.Effect.Audiences[0]
		if said.Effect.Words != ended.Effect || donors.Items[0].Reference != w.needs[1].Reference ||
			donors.Items[0].To != models.ExtentNone || len(donors.Readers) == 0 || len(donors.Readers[0].Names) > 0 {
			t.Errorf("the effect is %+v", said.Effect)
		}
		if r := said.Releases; len(r) != 1 || r[0].OrganisationID != w.donorA.OrganisationID || r[0].Organisation == "" ||
			r[0].Name != "" || r[0].UserID != "" {
			t.Errorf("the State reads of releases %+v", r)
		}
	})
}

// TestAStateReadsTheOffersPutBeforeIt: those that a proposal for one of its needs names, while it stands, and not what is left of them.
func TestAStateReadsTheOffersPutBeforeIt(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		offer := sure(w.Offers.Create(w.ctx, w.partner2, models.OfferInput{OrganisationID: w.partner2.OrganisationID,
			Purpose: models.PurposeDeliver, Title: "Two courses a year", Places: 3}))(t)
		reads := func(as models.Actor) bool {
			got, err := w.Offers.Get(w.ctx, as, offer.ID)
			if err == nil && got.PlacesLeft != nil {
				t.Errorf("%s reads how many places are left", as.Name)
			}
			return err == nil
		}
		if reads(w.nationalKAZ) {
			t.Error("a State reads an offer that was not put before it")
		}
		r := sure(w.Referrals.Create(w.ctx, w.manager, models.ReferralInput{NeedID: w.needs[2].ID,
			OrganisationID: w.partner2.OrganisationID, Purpose: models.PurposeDeliver, OfferID: offer.ID}))(t)
		if !reads(w.nationalKAZ) || reads(w.nationalKGZ) {
			t.Error("the State of the need reads the offer, and no other")
		}
		sure(w.Referrals.Step(w.ctx, w.manager, r.ID, r.Version,
			models.StepInput{To: string(models.ReferralWithdrawn), Reason: "By mistake"}))(t)
		if reads(w.nationalKAZ) {
			t.Error("a State reads an offer that was taken back")
		}
	})
}
