package handlerstest

import (
	"fmt"
	"strings"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// countryCodes are more States than a page has items.
const countryCodes = "AFG ALB DZA AND AGO ARG ARM AUS AUT AZE BHS BHR BGD BRB BLR BEL BLZ BEN BTN BOL BIH BWA BRA BRN BGR BFA BDI KHM " +
	"CMR CAN " +
	"CAF TCD CHL CHN COL COM COG CRI HRV CUB CYP CZE DNK DJI DOM ECU EGY SLV GNQ ERI EST"

// Fill makes more than a page of each noun.
func (w *World) Fill() {
	w.T.Helper()
	for i, code := range strings.Fields(countryCodes) {
		n := fmt.Sprintf("fill %02d ", i)
		Made(w, n+"country", w.App.Countries, models.CountryInput{Code: code, TimeZone: "UTC"})
		w.fillPeople(i, n)
		w.fillAssessment(i, n)
		w.fillPortfolio(i, n)
		w.fillMatches(i, n)
	}
	for range 26 {
		Walk(w, w.App.Offers, "offer", To("closed"), To("open"))
	}
	w.compare("overlap", "activity")
	w.fillMails()
	w.fillSignIns()
	w.fillLinks()
}

func (w *World) fillPeople(i int, n string) {
	w.T.Helper()
	code := fmt.Sprintf("fill-%02d", i)
	org := Made(w, n+"organisation", w.App.Organisations, models.OrganisationInput{Code: code, Name: n, Kind: "ngo", Listed: true})
	Made(w, n+"contact", w.App.Contacts, models.ContactInput{OrganisationID: w.IDs["partner"], Name: n, Email: code + "@example.org",
		Duty: "other"})
	u := Made(w, n+"user", w.App.Users, models.UserInput{Name: n, Email: code + "@example.org", Role: models.Partner,
		OrganisationID: org.ID, Active: true})
	if _, err := w.App.CreateToken(w.Ctx, engine.System(), models.TokenInput{UserID: w.IDs["user manager"], Name: n + string(u.ID[30:]),
		Scope: "read"}); err != nil {
		w.T.Fatal(err)
	}
	Made(w, n+"calendar", w.App.Calendars, models.CalendarInput{OrganisationID: org.ID, TimeZone: "UTC",
		Weekend: []models.Weekday{"sunday"}, Source: n, Days: []models.CalendarDay{{OnDate: "2027-01-01", Source: n}}})
	Made(w, n+"mailbox", w.App.Mailboxes, models.MailboxInput{Email: code + "@example.org", Morning: 20})
	Made(w, n+"rule", w.App.Rules, models.ReminderRuleInput{Code: code, Name: n, Watches: models.WatchMilestone})
	Made(w, n+"report deadline", w.App.ReportDeadlines, models.ReportDeadlineInput{OrganisationID: w.IDs["donor"], Agreement: n,
		CoversTo: "2026-12-31", DueOn: "2027-03-31"})
	Made(w, n+"theme", w.App.Themes, models.ThemeInput{Code: code, Name: n, Position: i % 7})
	Made(w, n+"instrument", w.App.Instruments, models.InstrumentInput{Code: code, Title: n, Year: 2000 + i%9})
	Made(w, n+"provision", w.App.Provisions, models.ProvisionInput{InstrumentID: w.IDs["instrument"], Paragraph: n})
	Made(w, n+"rating", w.App.Ratings, models.RatingInput{Code: code, Label: n, Position: i % 5})
	Made(w, n+"institution", w.App.Institutions, models.InstitutionInput{CountryCode: "KAZ", Name: n})
	Made(w, n+"rate", w.App.Rates, models.RateInput{Currency: "KZT", OnDate: models.Date("2021-01-01").AddDays(i), USDPerUnit: "0.002",
		Source: "Fiction"})
}

func (w *World) fillAssessment(i int, n string) {
	w.T.Helper()
	Made(w, n+"mission", w.App.Missions, models.MissionInput{CountryCode: "KAZ", Title: n, Modality: "virtual",
		LeadOrganisationID: w.IDs["lead"], ParticipantIDs: []models.ID{w.IDs["partner"]},
		Parts:    []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25"}},
		Sessions: []models.MissionSession{{OnDate: "2021-01-19", Title: n}}, InstitutionIDs: []models.ID{w.IDs["institution"]}})
	Made(w, n+"finding", w.App.Findings, models.FindingInput{MissionID: w.IDs["mission"], Dimension: "operational", Kind: "shortfall",
		Text: n, ProvisionIDs: []models.ID{w.IDs["provision"]}})
	need := Made(w, n+"need", w.App.Needs, models.NeedInput{MissionID: w.IDs["mission"], Title: n, Level: "operational", Kind: "training",
		ThemeCodes: []string{"marking", "tracing"},
		FindingIDs: []models.ID{w.IDs["finding"], w.IDs[n+"finding"]}, InstitutionIDs: []models.ID{w.IDs["institution"]}})
	Walk(w, w.App.Needs, n+"need", To("agreed"))
	extent := []string{"full", "partial"}[i%2]
	Made(w, n+"consent", w.App.Consents, models.ConsentInput{SubjectType: "need", SubjectID: need.ID, Extent: models.Extent(extent),
		Audience: "donors", Instrument: n, GivenOn: "2021-05-03"})
	MadeBy(w, w.Actor("manager"), n+"request", w.App.ConsentRequests, models.ConsentRequestInput{SubjectType: "need", SubjectID: need.ID,
		Extent: "full", Audience: "partners", Procedure: "answer"})
	scale := []string{"a", "b", "c", "d", "e"}
	s := Made(w, n+"scheme", w.App.Schemes, models.SchemeInput{Name: n, Edition: 1,
		Criteria: []models.Criterion{{Code: "one", Name: n, Weight: 100_00, Direction: "higher_first", Scale: scale}}})
	MadeBy(w, w.Actor("admin"), n+"score", w.App.Scores, models.ScoreInput{NeedID: need.ID, CriterionID: s.Criteria[0].ID, Value: 1 + i%5,
		Reason: n})
	Made(w, n+"ranking", w.App.Rankings, models.RankingInput{MissionID: w.IDs["mission"], Title: n, HeldOn: "2021-05-10",
		Participants: []string{"A ministry"}})
	w.work()
	Made(w, n+"referral", w.App.Referrals, models.ReferralInput{NeedID: w.IDs["referred need"], OrganisationID: w.IDs[n+"organisation"],
		Purpose: "deliver"})
	Made(w, n+"offer", w.App.Offers, models.OfferInput{OrganisationID: w.IDs["partner"], Purpose: "deliver", Title: n,
		ThemeCodes: []string{"marking"}, CountryCodes: []string{"KAZ"}})
}

func (w *World) fillPortfolio(i int, n string) {
	w.T.Helper()
	p := Made(w, n+"project", w.App.Projects, models.ProjectInput{Title: n, LeadOrganisationID: w.IDs["partner"],
		CountryCodes: []string{"KAZ", "KGZ"}, StartsOn: "2022-01-01", EndsOn: "2027-12-31"})
	v := Made(w, n+"activity", w.App.Activities, models.ActivityInput{ProjectID: w.IDs["project"], Title: n, CountryCode: "KAZ",
		ThemeCodes: []string{"marking"}, PlannedStart: "2022-02-01", PlannedEnd: "2027-09-30", Health: "on_track",
		Partners: []models.ActivityPartner{{OrganisationID: w.IDs["partner"], PartnerRole: "lead"},
			{OrganisationID: w.IDs["partner2"], PartnerRole: "supporting"}},
		Needs: []models.ActivityNeed{{NeedID: w.IDs[n+"need"], Share: 50}, {NeedID: w.IDs["need"], Share: 50}}})
	Made(w, n+"milestone", w.App.Milestones, models.MilestoneInput{ActivityID: v.ID, Title: n, DueOn: models.Date("2026-11-22"),
		ContactID: w.IDs["contact"]})
	Made(w, n+"indicator", w.App.Indicators, models.IndicatorInput{ProjectID: w.IDs["project"], ActivityID: v.ID, Kind: "output", Title: n,
		Unit: "officers", Periods: []models.IndicatorPeriod{{StartsOn: "2022-01-01", EndsOn: "2022-12-31", Target: "4"}}})
	MadeBy(w, w.Actor("partner1"), n+"update", w.App.Updates, models.UpdateInput{ProjectID: w.IDs["project"], ActivityID: v.ID,
		PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30", NoChange: true})
	Made(w, n+"transaction", w.App.Transactions, models.TransactionInput{Kind: "commitment", OrganisationID: w.IDs["donor"],
		ProjectID: p.ID, Amount: USD("1.00"), ValueDate: "2022-01-10"})
	Made(w, n+"report", w.App.Reports, models.ReportInput{OrganisationID: w.IDs["donor"], AsOf: "2022-06-30", Title: n})
}

// fillMails lets a scan tell of all the milestones that are late.
func (w *World) fillMails() {
	w.T.Helper()
	if _, err := w.App.ScanReminders(w.Ctx, WorldStart.Add(time.Minute)); err != nil {
		w.T.Fatal(err)
	}
	err := w.App.Store().Update(w.Ctx, engine.System(), func(tx *store.Tx) error {
		for i := range 60 {
			key := fmt.Sprint("fill ", i)
			if _, err := store.AddDigest(tx, models.OutboxMail{ID: models.NewID(), Recipient: "a@example.org",
				MessageID: key + "@example.org", DigestKey: &key}); err != nil {
				return err
			}
			if err := store.AddEntry(tx, models.Change{Action: "test", SubjectType: "test", SubjectID: models.NewID(),
				RequestID: fmt.Sprint(i)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.T.Fatal(err)
	}
}

// fillLinks makes more than a page of links.
func (w *World) fillLinks() {
	w.T.Helper()
	for range 50 {
		for _, who := range []string{"manager", "partner1", "donorA", "kaz"} {
			h, err := w.App.CreateWebhook(w.Ctx, w.Actor(who), models.WebhookInput{URL: "https://hooks.example.org/fill", Active: true,
				Subjects: []models.WebhookSubject{"report"}})
			if err != nil {
				w.T.Fatal(err)
			}
			if _, err := w.App.TestWebhook(w.Ctx, w.Actor(who), h.ID); err != nil {
				w.T.Fatal(err)
			}
			if _, err := w.App.CreateFeed(w.Ctx, w.Actor(who), models.FeedInput{Kind: "person"}); err != nil {
				w.T.Fatal(err)
			}
		}
		if _, err := w.App.CreateUpdateLink(w.Ctx, engine.System(), models.UpdateLinkInput{ActivityID: w.IDs["activity"],
			ContactID: w.IDs["contact"]}); err != nil {
			w.T.Fatal(err)
		}
	}
	w.gaveUp()
}

// fillMatches makes more than a page of overlaps, each of a pair on a theme of its own.
func (w *World) fillMatches(i int, n string) {
	w.T.Helper()
	for _, of := range []string{"partner", "partner2"} {
		project := map[string]string{"partner": "project", "partner2": "project of both"}[of]
		Made(w, n+"twin of "+of, w.App.Activities, models.ActivityInput{ProjectID: w.IDs[project], Title: n, CountryCode: "KAZ",
			ThemeCodes:   []string{fmt.Sprintf("fill-%02d", i)},
			PlannedStart: "2022-02-01", PlannedEnd: "2027-09-30", Health: "on_track",
			Partners: []models.ActivityPartner{{OrganisationID: w.IDs[of], PartnerRole: "lead"}}})
	}
}

// fillSignIns makes more than a page of what people sign in with.
func (w *World) fillSignIns() {
	w.T.Helper()
	for i := range 51 {
		w.SignIn("manager")
		w.passkey("manager", NewDevice(w.IDs["user manager"]))
		Made(w, "identity", w.App.Identities, models.IdentityInput{UserID: w.IDs["user manager"], Issuer: "https://login.example.org",
			Subject: fmt.Sprint("manager ", i)})
	}
}
