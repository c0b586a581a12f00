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
		Create(w, n+"country", w.App.Countries, models.CountryInput{Code: code, TimeZone: "UTC"})
		w.fillPeople(i, n)
		w.fillAssessment(i, n)
		w.fillPortfolio(i, n)
		w.fillMatches(i, n)
	}
	for range 26 {
		TakeSteps(w, w.App.Offers, "offer", To(models.OfferClosed), To(models.OfferOpen))
	}
	w.compare("overlap", "activity")
	w.fillMails()
	w.fillSignIns()
	w.fillLinks()
}

func (w *World) fillPeople(i int, n string) {
	w.T.Helper()
	code := fmt.Sprintf("fill-%02d", i)
	org := Create(w, n+"organisation", w.App.Organisations, models.OrganisationInput{Code: code, Name: n, Kind: models.OrganisationNGO,
		Listed: true})
	Create(w, n+"contact", w.App.Contacts, models.ContactInput{OrganisationID: w.IDs["partner"], Name: n, Email: code + "@example.org",
		Duty: models.DutyOther})
	u := Create(w, n+"user", w.App.Users, models.UserInput{Name: n, Email: code + "@example.org", Role: models.Partner,
		OrganisationID: org.ID, Active: true})
	if _, err := w.App.CreateToken(w.Ctx, engine.System(), models.TokenInput{UserID: w.IDs["user manager"], Name: n + string(u.ID[30:]),
		Scope: models.ScopeRead}); err != nil {
		w.T.Fatal(err)
	}
	Create(w, n+"calendar", w.App.Calendars, models.CalendarInput{OrganisationID: org.ID, TimeZone: "UTC",
		Weekend: []models.Weekday{models.Sunday}, Source: n, Days: []models.CalendarDay{{OnDate: "2027-01-01", Source: n}}})
	Create(w, n+"mailbox", w.App.Mailboxes, models.MailboxInput{Email: code + "@example.org", Morning: 20})
	Create(w, n+"rule", w.App.Rules, models.ReminderRuleInput{Code: code, Name: n, Watches: models.WatchMilestone})
	Create(w, n+"report deadline", w.App.ReportDeadlines, models.ReportDeadlineInput{OrganisationID: w.IDs["donor"], Agreement: n,
		CoversTo: "2026-12-31", DueOn: "2027-03-31"})
	Create(w, n+"theme", w.App.Themes, models.ThemeInput{Code: code, Name: n, Position: i % 7})
	Create(w, n+"instrument", w.App.Instruments, models.InstrumentInput{Code: code, Title: n, Year: 2000 + i%9})
	Create(w, n+"provision", w.App.Provisions, models.ProvisionInput{InstrumentID: w.IDs["instrument"], Paragraph: n})
	Create(w, n+"rating", w.App.Ratings, models.RatingInput{Code: code, Label: n, Position: i % 5})
	Create(w, n+"institution", w.App.Institutions, models.InstitutionInput{CountryCode: "KAZ", Name: n})
	Create(w, n+"rate", w.App.Rates, models.RateInput{Currency: "KZT", OnDate: models.Date("2021-01-01").AddDays(i), USDPerUnit: "0.002",
		Source: "Fiction"})
}

func (w *World) fillAssessment(i int, n string) {
	w.T.Helper()
	Create(w, n+"mission", w.App.Missions, models.MissionInput{CountryCode: "KAZ", Title: n, Modality: models.ModalityVirtual,
		LeadOrganisationID: w.IDs["lead"], ParticipantIDs: []models.ID{w.IDs["partner"]},
		Parts:    []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25"}},
		Sessions: []models.MissionSession{{OnDate: "2021-01-19", Title: n}}, InstitutionIDs: []models.ID{w.IDs["institution"]}})
	Create(w, n+"finding", w.App.Findings, models.FindingInput{MissionID: w.IDs["mission"], Dimension: models.DimensionOperational,
		Kind: models.FindingShortfall,
		Text: n, ProvisionIDs: []models.ID{w.IDs["provision"]}})
	need := Create(w, n+"need", w.App.Needs, models.NeedInput{MissionID: w.IDs["mission"], Title: n, Level: models.LevelOperational,
		Kind:       models.KindTraining,
		ThemeCodes: []string{"marking", "tracing"},
		FindingIDs: []models.ID{w.IDs["finding"], w.IDs[n+"finding"]}, InstitutionIDs: []models.ID{w.IDs["institution"]}})
	TakeSteps(w, w.App.Needs, n+"need", To(models.NeedAgreed))
	extent := []string{"full", "partial"}[i%2]
	Create(w, n+"consent", w.App.Consents, models.ConsentInput{SubjectType: models.SubjectNeed, SubjectID: need.ID,
		Extent:   models.Extent(extent),
		Audience: models.AudienceDonors, Instrument: n, GivenOn: "2021-05-03"})
	CreateBy(w, w.Actor("manager"), n+"request", w.App.ConsentRequests, models.ConsentRequestInput{SubjectType: models.SubjectNeed,
		SubjectID: need.ID,
		Extent:    models.ExtentFull, Audience: models.AudiencePartners, Procedure: models.ProcedureAnswer})
	scale := []string{"a", "b", "c", "d", "e"}
	s := Create(w, n+"scheme", w.App.Schemes, models.SchemeInput{Name: n, Edition: 1,
		Criteria: []models.Criterion{{Code: "one", Name: n, Weight: 100_00, Direction: models.HigherFirst, Scale: scale}}})
	CreateBy(w, w.Actor("admin"), n+"score", w.App.Scores, models.ScoreInput{NeedID: need.ID, CriterionID: s.Criteria[0].ID, Value: 1 + i%5,
		Reason: n})
	Create(w, n+"ranking", w.App.Rankings, models.RankingInput{MissionID: w.IDs["mission"], Title: n, HeldOn: "2021-05-10",
		Participants: []string{"A ministry"}})
	w.work()
	Create(w, n+"referral", w.App.Referrals, models.ReferralInput{NeedID: w.IDs["referred need"], OrganisationID: w.IDs[n+"organisation"],
		Purpose: models.PurposeDeliver})
	Create(w, n+"offer", w.App.Offers, models.OfferInput{OrganisationID: w.IDs["partner"], Purpose: models.PurposeDeliver, Title: n,
		ThemeCodes: []string{"marking"}, CountryCodes: []string{"KAZ"}})
}

func (w *World) fillPortfolio(i int, n string) {
	w.T.Helper()
	p := Create(w, n+"project", w.App.Projects, models.ProjectInput{Title: n, LeadOrganisationID: w.IDs["partner"],
		CountryCodes: []string{"KAZ", "KGZ"}, StartsOn: "2022-01-01", EndsOn: "2027-12-31"})
	v := Create(w, n+"activity", w.App.Activities, models.ActivityInput{ProjectID: w.IDs["project"], Title: n, CountryCode: "KAZ",
		ThemeCodes: []string{"marking"}, PlannedStart: "2022-02-01", PlannedEnd: "2027-09-30", Health: models.OnTrack,
		Partners: []models.ActivityPartner{{OrganisationID: w.IDs["partner"], PartnerRole: models.PartnerLead},
			{OrganisationID: w.IDs["partner2"], PartnerRole: models.PartnerSupporting}},
		Needs: []models.ActivityNeed{{NeedID: w.IDs[n+"need"], Share: 50}, {NeedID: w.IDs["need"], Share: 50}}})
	Create(w, n+"milestone", w.App.Milestones, models.MilestoneInput{ActivityID: v.ID, Title: n, DueOn: models.Date("2026-11-22"),
		ContactID: w.IDs["contact"]})
	Create(w, n+"indicator", w.App.Indicators, models.IndicatorInput{ProjectID: w.IDs["project"], ActivityID: v.ID,
		Kind: models.IndicatorOutput, Title: n,
		Unit: "officers", Periods: []models.IndicatorPeriod{{StartsOn: "2022-01-01", EndsOn: "2022-12-31", Target: "4"}}})
	CreateBy(w, w.Actor("partner1"), n+"update", w.App.Updates, models.UpdateInput{ProjectID: w.IDs["project"], ActivityID: v.ID,
		PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30", NoChange: true})
	Create(w, n+"transaction", w.App.Transactions, models.TransactionInput{Kind: models.Commitment, OrganisationID: w.IDs["donor"],
		ProjectID: p.ID, Amount: USD("1.00"), ValueDate: "2022-01-10"})
	Create(w, n+"report", w.App.Reports, models.ReportInput{OrganisationID: w.IDs["donor"], AsOf: "2022-06-30", Title: n})
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
			if _, err := w.App.CreateFeed(w.Ctx, w.Actor(who), models.FeedInput{Kind: models.FeedPerson}); err != nil {
				w.T.Fatal(err)
			}
		}
		if _, err := w.App.CreateUpdateLink(w.Ctx, engine.System(), models.UpdateLinkInput{ActivityID: w.IDs["activity"],
			ContactID: w.IDs["contact"]}); err != nil {
			w.T.Fatal(err)
		}
	}
	w.giveUpDeliveries()
}

// fillMatches makes more than a page of overlaps, each of a pair on a theme of its own.
func (w *World) fillMatches(i int, n string) {
	w.T.Helper()
	for _, of := range []string{"partner", "partner2"} {
		project := map[string]string{"partner": "project", "partner2": "project of both"}[of]
		Create(w, n+"twin of "+of, w.App.Activities, models.ActivityInput{ProjectID: w.IDs[project], Title: n, CountryCode: "KAZ",
			ThemeCodes:   []string{fmt.Sprintf("fill-%02d", i)},
			PlannedStart: "2022-02-01", PlannedEnd: "2027-09-30", Health: models.OnTrack,
			Partners: []models.ActivityPartner{{OrganisationID: w.IDs[of], PartnerRole: models.PartnerLead}}})
	}
}

// fillSignIns makes more than a page of what people sign in with.
func (w *World) fillSignIns() {
	w.T.Helper()
	for i := range 51 {
		w.SignIn("manager")
		w.passkey("manager", NewDevice(w.IDs["user manager"]))
		Create(w, "identity", w.App.Identities, models.IdentityInput{UserID: w.IDs["user manager"], Issuer: "https://login.example.org",
			Subject: fmt.Sprint("manager ", i)})
	}
}
