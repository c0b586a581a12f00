package handlers_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// countryCodes are more States than a page has items.
const countryCodes = "AFG ALB DZA AND AGO ARG ARM AUS AUT AZE BHS BHR BGD BRB BLR BEL BLZ BEN BTN BOL BIH BWA BRA BRN BGR BFA BDI KHM CMR CAN " +
	"CAF TCD CHL CHN COL COM COG CRI HRV CUB CYP CZE DNK DJI DOM ECU EGY SLV GNQ ERI EST"

// TestAPageOfFiftyAsksNoMore holds for every list that its number of statements does not grow with its items.
func TestAPageOfFiftyAsksNoMore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		small := w.statementsOfWaits(t, 1)
		w.fill()
		if large := w.statementsOfWaits(t, 50); small != large {
			t.Errorf("the page of what waits sends %d statements for a few steps, and %d for many", small, large)
		}
		measured := 0
		for _, path := range slices.Sorted(maps.Keys(w.everyList())) {
			for _, who := range []string{"manager", "partner1", "donorA", "kaz"} {
				small, enough := w.statements(t, who, path, 5)
				large, full := w.statements(t, who, path, 50)
				if enough && full {
					measured++
				}
				if enough && small != large {
					t.Errorf("%s as %s: a page of 5 sends %d statements, one of 50 sends %d", path, who, small, large)
				}
				few := strings.HasSuffix(path, "/history") || strings.HasSuffix(path, "/steps") && !strings.Contains(path, "/offers/")
				if who == "manager" && !full && !few {
					t.Errorf("%s has no 50 items, so that this proves nothing", path)
				}
			}
		}
		if measured < 40 {
			t.Errorf("only %d lists were measured", measured)
		}
	})
}

// statementsOfWaits counts what the page of what waits for a manager sends to the database, with so many steps at least.
func (w *world) statementsOfWaits(t *testing.T, steps int) int64 {
	t.Helper()
	if _, err := w.app.ScanReminders(w.ctx, worldStart); err != nil {
		t.Fatal(err)
	}
	w.browseAs(t, "manager", http.MethodGet, "/reminders", nil)
	before := w.app.Store().Queries()
	got := w.browseAs(t, "manager", http.MethodGet, "/reminders", nil).want(t, 200)
	if n := bytes.Count(got.body, []byte(`name="reminder"`)); n < steps {
		t.Errorf("%d steps wait, so that this proves nothing", n)
	}
	return w.app.Store().Queries() - before
}

// statements counts what a page of so many items sends to the database; full tells that it had as many.
func (w *world) statements(t *testing.T, who, path string, limit int) (n int64, full bool) {
	t.Helper()
	c := call{as: who, path: fmt.Sprintf("%s?limit=%d", path, limit)}
	if w.do(t, c).status != 200 { // once before: a token notes its first use
		return 0, false
	}
	before := w.app.Store().Queries()
	got := w.do(t, c)
	return w.app.Store().Queries() - before, len(got.page(t).Items) == limit
}

// fill makes more than a page of each noun.
func (w *world) fill() {
	w.t.Helper()
	for i, code := range strings.Fields(countryCodes) {
		n := fmt.Sprintf("fill %02d ", i)
		made(w, n+"country", w.app.Countries, models.CountryInput{Code: code, TimeZone: "UTC"})
		w.fillPeople(i, n)
		w.fillAssessment(i, n)
		w.fillPortfolio(i, n)
		w.fillMatches(i, n)
	}
	for range 26 {
		walk(w, w.app.Offers, "offer", to("closed"), to("open"))
	}
	w.compare("overlap", "activity")
	w.fillMails()
	w.fillSignIns()
	w.fillLinks()
}

func (w *world) fillPeople(i int, n string) {
	w.t.Helper()
	code := fmt.Sprintf("fill-%02d", i)
	org := made(w, n+"organisation", w.app.Organisations, models.OrganisationInput{Code: code, Name: n, Kind: "ngo", Listed: true})
	made(w, n+"contact", w.app.Contacts, models.ContactInput{OrganisationID: w.ids["partner"], Name: n, Email: code + "@example.org", Duty: "other"})
	u := made(w, n+"user", w.app.Users, models.UserInput{Name: n, Email: code + "@example.org", Role: models.Partner, OrganisationID: org.ID, Active: true})
	if _, err := w.app.CreateToken(w.ctx, engine.System(), models.TokenInput{UserID: w.ids["user manager"], Name: n + string(u.ID[30:]), Scope: "read"}); err != nil {
		w.t.Fatal(err)
	}
	made(w, n+"calendar", w.app.Calendars, models.CalendarInput{OrganisationID: org.ID, TimeZone: "UTC", Weekend: []models.Weekday{"sunday"}, Source: n, Days: []models.CalendarDay{{OnDate: "2027-01-01", Source: n}}})
	made(w, n+"mailbox", w.app.Mailboxes, models.MailboxInput{Email: code + "@example.org", Morning: 20})
	made(w, n+"rule", w.app.Rules, models.ReminderRuleInput{Code: code, Name: n, Watches: models.WatchMilestone})
	made(w, n+"report deadline", w.app.ReportDeadlines, models.ReportDeadlineInput{OrganisationID: w.ids["donor"], Agreement: n, CoversTo: "2026-12-31", DueOn: "2027-03-31"})
	made(w, n+"theme", w.app.Themes, models.ThemeInput{Code: code, Name: n, Position: i % 7})
	made(w, n+"instrument", w.app.Instruments, models.InstrumentInput{Code: code, Title: n, Year: 2000 + i%9})
	made(w, n+"provision", w.app.Provisions, models.ProvisionInput{InstrumentID: w.ids["instrument"], Paragraph: n})
	made(w, n+"rating", w.app.Ratings, models.RatingInput{Code: code, Label: n, Position: i % 5})
	made(w, n+"institution", w.app.Institutions, models.InstitutionInput{CountryCode: "KAZ", Name: n})
	made(w, n+"rate", w.app.Rates, models.RateInput{Currency: "KZT", OnDate: models.Date("2021-01-01").AddDays(i), USDPerUnit: "0.002", Source: "Fiction"})
}

func (w *world) fillAssessment(i int, n string) {
	w.t.Helper()
	made(w, n+"mission", w.app.Missions, models.MissionInput{CountryCode: "KAZ", Title: n, Modality: "virtual", LeadOrganisationID: w.ids["lead"], ParticipantIDs: []models.ID{w.ids["partner"]},
		Parts: []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25"}}, Sessions: []models.MissionSession{{OnDate: "2021-01-19", Title: n}}, InstitutionIDs: []models.ID{w.ids["institution"]}})
	made(w, n+"finding", w.app.Findings, models.FindingInput{MissionID: w.ids["mission"], Dimension: "operational", Kind: "shortfall", Text: n, ProvisionIDs: []models.ID{w.ids["provision"]}})
	need := made(w, n+"need", w.app.Needs, models.NeedInput{MissionID: w.ids["mission"], Title: n, Level: "operational", Kind: "training", ThemeCodes: []string{"marking", "tracing"},
		FindingIDs: []models.ID{w.ids["finding"], w.ids[n+"finding"]}, InstitutionIDs: []models.ID{w.ids["institution"]}})
	walk(w, w.app.Needs, n+"need", to("agreed"))
	extent := []string{"full", "partial"}[i%2]
	made(w, n+"consent", w.app.Consents, models.ConsentInput{SubjectType: "need", SubjectID: need.ID, Extent: models.Extent(extent), Audience: "donors", Instrument: n, GivenOn: "2021-05-03"})
	madeBy(w, w.actor("manager"), n+"request", w.app.ConsentRequests, models.ConsentRequestInput{SubjectType: "need", SubjectID: need.ID, Extent: "full", Audience: "partners", Procedure: "answer"})
	scale := []string{"a", "b", "c", "d", "e"}
	s := made(w, n+"scheme", w.app.Schemes, models.SchemeInput{Name: n, Edition: 1, Criteria: []models.Criterion{{Code: "one", Name: n, Weight: 100_00, Direction: "higher_first", Scale: scale}}})
	madeBy(w, w.actor("admin"), n+"score", w.app.Scores, models.ScoreInput{NeedID: need.ID, CriterionID: s.Criteria[0].ID, Value: 1 + i%5, Reason: n})
	made(w, n+"ranking", w.app.Rankings, models.RankingInput{MissionID: w.ids["mission"], Title: n, HeldOn: "2021-05-10", Participants: []string{"A ministry"}})
	w.work()
	made(w, n+"referral", w.app.Referrals, models.ReferralInput{NeedID: w.ids["referred need"], OrganisationID: w.ids[n+"organisation"], Purpose: "deliver"})
	made(w, n+"offer", w.app.Offers, models.OfferInput{OrganisationID: w.ids["partner"], Purpose: "deliver", Title: n, ThemeCodes: []string{"marking"}, CountryCodes: []string{"KAZ"}})
}

func (w *world) fillPortfolio(i int, n string) {
	w.t.Helper()
	p := made(w, n+"project", w.app.Projects, models.ProjectInput{Title: n, LeadOrganisationID: w.ids["partner"], CountryCodes: []string{"KAZ", "KGZ"}, StartsOn: "2022-01-01", EndsOn: "2027-12-31"})
	v := made(w, n+"activity", w.app.Activities, models.ActivityInput{ProjectID: w.ids["project"], Title: n, CountryCode: "KAZ", ThemeCodes: []string{"marking"}, PlannedStart: "2022-02-01", PlannedEnd: "2027-09-30", Health: "on_track",
		Partners: []models.ActivityPartner{{OrganisationID: w.ids["partner"], PartnerRole: "lead"}, {OrganisationID: w.ids["partner2"], PartnerRole: "supporting"}},
		Needs:    []models.ActivityNeed{{NeedID: w.ids[n+"need"], Share: 50}, {NeedID: w.ids["need"], Share: 50}}})
	made(w, n+"milestone", w.app.Milestones, models.MilestoneInput{ActivityID: v.ID, Title: n, DueOn: models.Date("2026-11-22"), ContactID: w.ids["contact"]})
	made(w, n+"indicator", w.app.Indicators, models.IndicatorInput{ProjectID: w.ids["project"], ActivityID: v.ID, Kind: "output", Title: n, Unit: "officers",
		Periods: []models.IndicatorPeriod{{StartsOn: "2022-01-01", EndsOn: "2022-12-31", Target: "4"}}})
	madeBy(w, w.actor("partner1"), n+"update", w.app.Updates, models.UpdateInput{ProjectID: w.ids["project"], ActivityID: v.ID, PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30", NoChange: true})
	made(w, n+"transaction", w.app.Transactions, models.TransactionInput{Kind: "commitment", OrganisationID: w.ids["donor"], ProjectID: p.ID, Amount: usd("1.00"), ValueDate: "2022-01-10"})
	made(w, n+"report", w.app.Reports, models.ReportInput{OrganisationID: w.ids["donor"], AsOf: "2022-06-30", Title: n})
}

// fillMails lets a scan tell of all the milestones that are late.
func (w *world) fillMails() {
	w.t.Helper()
	if _, err := w.app.ScanReminders(w.ctx, worldStart.Add(time.Minute)); err != nil {
		w.t.Fatal(err)
	}
	err := w.app.Store().Update(w.ctx, engine.System(), func(tx *store.Tx) error {
		for i := range 60 {
			key := fmt.Sprint("fill ", i)
			if _, err := store.AddDigest(tx, models.OutboxMail{ID: models.NewID(), Recipient: "a@example.org", MessageID: key + "@example.org", DigestKey: &key}); err != nil {
				return err
			}
			if err := store.AddEntry(tx, models.Change{Action: "test", SubjectType: "test", SubjectID: models.NewID(), RequestID: fmt.Sprint(i)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}
