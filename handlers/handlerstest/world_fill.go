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
		w.fillComments(n)
		w.fillSavedViews(n)
		w.upload("partner1", n+"file", n+"file")
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
