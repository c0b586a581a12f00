package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

// consent records an entry for an audience and gives it.
func recordConsent(w *world, subject, extent, audience string) *models.Consent {
	w.T.Helper()
	return handlerstest.Create(w, "entry on "+subject, w.App.Consents, models.ConsentInput{SubjectType: "need", SubjectID: w.IDs[subject],
		Extent: models.Extent(extent), Audience: models.Audience(audience), Instrument: "Note verbale", GivenOn: "2021-05-04"})
}

// withdraw ends an entry as its State would.
func withdraw(w *world, c *models.Consent) {
	w.T.Helper()
	if _, err := w.App.WithdrawConsent(w.Ctx, engine.System(), c.ID, c.Version, models.WithdrawInput{Reason: "Enough"}); err != nil {
		w.T.Fatal(err)
	}
}

// TestWhatIsLeftTellsNoAmount lets a donor accept a proposal for a need that it sees, and then loses sight of: what its offer
// has left does not tell the amount.
func TestWhatIsLeftTellsNoAmount(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		offer := handlerstest.Create(w, "envelope", w.App.Offers, models.OfferInput{OrganisationID: w.IDs["donorB"], Purpose: "fund",
			Title: "Envelope", Envelope: handlerstest.USD("900.00"), Places: 3}).ID
		r, err := w.App.Referrals.Get(w.Ctx, engine.System(), w.IDs["referral of donorB"])
		if err == nil {
			_, err = w.App.Referrals.Patch(w.Ctx, engine.System(), r.ID, r.Version, func(in *models.ReferralInput) error {
				in.OfferID,
					in.Amount = offer, handlerstest.USD("321.00")
				return nil
			})
		}
		if err != nil {
			t.Fatal(err)
		}
		left := func(who, want string) {
			t.Helper()
			got := w.Do(t, call{As: who, Path: "/offers/" + string(offer)}).Want(t, 200)
			if o := got.Object(t); !strings.Contains(string(got.Body), `"envelope_left":{"amount":"`+want+`"`) || o["places_left"] != 2.0 {
				t.Errorf("to %s it has %v and %v left, not %s", who, o["envelope_left"], o["places_left"], want)
			}
		}
		handlerstest.TakeSteps(w, w.App.Referrals, "referral of donorB", handlerstest.To("accepted"))
		open := recordConsent(w, "referred need", "full", "donors")
		left("donorB", "579.00")
		withdraw(w, open)
		left("donorB", "900.00")
		recordConsent(w, "referred need", "partial", "donors")
		left("donorB", "900.00")
		left("manager", "579.00")
	})
}

// TestSharesBesideAHiddenNeed lets a lead partner change the shares of the needs that it sees of an activity behind which
// another one stands: together with that they make no more than the whole, and what the other takes is not to be found out.
func TestSharesBesideAHiddenNeed(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := "/activities/" + string(w.IDs["activity"]) // the need takes 60, the shared one 40
		share := func(n int) answer {
			return w.Do(t, call{As: "partner1", Method: "PATCH", Path: path,
				Body:   map[string]any{"needs": []any{map[string]any{"need_id": w.IDs["shared need"], "share": n}}},
				Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}})
		}
		recordConsent(w, "shared need", "full", "partners")
		for _, n := range []int{41, 60, 61, 100} {
			if p := share(n).Problem(t, http.StatusUnprocessableEntity); len(p.Errors) != 1 || p.Errors[0].Pointer != "/needs" ||
				!strings.Contains(p.Errors[0].Detail, "at 40 in all") {
				t.Errorf("%d is refused with %v", n, p.Errors)
			}
		}
		share(40).Want(t, 200)
		share(30).Want(t, 200)
		share(31).Problem(t, http.StatusUnprocessableEntity)
		seen, err := w.App.Activities.Get(w.Ctx, engine.System(), w.IDs["activity"])
		if err != nil || len(seen.Needs) != 2 || seen.Needs[0].Share+seen.Needs[1].Share != 90 {
			t.Errorf("behind the activity stand %+v: %v", seen.Needs, err)
		}
		recordConsent(w, "need", "full", "partners")
		share(100).Want(t, 200) // all are seen, and the other was left out
	})
}

// TestAPreviewIsItsReaders lets a manager look at a donor's summary: it is the manager who reads, and nothing went to the donor.
func TestAPreviewIsItsReaders(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		recordConsent(w, "need", "full", "donors")
		path := "/donors/" + string(w.IDs["donor"]) + "/summary"
		own := w.Do(t, call{As: "donorA", Path: path}).Want(t, 200)
		times := func() (n int64) {
			err := w.App.Store().View(w.Ctx, engine.System(), func(tx *store.Tx) error {
				list, err := store.ReleasesOf(tx, []models.ID{w.IDs["need"]}, string(models.AudienceDonors))
				for _, r := range list {
					n += r.Times
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		before := times()
		got := w.Do(t, call{As: "manager", Path: path}).Want(t, 200)
		if string(got.Body) != string(own.Body) || before == 0 || times() != before {
			t.Errorf("a manager's look counts as gone out to the donor: %d, then %d", before, times())
		}
		read := logged(t, w, "kind=read&request_id="+got.Header.Get("X-Request-Id"))
		for _, e := range read {
			if e.Text("actor_id") != string(w.IDs["user manager"]) {
				t.Errorf("it is logged as %v", e)
			}
		}
		if len(read) < 2 {
			t.Errorf("the log has %v", read)
		}
	})
}

// TestOneHintAtATime makes many narrow offers, of which each matches a need that their owner may not see: it is told of one.
func TestOneHintAtATime(t *testing.T) {
	t.Parallel()
	handlerstest.EachInstallation(t, nil, func(t *testing.T, d *handlerstest.Installation) {
		w := d.World
		agreedNeed(w)
		for i := range 4 {
			for _, org := range []string{"partner", "partner2"} {
				handlerstest.Create(w, org+" offer", w.App.Offers, models.OfferInput{OrganisationID: w.IDs[org], Purpose: "deliver",
					Title: "Narrow", ThemeCodes: []string{"marking"}, CountryCodes: []string{"KAZ"},
					Kinds: []models.NeedKind{"training"}, Capacity: string(rune('a' + i))})
			}
		}
		hints := func(who string) (n int) {
			for _, o := range w.Do(t, call{As: who, Path: "/offers"}).Page(t).Items {
				var found models.Suggestions
				readAs(t, w, who, "/offers/"+string(o.ID())+"/suggestions", &found)
				if found.Notice != "" {
					n++
				}
			}
			return n
		}
		if err := w.App.HintOffers(w.Ctx); err != nil || hints("partner1") != 0 {
			t.Errorf("fresh offers are hinted at: %v", err)
		}
		d.Forward(8 * 24 * time.Hour)
		if err := w.App.HintOffers(w.Ctx); err != nil || hints("partner1") != 1 || hints("partner2") != 1 {
			t.Errorf("%d and %d offers are hinted at: %v", hints("partner1"), hints("partner2"), err)
		}
	})
}

// agreedNeed makes an agreed need of Kazakhstan in a door's small installation.
func agreedNeed(w *world) {
	w.T.Helper()
	handlerstest.Create(w, "theme", w.App.Themes, models.ThemeInput{Code: "marking", Name: "Marking"})
	m := handlerstest.Create(w, "mission", w.App.Missions, models.MissionInput{CountryCode: "KAZ", Title: "Mission", Modality: "hybrid",
		LeadOrganisationID: w.IDs["lead"], Parts: []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25"}}})
	handlerstest.Create(w, "need", w.App.Needs, models.NeedInput{MissionID: m.ID, Title: "Secret", Level: "operational", Kind: "training",
		ThemeCodes: []string{"marking"}})
	handlerstest.TakeSteps(w, w.App.Needs, "need", handlerstest.To("agreed"))
}
