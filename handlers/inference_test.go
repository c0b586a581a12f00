package handlers_test

import (
	"context"
	"maps"
	"regexp"
	"strings"
	"testing"
	"time"

	"qadam/app/engine"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestHiddenRowsChangeNothing reads everything that somebody can read, adds a great deal that it may not see, and reads
// again: every answer is the same, byte for byte. So no count, sum, order, page, cursor, tag, search or filter tells that
// there is more. What of a partly shared row is closed is changed, too, and needs are put behind activities.
func TestHiddenRowsChangeNothing(t *testing.T) {
	t.Parallel()
	handlerstest.EachAt(t, func(t *testing.T, w *world, kind, address string) {
		handlerstest.Create(w, "country of uzb", w.App.Countries, models.CountryInput{Code: "UZB", Region: "Central Asia",
			TimeZone: "Asia/Tashkent"})
		handlerstest.TakeSteps(w, w.App.Updates, "sent update", handlerstest.To("accepted"))
		for subject, extent := range map[string]models.Extent{"shared need": models.ExtentFull,
			"partly shared need": models.ExtentPartial} {
			handlerstest.Create(w, "to the public, of the "+subject, w.App.Consents, models.ConsentInput{SubjectType: models.SubjectNeed,
				SubjectID: w.IDs[subject], Extent: extent, Audience: models.AudiencePublic, Instrument: "Note verbale",
				GivenOn: "2021-05-03"})
		}
		asked := w.Parameters(12)

		read := reading{}
		readAll(t, w, asked, read, "partner1", "donorA", "kaz", handlerstest.Nobody)
		othersWork(w, "partner2", "KGZ", "mission of kgz")
		othersWork(w, "third", "UZB", "mission to uzb")
		sameAsBefore(t, w, "what others do", read)

		delete(read, "kaz") // which sees what comes now
		readAll(t, w, asked, read, "partner2", "donorB", "kgz")
		hiddenAssessment(w)
		closedMembers(w)
		behindActivities(t, w, kind, address)
		sameAsBefore(t, w, "what is assessed in Kazakhstan", read)

		// the others see no drafts
		maps.DeleteFunc(read, func(who string, _ map[string]string) bool { return handlerstest.RoleOf[who] == models.Partner })
		readAll(t, w, asked, read, "kaz")
		handlerstest.CreateBy(w, w.Actor("partner1"), "another draft", w.App.Updates, models.UpdateInput{ProjectID: w.IDs["project"],
			ActivityID: w.IDs["activity"], PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30", Narrative: "Draft"})
		sameAsBefore(t, w, "a draft", read)
	})
}

// reading is what somebody was told by each path.
type reading map[string]map[string]string

// readAll reads all surfaces as some of the actors, into what was read as others.
func readAll(t *testing.T, w *world, a handlerstest.Parameters, out reading, actors ...string) {
	t.Helper()
	for _, who := range actors {
		out[who] = map[string]string{}
		w.Fetch(t, call{As: who, Path: "/me"}) // a token notes its first use
		for _, path := range w.Reads(who, a) {
			out[who][path] = tell(t, w, who, path)
		}
		if n := len(out[who]); n < 10 || n < 200 && who != handlerstest.Nobody {
			t.Errorf("only %d answers were read as %s", len(out[who]), who)
		}
	}
}

func tell(t *testing.T, w *world, who, path string) string {
	t.Helper()
	var told strings.Builder
	for _, got := range w.ReadToEnd(t, who, path) {
		text := got.Text()
		if strings.Contains(path, "/releases") {
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
func sameAsBefore(t *testing.T, w *world, what string, before reading) {
	t.Helper()
	for who, paths := range before {
		for path, told := range paths {
			now := tell(t, w, who, path)
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
func othersWork(w *world, of, country, mission string) {
	w.T.Helper()
	n := "more of " + of + " "
	if w.IDs[of] == "" {
		handlerstest.Create(w, of, w.App.Organisations, models.OrganisationInput{Code: "AAA-" + of, Name: "AAA " + of, Kind: "ngo"})
		handlerstest.Create(w, mission, w.App.Missions, models.MissionInput{CountryCode: country, Title: "Mission", Modality: "hybrid",
			LeadOrganisationID: w.IDs["lead"], ParticipantIDs: []models.ID{w.IDs[of]},
			Parts: []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25"}}})
	}
	org := w.IDs[of]
	donor := handlerstest.Create(w, n+"donor", w.App.Organisations, models.OrganisationInput{Code: "AAB-" + of, Name: "AAB " + of,
		Kind: "government"}).ID
	handlerstest.Create(w, n+"contact", w.App.Contacts, models.ContactInput{OrganisationID: org, Name: "AAA", Email: "a@" + country +
		".example.org", Duty: "focal_point", Active: true})
	handlerstest.Create(w, n+"user", w.App.Users, models.UserInput{Name: "AAA", Email: "u@" + country + ".example.org",
		Role:           models.Partner,
		OrganisationID: org, Active: true})
	if _, err := w.App.CreateToken(w.Ctx, engine.System(), models.TokenInput{UserID: w.IDs[n+"user"], Name: "AAA",
		Scope: "read"}); err != nil {
		w.T.Fatal(err)
	}
	handlerstest.Create(w, n+"institution", w.App.Institutions, models.InstitutionInput{CountryCode: country, Name: "AAA"})
	for i := range 3 {
		need := handlerstest.Create(w, n+"need", w.App.Needs, models.NeedInput{MissionID: w.IDs[mission], Title: "Secret",
			Level: "operational", Kind: "training", ThemeCodes: []string{"marking"}, EstimatedCost: handlerstest.USD("77.00"),
			WantedBy: "2026-12-01"})
		handlerstest.TakeSteps(w, w.App.Needs, n+"need", handlerstest.To("agreed"), handlerstest.To("prioritized"))
		handlerstest.Create(w, n+"referral", w.App.Referrals, models.ReferralInput{NeedID: need.ID, OrganisationID: org,
			Purpose: "deliver"})
		handlerstest.Create(w, n+"offer", w.App.Offers, models.OfferInput{OrganisationID: org, Purpose: "deliver", Title: "AAA",
			ThemeCodes: []string{"marking"}, CountryCodes: []string{"KAZ", country}})
		p := handlerstest.Create(w, n+"project", w.App.Projects, models.ProjectInput{Title: "AAA", LeadOrganisationID: org,
			CountryCodes: []string{country}, StartsOn: "2021-01-01", EndsOn: "2027-12-31", Budget: handlerstest.USD("9.00")})
		v := handlerstest.Create(w, n+"activity", w.App.Activities, models.ActivityInput{ProjectID: p.ID, Title: "Secret",
			CountryCode: country, ThemeCodes: []string{"marking"}, PlannedStart: "2022-02-01", PlannedEnd: "2027-09-30",
			Health:   "off_track",
			Partners: []models.ActivityPartner{{OrganisationID: org, PartnerRole: "lead"}},
			Needs:    []models.ActivityNeed{{NeedID: need.ID, Share: 30}, {NeedID: w.IDs["shared need"], Share: 20}}})
		handlerstest.TakeSteps(w, w.App.Activities, n+"activity", handlerstest.To("implementation"))
		handlerstest.Create(w, n+"milestone", w.App.Milestones, models.MilestoneInput{ActivityID: v.ID, Title: "AAA", DueOn: "2026-11-22"})
		handlerstest.Create(w, n+"indicator", w.App.Indicators, models.IndicatorInput{ProjectID: p.ID, ActivityID: v.ID, Kind: "output",
			Title: "AAA", Unit: "officers"})
		handlerstest.Create(w, n+"update", w.App.Updates, models.UpdateInput{ProjectID: p.ID, ActivityID: v.ID, PeriodFrom: "2026-07-01",
			PeriodTo: "2026-09-30", NoChange: true})
		if i > 0 {
			handlerstest.TakeSteps(w, w.App.Updates, n+"update", handlerstest.To("submitted"))
		}
		for _, kind := range []string{"commitment", "disbursement", "expenditure"} {
			handlerstest.Create(w, n+kind, w.App.Transactions, models.TransactionInput{Kind: models.TransactionKind(kind),
				OrganisationID: donor, ProjectID: p.ID, ActivityID: v.ID, Amount: handlerstest.USD("41.00"), ValueDate: "2022-01-10"})
		}
		handlerstest.Create(w, n+"report", w.App.Reports, models.ReportInput{OrganisationID: donor, AsOf: "2022-06-30", Title: "AAA"})
	}
	if _, err := w.App.ScanReminders(w.Ctx, handlerstest.WorldStart.Add(time.Minute)); err != nil {
		w.T.Fatal(err)
	}
}

// hiddenAssessment adds missions, findings and needs of Kazakhstan that are shared with nobody, before and behind those
// that are, in many states, with scores and referrals.
func hiddenAssessment(w *world) {
	w.T.Helper()
	for _, day := range []models.Date{"2019-01-18", "2021-01-19", "2025-01-18"} {
		m := handlerstest.Create(w, "hidden mission", w.App.Missions, models.MissionInput{CountryCode: "KAZ", Title: "Secret",
			Modality: "hybrid", LeadOrganisationID: w.IDs["lead"],
			ParticipantIDs: []models.ID{w.IDs["partner"], w.IDs["partner2"]},
			Parts:          []models.MissionPart{{StartsOn: day, EndsOn: day.AddDays(3)}}, ReleasableSummary: "Open summary"})
		for i := range 3 {
			f := handlerstest.Create(w, "hidden finding", w.App.Findings, models.FindingInput{MissionID: m.ID, Dimension: "operational",
				Kind: "shortfall", Text: "Secret finding", ReleasableSummary: "Open finding", RatingCode: "partly"})
			n := handlerstest.Create(w, "hidden need", w.App.Needs, models.NeedInput{MissionID: m.ID, Title: "Secret title",
				ReleasableSummary: "Open summary", Level: "operational", Kind: "training",
				ThemeCodes: []string{"marking"}, FindingIDs: []models.ID{f.ID, w.IDs["partly shared finding"]},
				EstimatedCost: handlerstest.USD("5.00"), WantedBy: "2026-12-01", OwnerID: w.IDs["user manager"]})
			handlerstest.CreateBy(w, w.Actor("admin"), "hidden score", w.App.Scores,
				models.ScoreInput{NeedID: n.ID, CriterionID: w.IDs["criterion"], Value: 5 - i, Reason: "Secret"})
			handlerstest.TakeSteps(w, w.App.Needs, "hidden need", []models.StepInput{handlerstest.To("agreed"),
				handlerstest.To("prioritized")}[:i%3]...)
			for _, audience := range []string{"partners", "donors", "public"} {
				handlerstest.Create(w, "no consent", w.App.Consents, models.ConsentInput{SubjectType: "need", SubjectID: n.ID,
					Extent:   "none",
					Audience: models.Audience(audience), Instrument: "Note", GivenOn: "2021-05-03"})
			}
		}
	}
	w.IDs["hidden open need"] = handlerstest.Create(w, "hidden referred need", w.App.Needs, models.NeedInput{MissionID: w.IDs["mission"],
		Title: "Secret", Level: "legislative", Kind: "advisory", ThemeCodes: []string{"tracing"}}).ID
}

// closedMembers changes what partly shared rows do not open.
func closedMembers(w *world) {
	w.T.Helper()
	patched(w, "partly shared need", w.App.Needs, func(in *models.NeedInput) {
		in.Title, in.Description, in.Level, in.Kind, in.ThemeCodes, in.WantedBy, in.EstimatedCost = "Secret, changed", "Changed",
			"strategic", "advisory", []string{"tracing"}, "2026-12-02", handlerstest.USD("6.00")
		in.InstitutionIDs, in.FindingIDs, in.OwnerID = []models.ID{w.IDs["institution"]}, nil, ""
	})
	handlerstest.TakeSteps(w, w.App.Needs, "partly shared need", handlerstest.To("agreed"), handlerstest.To("prioritized"))
	handlerstest.CreateBy(w, w.Actor("admin"), "score of it", w.App.Scores, models.ScoreInput{NeedID: w.IDs["partly shared need"],
		CriterionID: w.IDs["criterion"], Value: 5, Reason: "Secret"})
	patched(w, "partly shared finding", w.App.Findings, func(in *models.FindingInput) {
		in.Text, in.Kind, in.Dimension, in.RatingCode, in.ProvisionIDs, in.SessionID = "Secret, changed", "good_practice", "legislative",
			"", nil, ""
	})
	patched(w, "partly shared mission", w.App.Missions, func(in *models.MissionInput) {
		in.Title, in.Modality, in.ParticipantIDs, in.Sessions, in.Documents = "Changed", "on_site", nil, nil, nil
		in.Parts = append(in.Parts, models.MissionPart{StartsOn: "2021-03-01", EndsOn: "2021-03-02"})
	})
	handlerstest.TakeSteps(w, w.App.Missions, "partly shared mission", handlerstest.To("under_way"))
}

// patched changes an object as the system would.
func patched[T, I any](w *world, name string, r engine.Resource[T, I], apply func(*I)) {
	w.T.Helper()
	row, err := r.Get(w.Ctx, engine.System(), w.IDs[name])
	if err == nil {
		_, err = r.Patch(context.WithoutCancel(w.Ctx), engine.System(), w.IDs[name], any(row).(models.Entity).Meta().Version,
			func(in *I) error { apply(in); return nil })
	}
	if err != nil {
		w.T.Fatalf("%s: %+v", name, err)
	}
}

// behindActivities puts more needs that nobody sees behind both activities, without a new version of these.
func behindActivities(t *testing.T, w *world, kind, address string) {
	t.Helper()
	for _, activity := range []string{"activity", "activity of partner2"} {
		for _, need := range []string{"hidden need", "hidden open need"} {
			handlerstest.Alter(t, kind, address, "INSERT INTO activity_needs (activity_id, need_id, share) VALUES ('"+
				string(w.IDs[activity])+"', '"+string(w.IDs[need])+"', 10)")
		}
	}
}

// TestFiltersByWhatIsHidden asks by the ids of what the reader may not see, as who has kept them from better days: nothing
// tells that what it sees hangs on them.
func TestFiltersByWhatIsHidden(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		share := func(name, kind, subject, extent string) {
			handlerstest.Create(w, name, w.App.Consents, models.ConsentInput{SubjectType: models.ConsentSubject(kind),
				SubjectID: w.IDs[subject], Extent: models.Extent(extent), Audience: "donors", Instrument: "Note verbale",
				GivenOn: "2021-05-04"})
		}
		share("finding in full", "finding", "finding", "full")
		need, mission := string(w.IDs["referred need"]), string(w.IDs["mission"])
		for path, name := range map[string]string{"/referrals?need_id=" + need: "referral of donorB", "/findings?need_id=" +
			need: "finding", "/findings?mission_id=" + mission: "finding", "/needs?mission_id=" + mission: "shared need"} {
			if p := w.Do(t, call{As: "donorB", Path: path}).Page(t); p.Has(w.IDs[name]) {
				t.Errorf("%s finds the %s", path, name)
			}
			if p := w.Do(t, call{As: "kaz", Path: path}).Page(t); !p.Has(w.IDs[name]) {
				t.Errorf("%s does not find the %s for its own State", path, name)
			}
		}
		share("mission in part", "mission", "mission", "partial")
		share("need in full", "need", "referred need", "full")
		for path, name := range map[string]string{"/referrals?need_id=" + need: "referral of donorB", "/findings?need_id=" +
			need: "finding", "/findings?mission_id=" + mission: "finding", "/needs?mission_id=" + mission: "shared need"} {
			if p := w.Do(t, call{As: "donorB", Path: path}).Page(t); !p.Has(w.IDs[name]) {
				t.Errorf("%s does not find the %s though all is shared", path, name)
			}
		}
	})
}
