package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"qadam/app/engine"
	"qadam/app/register"
	"qadam/app/store"
	"qadam/models"
)

// What a review found, each held from then on.

// consent records an entry for an audience and gives it.
func (w *world) consent(subject, extent, audience string) *models.Consent {
	w.t.Helper()
	return made(w, "entry on "+subject, w.app.Consents, models.ConsentInput{SubjectType: "need", SubjectID: w.ids[subject],
		Extent: models.Extent(extent), Audience: models.Audience(audience), Instrument: "Note verbale", GivenOn: "2021-05-04"})
}

// withdraw ends an entry as its State would.
func (w *world) withdraw(c *models.Consent) {
	w.t.Helper()
	if _, err := w.app.WithdrawConsent(w.ctx, engine.System(), c.ID, c.Version, models.WithdrawInput{Reason: "Enough"}); err != nil {
		w.t.Fatal(err)
	}
}

// TestWhatIsLeftTellsNoAmount lets a donor accept a proposal for a need that it sees, and then loses sight of: what its offer
// has left does not tell the amount.
func TestWhatIsLeftTellsNoAmount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		offer := made(w, "envelope", w.app.Offers, models.OfferInput{OrganisationID: w.ids["donorB"], Purpose: "fund", Title: "Envelope",
			Envelope: usd("900.00"), Places: 3}).ID
		r, err := w.app.Referrals.Get(w.ctx, engine.System(), w.ids["referral of donorB"])
		if err == nil {
			_, err = w.app.Referrals.Patch(w.ctx, engine.System(), r.ID, r.Version, func(in *models.ReferralInput) error {
				in.OfferID,
					in.Amount = offer, usd("321.00")
				return nil
			})
		}
		if err != nil {
			t.Fatal(err)
		}
		left := func(who, want string) {
			t.Helper()
			got := w.do(t, call{as: who, path: "/offers/" + string(offer)}).want(t, 200)
			if o := got.object(t); !strings.Contains(string(got.body), `"envelope_left":{"amount":"`+want+`"`) || o["places_left"] != 2.0 {
				t.Errorf("to %s it has %v and %v left, not %s", who, o["envelope_left"], o["places_left"], want)
			}
		}
		walk(w, w.app.Referrals, "referral of donorB", to("accepted"))
		open := w.consent("referred need", "full", "donors")
		left("donorB", "579.00")
		w.withdraw(open)
		left("donorB", "900.00")
		w.consent("referred need", "partial", "donors")
		left("donorB", "900.00")
		left("manager", "579.00")
	})
}

// TestSharesBesideAHiddenNeed lets a lead partner change the shares of the needs that it sees of an activity behind which
// another one stands: together with that they make no more than the whole, and what the other takes is not to be found out.
func TestSharesBesideAHiddenNeed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		path := "/activities/" + string(w.ids["activity"]) // the need takes 60, the shared one 40
		share := func(n int) answer {
			return w.do(t, call{as: "partner1", method: "PATCH", path: path,
				body:   map[string]any{"needs": []any{map[string]any{"need_id": w.ids["shared need"], "share": n}}},
				header: map[string]string{"If-Match": w.tag(t, "/api/v1"+path)}})
		}
		w.consent("shared need", "full", "partners")
		for _, n := range []int{41, 60, 61, 100} {
			if p := share(n).problem(t, http.StatusUnprocessableEntity); len(p.Errors) != 1 || p.Errors[0].Pointer != "/needs" ||
				!strings.Contains(p.Errors[0].Detail, "at 40 in all") {
				t.Errorf("%d is refused with %v", n, p.Errors)
			}
		}
		share(40).want(t, 200)
		share(30).want(t, 200)
		share(31).problem(t, http.StatusUnprocessableEntity)
		seen, err := w.app.Activities.Get(w.ctx, engine.System(), w.ids["activity"])
		if err != nil || len(seen.Needs) != 2 || seen.Needs[0].Share+seen.Needs[1].Share != 90 {
			t.Errorf("behind the activity stand %+v: %v", seen.Needs, err)
		}
		w.consent("need", "full", "partners")
		share(100).want(t, 200) // all are seen, and the other was left out
	})
}

// TestWhatAReportToldIsListed reads an issued report as its donor: the needs in it count as gone out, as far as they are still open.
func TestWhatAReportToldIsListed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.consent("need", "full", "donors")
		report := made(w, "report that names", w.app.Reports, models.ReportInput{OrganisationID: w.ids["donor"], AsOf: "2026-11-22",
			Title: "Names"}).ID
		out := func() map[string]string {
			found := map[string]string{}
			err := w.app.Store().View(w.ctx, engine.System(), func(tx *store.Tx) error {
				list, err := store.ReleasesOf(tx, []models.ID{w.ids["need"], w.ids["shared need"]}, string(models.AudienceDonors))
				for _, r := range list {
					if r.Surface == "report" {
						found[string(r.SubjectID)] += string(r.Extent) + " "
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		path := "/reports/" + string(report)
		w.do(t, call{as: "manager", path: path}).want(t, 200)
		w.do(t, call{as: "manager", path: path, header: map[string]string{"Qadam-View-As": "donor:" + string(w.ids["donor"])}}).want(t, 200)
		if got := out(); len(got) != 0 {
			t.Errorf("before the donor read it, it had gone out: %v", got)
		}
		w.do(t, call{as: "donorA", path: path}).want(t, 200)
		if got := out(); got[string(w.ids["need"])] != "full " || got[string(w.ids["shared need"])] != "full " {
			t.Errorf("what the donor read of needs is listed as %v", got)
		}
		w.consent("need", "partial", "donors")
		w.do(t, call{as: "donorA", path: path}).want(t, 200)
		if got := out(); got[string(w.ids["need"])] != "full partial " && got[string(w.ids["need"])] != "partial full " {
			t.Errorf("once only the summary is open it is listed as %v", got)
		}
	})
}

// TestAPreviewIsItsReaders lets a manager look at a donor's summary: it is the manager who reads, and nothing went to the donor.
func TestAPreviewIsItsReaders(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.consent("need", "full", "donors")
		path := "/donors/" + string(w.ids["donor"]) + "/summary"
		own := w.do(t, call{as: "donorA", path: path}).want(t, 200)
		times := func() (n int64) {
			err := w.app.Store().View(w.ctx, engine.System(), func(tx *store.Tx) error {
				list, err := store.ReleasesOf(tx, []models.ID{w.ids["need"]}, string(models.AudienceDonors))
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
		got := w.do(t, call{as: "manager", path: path}).want(t, 200)
		if string(got.body) != string(own.body) || before == 0 || times() != before {
			t.Errorf("a manager's look counts as gone out to the donor: %d, then %d", before, times())
		}
		read := w.logged(t, "kind=read&request_id="+got.header.Get("X-Request-Id"))
		for _, e := range read {
			if e.text("actor_id") != string(w.ids["user manager"]) {
				t.Errorf("it is logged as %v", e)
			}
		}
		if len(read) < 2 {
			t.Errorf("the log has %v", read)
		}
	})
}

// TestTriedRankingsAreLogged asks for rankings, simulations and scorings that name needs.
func TestTriedRankingsAreLogged(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, path := range []string{"/robustness?draws=100", "/spending?draws=100", "/missions/" + string(w.ids["mission"]) + "/scoring",
			"/rankings/" + string(w.ids["ranking"]) + "/moves"} {
			got := w.do(t, call{as: "kaz", path: path}).want(t, 200)
			id := w.ids["open_need"]
			if !strings.Contains(string(got.body), string(id)) {
				t.Fatalf("%s names no need: %.300s", path, got.body)
			}
			if about := w.logged(t, "kind=read&request_id="+got.header.Get("X-Request-Id")+"&subject_id="+string(id)); len(about) == 0 ||
				about[0].text("actor_name") != "kaz" {
				t.Errorf("%s is logged as %v", path, about)
			}
		}
	})
}

// TestRefusalsThroughOthersEyes lets two managers be refused as the same reader: each stands in the log by name.
func TestRefusalsThroughOthersEyes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, who := range []string{"manager", "admin", "manager", "admin"} {
			for _, as := range []string{"donor:" + string(w.ids["donorB"]), "donor:" + string(w.ids["donor"])} {
				w.do(t, call{as: who, path: "/needs/" + string(w.ids["need"]), header: map[string]string{"Qadam-View-As": as}}).problem(t,
					404)
			}
		}
		w.app.LogRefusals()
		times := map[string]float64{}
		for _, e := range w.logged(t, "denied=true&action=need.get") {
			times[e.text("actor_id")+e.text("organisation_id")] += e["after"].(map[string]any)["times"].(float64)
		}
		for _, who := range []string{"manager", "admin"} {
			for _, org := range []string{"donor", "donorB"} {
				if n := times[string(w.ids["user "+who])+string(w.ids[org])]; n != 2 {
					t.Errorf("%s was refused 2 times with the eyes of %s, and the log has %v", who, org, n)
				}
			}
		}
	})
}

// TestATokenMakesNoWayIn tries, with tokens, to make tokens and accounts that would outlive them.
func TestATokenMakesNoWayIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, who := range []string{"admin", "manager", "partner1"} {
			mine := map[string]any{"user_id": w.ids["user "+who], "name": "Mine", "scope": "write"}
			w.do(t, call{as: who, method: "POST", path: "/tokens", body: mine}).problem(t, 403)
			w.do(t, call{signed: who, method: "POST", path: "/tokens", body: mine}).want(t, 201)
		}
		for path, body := range map[string]string{"/webhooks": `{"url":"https://thief.example.org","active":true}`,
			"/calendar-feeds": `{"kind":"person"}`} {
			w.do(t, call{as: "partner1", method: "POST", path: path, body: body}).problem(t, 403)
			w.do(t, call{signed: "partner1", method: "POST", path: path, body: body}).want(t, 201)
		}
		account := map[string]any{"user_id": w.ids["user manager"], "issuer": "https://login.example.org", "subject": "a thief"}
		w.do(t, call{as: "admin", method: "POST", path: "/identities", body: account}).problem(t, 403)
		w.do(t, call{signed: "admin", method: "POST", path: "/identities", body: account}).want(t, 201)
	})
}

// TestOneHintAtATime makes many narrow offers, of which each matches a need that their owner may not see: it is told of one.
func TestOneHintAtATime(t *testing.T) {
	eachDoor(t, nil, func(t *testing.T, d *door) {
		w := d.world
		w.agreedNeed()
		for i := range 4 {
			for _, org := range []string{"partner", "partner2"} {
				made(w, org+" offer", w.app.Offers, models.OfferInput{OrganisationID: w.ids[org], Purpose: "deliver", Title: "Narrow",
					ThemeCodes: []string{"marking"}, CountryCodes: []string{"KAZ"},
					Kinds: []models.NeedKind{"training"}, Capacity: string(rune('a' + i))})
			}
		}
		hints := func(who string) (n int) {
			for _, o := range w.do(t, call{as: who, path: "/offers"}).page(t).Items {
				var found models.Suggestions
				w.read(t, who, "/offers/"+string(o.id())+"/suggestions", &found)
				if found.Notice != "" {
					n++
				}
			}
			return n
		}
		if err := w.app.HintOffers(w.ctx); err != nil || hints("partner1") != 0 {
			t.Errorf("fresh offers are hinted at: %v", err)
		}
		d.forward(8 * 24 * time.Hour)
		if err := w.app.HintOffers(w.ctx); err != nil || hints("partner1") != 1 || hints("partner2") != 1 {
			t.Errorf("%d and %d offers are hinted at: %v", hints("partner1"), hints("partner2"), err)
		}
	})
}

// agreedNeed makes an agreed need of Kazakhstan in a door's small installation.
func (w *world) agreedNeed() {
	w.t.Helper()
	made(w, "theme", w.app.Themes, models.ThemeInput{Code: "marking", Name: "Marking"})
	m := made(w, "mission", w.app.Missions, models.MissionInput{CountryCode: "KAZ", Title: "Mission", Modality: "hybrid",
		LeadOrganisationID: w.ids["lead"], Parts: []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25"}}})
	made(w, "need", w.app.Needs, models.NeedInput{MissionID: m.ID, Title: "Secret", Level: "operational", Kind: "training",
		ThemeCodes: []string{"marking"}})
	walk(w, w.app.Needs, "need", to("agreed"))
}

// TestAnExportEndsWithItsReader begins a long export and ends what its reader came in with: no more pages go out.
func TestAnExportEndsWithItsReader(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for i := range 401 {
			made(w, "one of many", w.app.Needs, models.NeedInput{MissionID: w.ids["mission"], Title: strings.Repeat("Long ", 50) +
				string(rune('a'+i%26)), Level: "operational", Kind: "training", ThemeCodes: []string{"marking"}})
		}
		for _, c := range []struct {
			name string
			end  func(models.Actor) error
		}{
			{"its token is revoked", func(a models.Actor) error {
				token, err := w.app.Tokens.Get(w.ctx, engine.System(), a.TokenID)
				if err == nil {
					_, err = w.app.RevokeToken(w.ctx, engine.System(), token.ID, token.Version)
				}
				return err
			}},
			{"its session is ended", func(a models.Actor) error { _, err := w.app.SignOut(w.ctx, a); return err }},
			{"its country changes", func(a models.Actor) error {
				u, err := w.app.Users.Get(w.ctx, engine.System(), a.UserID)
				if err == nil {
					_, err = w.app.Users.Patch(w.ctx, engine.System(), u.ID, u.Version,
						func(in *models.UserInput) error { in.CountryCode = "KGZ"; return nil })
				}
				return err
			}},
		} {
			var actor models.Actor
			var err error
			if c.name == "its session is ended" {
				actor, err = w.app.AuthenticateSession(w.ctx, w.signIn("kaz").Secret)
			} else {
				actor, err = w.app.Authenticate(w.ctx, w.tokens["kaz"])
			}
			if err != nil {
				t.Fatal(err)
			}
			out := &ending{after: 1, end: func() error { return c.end(actor) }}
			err = w.app.ExportNeeds(w.ctx, actor, models.ListQuery{}, out, register.ExportOptions{Format: register.NDJSON})
			if models.CodeOf(err) != models.Unauthenticated || out.err != nil || out.lines < 100 || out.lines > 400 {
				t.Errorf("when %s, %d of more than 400 needs go out: %v, %v", c.name, out.lines, err, out.err)
			}
			w.tokensFor(" after " + c.name)
		}
	})
}

// ending does something once after the first bytes have gone out.
type ending struct {
	after, lines int
	end          func() error
	err          error
}

func (e *ending) Write(b []byte) (int, error) {
	if e.lines += strings.Count(string(b), "\n"); e.after > 0 {
		e.after = 0
		e.err = e.end()
	}
	return len(b), nil
}
