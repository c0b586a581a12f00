package handlers_test

import (
	"context"
	"maps"
	"regexp"
	"strings"
	"testing"
	"time"

	"qadam/app/engine"
	"qadam/models"
)

// TestHiddenRowsChangeNothing reads everything that somebody can read, adds a great deal that it may not see, and reads
// again: every answer is the same, byte for byte. So no count, sum, order, page, cursor, tag, search or filter tells that
// there is more. What of a partly shared row is closed is changed, too, and needs are put behind activities.
func TestHiddenRowsChangeNothing(t *testing.T) {
	eachAt(t, func(t *testing.T, w *world, kind, address string) {
		made(w, "country of uzb", w.app.Countries, models.CountryInput{Code: "UZB", Region: "Central Asia", TimeZone: "Asia/Tashkent"})
		walk(w, w.app.Updates, "sent update", to("accepted"))
		asked := w.asked(12)

		read := reading{}
		w.readAll(t, asked, read, "partner1", "donorA", "kaz")
		w.othersWork("partner2", "KGZ", "mission of kgz")
		w.othersWork("third", "UZB", "mission to uzb")
		w.same(t, "what others do", read)

		delete(read, "kaz") // which sees what comes now
		w.readAll(t, asked, read, "partner2", "donorB", "kgz")
		w.hiddenAssessment()
		w.closedMembers()
		w.behindActivities(t, kind, address)
		w.same(t, "what is assessed in Kazakhstan", read)

		maps.DeleteFunc(read, func(who string, _ map[string]string) bool { return roleOf[who] == models.Partner }) // the others see no drafts
		w.readAll(t, asked, read, "kaz")
		madeBy(w, w.actor("partner1"), "another draft", w.app.Updates, models.UpdateInput{ProjectID: w.ids["project"], ActivityID: w.ids["activity"],
			PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30", Narrative: "Draft"})
		w.same(t, "a draft", read)
	})
}

// reading is what somebody was told by each path.
type reading map[string]map[string]string

// readAll reads all surfaces as some of the actors, into what was read as others.
func (w *world) readAll(t *testing.T, a asked, out reading, actors ...string) {
	t.Helper()
	for _, who := range actors {
		out[who] = map[string]string{}
		w.fetch(t, call{as: who, path: "/me"}) // a token notes its first use
		for _, path := range w.surfaces(who, a) {
			out[who][path] = w.told(t, who, path)
		}
		if len(out[who]) < 200 {
			t.Errorf("only %d answers were read as %s", len(out[who]), who)
		}
	}
}

func (w *world) told(t *testing.T, who, path string) string {
	t.Helper()
	var told strings.Builder
	for _, got := range w.pages(t, who, path) {
		text := got.text()
		if strings.HasSuffix(path, "/releases") {
			text = releasesTold.ReplaceAllString(text, "")
		}
		told.WriteString(text)
	}
	return told.String()
}

// releasesTold is how often, and when last, something had gone out, which a State is told, and the length that hangs on it: that
// counts the reading of this test as well. It is the one thing left out; to whom what went, and when first, stays as it is.
var releasesTold = regexp.MustCompile(`(?m)"last_at":"[^"]*","times":\d+|^Content-Length: .*$`)

// same reads again, and holds that nothing is told otherwise. So what was read stands for now, too: a later change is held
// against it without another reading.
func (w *world) same(t *testing.T, what string, before reading) {
	t.Helper()
	for who, paths := range before {
		for path, told := range paths {
			now := w.told(t, who, path)
			if now == told {
				continue
			}
			paths[path] = now
			at := 0
			for at < min(len(now), len(told)) && now[at] == told[at] {
				at++
			}
			t.Errorf("%s shows in %s as %s:\nbefore …%s…\nafter …%s…", what, path, who, part(told, at), part(now, at))
		}
	}
}

func part(text string, at int) string {
	return text[max(0, min(at, len(text))-100):min(len(text), at+100)]
}

// othersWork adds a portfolio, money, assessment and people of one side.
func (w *world) othersWork(of, country, mission string) {
	w.t.Helper()
	n := "more of " + of + " "
	if w.ids[of] == "" {
		made(w, of, w.app.Organisations, models.OrganisationInput{Code: "AAA-" + of, Name: "AAA " + of, Kind: "ngo"})
		made(w, mission, w.app.Missions, models.MissionInput{CountryCode: country, Title: "Mission", Modality: "hybrid", LeadOrganisationID: w.ids["lead"], ParticipantIDs: []models.ID{w.ids[of]},
			Parts: []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25"}}})
	}
	org := w.ids[of]
	donor := made(w, n+"donor", w.app.Organisations, models.OrganisationInput{Code: "AAB-" + of, Name: "AAB " + of, Kind: "government"}).ID
	made(w, n+"contact", w.app.Contacts, models.ContactInput{OrganisationID: org, Name: "AAA", Email: "a@" + country + ".example.org", Duty: "focal_point", Active: true})
	made(w, n+"user", w.app.Users, models.UserInput{Name: "AAA", Email: "u@" + country + ".example.org", Role: models.Partner, OrganisationID: org, Active: true})
	if _, err := w.app.CreateToken(w.ctx, engine.System(), models.TokenInput{UserID: w.ids[n+"user"], Name: "AAA", Scope: "read"}); err != nil {
		w.t.Fatal(err)
	}
	made(w, n+"institution", w.app.Institutions, models.InstitutionInput{CountryCode: country, Name: "AAA"})
	for i := range 3 {
		need := made(w, n+"need", w.app.Needs, models.NeedInput{MissionID: w.ids[mission], Title: "Secret", Level: "operational", Kind: "training", ThemeCodes: []string{"marking"}, EstimatedCost: usd("77.00"), WantedBy: "2026-12-01"})
		walk(w, w.app.Needs, n+"need", to("agreed"), to("prioritized"))
		made(w, n+"referral", w.app.Referrals, models.ReferralInput{NeedID: need.ID, OrganisationID: org, Purpose: "deliver"})
		made(w, n+"offer", w.app.Offers, models.OfferInput{OrganisationID: org, Purpose: "deliver", Title: "AAA", ThemeCodes: []string{"marking"}, CountryCodes: []string{"KAZ", country}})
		p := made(w, n+"project", w.app.Projects, models.ProjectInput{Title: "AAA", LeadOrganisationID: org, CountryCodes: []string{country}, StartsOn: "2021-01-01", EndsOn: "2027-12-31", Budget: usd("9.00")})
		v := made(w, n+"activity", w.app.Activities, models.ActivityInput{ProjectID: p.ID, Title: "Secret", CountryCode: country, ThemeCodes: []string{"marking"}, PlannedStart: "2022-02-01", PlannedEnd: "2027-09-30", Health: "off_track",
			Partners: []models.ActivityPartner{{OrganisationID: org, PartnerRole: "lead"}}, Needs: []models.ActivityNeed{{NeedID: need.ID, Share: 30}, {NeedID: w.ids["shared need"], Share: 20}}})
		walk(w, w.app.Activities, n+"activity", to("implementation"))
		made(w, n+"milestone", w.app.Milestones, models.MilestoneInput{ActivityID: v.ID, Title: "AAA", DueOn: "2026-11-22"})
		made(w, n+"indicator", w.app.Indicators, models.IndicatorInput{ProjectID: p.ID, ActivityID: v.ID, Kind: "output", Title: "AAA", Unit: "officers"})
		made(w, n+"update", w.app.Updates, models.UpdateInput{ProjectID: p.ID, ActivityID: v.ID, PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30", NoChange: true})
		if i > 0 {
			walk(w, w.app.Updates, n+"update", to("submitted"))
		}
		for _, kind := range []string{"commitment", "disbursement", "expenditure"} {
			made(w, n+kind, w.app.Transactions, models.TransactionInput{Kind: models.TransactionKind(kind), OrganisationID: donor, ProjectID: p.ID, ActivityID: v.ID, Amount: usd("41.00"), ValueDate: "2022-01-10"})
		}
		made(w, n+"report", w.app.Reports, models.ReportInput{OrganisationID: donor, AsOf: "2022-06-30", Title: "AAA"})
	}
	if _, err := w.app.ScanReminders(w.ctx, worldStart.Add(time.Minute)); err != nil {
		w.t.Fatal(err)
	}
}

// hiddenAssessment adds missions, findings and needs of Kazakhstan that are shared with nobody, before and behind those
// that are, in many states, with scores and referrals.
func (w *world) hiddenAssessment() {
	w.t.Helper()
	for _, day := range []models.Date{"2019-01-18", "2021-01-19", "2025-01-18"} {
		m := made(w, "hidden mission", w.app.Missions, models.MissionInput{CountryCode: "KAZ", Title: "Secret", Modality: "hybrid", LeadOrganisationID: w.ids["lead"],
			ParticipantIDs: []models.ID{w.ids["partner"], w.ids["partner2"]}, Parts: []models.MissionPart{{StartsOn: day, EndsOn: day.AddDays(3)}}, ReleasableSummary: "Open summary"})
		for i := range 3 {
			f := made(w, "hidden finding", w.app.Findings, models.FindingInput{MissionID: m.ID, Dimension: "operational", Kind: "shortfall", Text: "Secret finding", ReleasableSummary: "Open finding", RatingCode: "partly"})
			n := made(w, "hidden need", w.app.Needs, models.NeedInput{MissionID: m.ID, Title: "Secret title", ReleasableSummary: "Open summary", Level: "operational", Kind: "training",
				ThemeCodes: []string{"marking"}, FindingIDs: []models.ID{f.ID, w.ids["partly shared finding"]}, EstimatedCost: usd("5.00"), WantedBy: "2026-12-01", OwnerID: w.ids["user manager"]})
			madeBy(w, w.actor("admin"), "hidden score", w.app.Scores, models.ScoreInput{NeedID: n.ID, CriterionID: w.ids["criterion"], Value: 5 - i, Reason: "Secret"})
			walk(w, w.app.Needs, "hidden need", []models.StepInput{to("agreed"), to("prioritized")}[:i%3]...)
			for _, audience := range []string{"partners", "donors", "public"} {
				made(w, "no consent", w.app.Consents, models.ConsentInput{SubjectType: "need", SubjectID: n.ID, Extent: "none", Audience: models.Audience(audience), Instrument: "Note", GivenOn: "2021-05-03"})
			}
		}
	}
	w.ids["hidden open need"] = made(w, "hidden referred need", w.app.Needs, models.NeedInput{MissionID: w.ids["mission"], Title: "Secret", Level: "legislative", Kind: "advisory", ThemeCodes: []string{"tracing"}}).ID
}

// closedMembers changes what partly shared rows do not open.
func (w *world) closedMembers() {
	w.t.Helper()
	patched(w, "partly shared need", w.app.Needs, func(in *models.NeedInput) {
		in.Title, in.Description, in.Level, in.Kind, in.ThemeCodes, in.WantedBy, in.EstimatedCost = "Secret, changed", "Changed", "strategic", "advisory", []string{"tracing"}, "2026-12-02", usd("6.00")
		in.InstitutionIDs, in.FindingIDs, in.OwnerID = []models.ID{w.ids["institution"]}, nil, ""
	})
	walk(w, w.app.Needs, "partly shared need", to("agreed"), to("prioritized"))
	madeBy(w, w.actor("admin"), "score of it", w.app.Scores, models.ScoreInput{NeedID: w.ids["partly shared need"], CriterionID: w.ids["criterion"], Value: 5, Reason: "Secret"})
	patched(w, "partly shared finding", w.app.Findings, func(in *models.FindingInput) {
		in.Text, in.Kind, in.Dimension, in.RatingCode, in.ProvisionIDs, in.SessionID = "Secret, changed", "good_practice", "legislative", "", nil, ""
	})
	patched(w, "partly shared mission", w.app.Missions, func(in *models.MissionInput) {
		in.Title, in.Modality, in.ParticipantIDs, in.Sessions, in.Documents = "Changed", "on_site", nil, nil, nil
		in.Parts = append(in.Parts, models.MissionPart{StartsOn: "2021-03-01", EndsOn: "2021-03-02"})
	})
	walk(w, w.app.Missions, "partly shared mission", to("under_way"))
}

// patched changes an object as the system would.
func patched[T, I any](w *world, name string, r *engine.Resource[T, I], apply func(*I)) {
	w.t.Helper()
	row, err := r.Get(w.ctx, engine.System(), w.ids[name])
	if err == nil {
		_, err = r.Patch(context.WithoutCancel(w.ctx), engine.System(), w.ids[name], any(row).(models.Entity).Meta().Version, func(in *I) error { apply(in); return nil })
	}
	if err != nil {
		w.t.Fatalf("%s: %+v", name, err)
	}
}

// behindActivities puts more needs that nobody sees behind both activities, without a new version of these.
func (w *world) behindActivities(t *testing.T, kind, address string) {
	t.Helper()
	for _, activity := range []string{"activity", "activity of partner2"} {
		for _, need := range []string{"hidden need", "hidden open need"} {
			alter(t, kind, address, "INSERT INTO activity_needs (activity_id, need_id, share) VALUES ('"+string(w.ids[activity])+"', '"+string(w.ids[need])+"', 10)")
		}
	}
}

// TestFiltersByWhatIsHidden asks by the ids of what the reader may not see, as who has kept them from better days: nothing
// tells that what it sees hangs on them.
func TestFiltersByWhatIsHidden(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		share := func(name, kind, subject, extent string) {
			made(w, name, w.app.Consents, models.ConsentInput{SubjectType: models.ConsentSubject(kind), SubjectID: w.ids[subject], Extent: models.Extent(extent), Audience: "donors", Instrument: "Note verbale", GivenOn: "2021-05-04"})
		}
		share("finding in full", "finding", "finding", "full")
		need, mission := string(w.ids["referred need"]), string(w.ids["mission"])
		for path, name := range map[string]string{"/referrals?need_id=" + need: "referral of donorB", "/findings?need_id=" + need: "finding", "/findings?mission_id=" + mission: "finding", "/needs?mission_id=" + mission: "shared need"} {
			if p := w.do(t, call{as: "donorB", path: path}).page(t); p.has(w.ids[name]) {
				t.Errorf("%s finds the %s", path, name)
			}
			if p := w.do(t, call{as: "kaz", path: path}).page(t); !p.has(w.ids[name]) {
				t.Errorf("%s does not find the %s for its own State", path, name)
			}
		}
		share("mission in part", "mission", "mission", "partial")
		share("need in full", "need", "referred need", "full")
		for path, name := range map[string]string{"/referrals?need_id=" + need: "referral of donorB", "/findings?need_id=" + need: "finding", "/findings?mission_id=" + mission: "finding", "/needs?mission_id=" + mission: "shared need"} {
			if p := w.do(t, call{as: "donorB", path: path}).page(t); !p.has(w.ids[name]) {
				t.Errorf("%s does not find the %s though all is shared", path, name)
			}
		}
	})
}
