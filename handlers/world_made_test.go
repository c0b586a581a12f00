package handlers_test

import (
	"strings"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

func usd(amount string) models.Money {
	m, err := models.ParseMoney(amount, "USD")
	if err != nil {
		panic(err)
	}
	return m
}

// assess makes the missions, what they found, and the scheme.
func (w *world) assess() {
	w.t.Helper()
	for name, country := range map[string]string{"mission": "KAZ", "mission of kgz": "KGZ", "partly shared mission": "KAZ"} {
		m := made(w, name, w.app.Missions, models.MissionInput{CountryCode: country, Title: "Mission to " + country, Modality: "hybrid",
			LeadOrganisationID: w.ids["lead"],
			Parts:              []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25", Place: "Online"}},
			ReleasableSummary:  "A mission took place.", Sessions: []models.MissionSession{{OnDate: "2021-01-19", Title: "Marking"}},
			ParticipantIDs: []models.ID{w.ids["partner"]},
			Documents:      []models.Document{{Title: "Agenda", URL: "https://example.org/agenda"}}})
		finding := strings.Replace(name, "mission", "finding", 1)
		made(w, finding, w.app.Findings, models.FindingInput{MissionID: m.ID, SessionID: m.Sessions[0].ID, Dimension: "operational",
			Kind: "shortfall",
			Text: "Secret finding", ReleasableSummary: "Open finding", RatingCode: "partly", ProvisionIDs: []models.ID{w.ids["provision"]}})
	}
	made(w, "reported", w.app.Missions, models.MissionInput{CountryCode: "KAZ", Title: "Reported", Modality: "virtual",
		LeadOrganisationID: w.ids["lead"], Parts: []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25"}}})
	walk(w, w.app.Missions, "reported", to("under_way"), to("drafting"), to("draft_sent"), to("report_sent"))
	walk(w, w.app.Missions, "mission", to("under_way"), to("drafting"), to("draft_sent"), to("report_sent"), to("follow_up"))
	scale := []string{"None", "Low", "Some", "High", "Now"}
	s := made(w, "scheme", w.app.Schemes, models.SchemeInput{Name: "Scheme", Edition: 1, Current: true, Criteria: []models.Criterion{
		{Code: "urgency", Name: "Urgency", Weight: 60_00, Direction: "higher_first", Scale: scale},
		{Code: "cost", Name: "Cost", Weight: 40_00, Direction: "lower_first", Scale: scale}}})
	w.ids["criterion"] = s.Criteria[0].ID
	made(w, "scheme 2", w.app.Schemes, models.SchemeInput{Name: "Scheme", Edition: 2,
		Criteria: []models.Criterion{{Code: "urgency", Name: "Urgency", Weight: 60_00, Direction: "higher_first", Scale: scale},
			{Code: "cost", Name: "Cost", Weight: 40_00, Direction: "lower_first", Scale: scale}}})
}

// needs makes one need for each state in which an operation wants one, and what hangs on them.
func (w *world) needs() {
	w.t.Helper()
	need := func(name, mission string) {
		made(w, name, w.app.Needs, models.NeedInput{MissionID: w.ids[mission], Title: "Secret title of " + name,
			Description: "Secret description", ReleasableSummary: "Open summary",
			Level: "operational", Kind: "training", ThemeCodes: []string{"marking"},
			FindingIDs:    []models.ID{w.ids[strings.Replace(mission, "mission", "finding", 1)]},
			EstimatedCost: usd("1000.00"), WantedBy: "2027-06-30", OwnerID: w.ids["user manager"]})
	}
	for _, name := range []string{"need", "open_need", "met need", "referred need", "shared need", "partly shared need"} {
		need(name, "mission")
	}
	need("need of kgz", "mission of kgz")
	refer := models.StepInput{To: "referred", OrganisationID: w.ids["partner"]}
	for _, name := range []string{"met need", "referred need", "open_need"} {
		walk(w, w.app.Needs, name, to("agreed"), to("prioritized"))
	}
	walk(w, w.app.Needs, "met need", refer, to("taken_up"), to("in_delivery"), to("met"))
	made(w, "referral", w.app.Referrals, models.ReferralInput{NeedID: w.ids["referred need"], OrganisationID: w.ids["partner"],
		Purpose: "deliver"})
	made(w, "referral of donorB", w.app.Referrals, models.ReferralInput{NeedID: w.ids["referred need"], OrganisationID: w.ids["donorB"],
		Purpose: "fund"})
	madeBy(w, w.actor("admin"), "score", w.app.Scores, models.ScoreInput{NeedID: w.ids["need"], CriterionID: w.ids["criterion"], Value: 3,
		Reason: "Fiction"})
	madeBy(w, w.actor("manager"), "score of another", w.app.Scores, models.ScoreInput{NeedID: w.ids["open_need"],
		CriterionID: w.ids["criterion"], Value: 5, Reason: "Fiction"})
	made(w, "ranking", w.app.Rankings, models.RankingInput{MissionID: w.ids["mission"], Title: "Ranking", HeldOn: "2021-05-10",
		Participants: []string{"A ministry"}})
	w.work()
	consent := func(name, kind, subject, extent string) {
		made(w, name, w.app.Consents, models.ConsentInput{SubjectType: models.ConsentSubject(kind), SubjectID: w.ids[subject],
			Extent: models.Extent(extent), Audience: "donors", Instrument: "Note verbale", GivenOn: "2021-05-03"})
	}
	consent("consent", "finding", "finding", "none")
	consent("consent of kgz", "finding", "finding of kgz", "none")
	consent("consent in full", "need", "shared need", "full")
	consent("consent in part", "need", "partly shared need", "partial")
	consent("consent to a mission", "mission", "partly shared mission", "partial")
	consent("consent to object to", "finding", "partly shared finding", "partial")
	for name, subject := range map[string]string{"consent_request": "met need", "request to cancel": "referred need",
		"consent_request of kgz": "need of kgz"} {
		madeBy(w, w.actor("manager"), name, w.app.ConsentRequests, models.ConsentRequestInput{SubjectType: "need",
			SubjectID: w.ids[subject], Extent: "full", Audience: "donors", Procedure: "silence"})
	}
}

// deliver makes the portfolio of both partners; side "" is PARTNER1's.
func (w *world) deliver() {
	w.t.Helper()
	for side, of := range map[string]struct{ partner, country string }{"": {"partner", "KAZ"}, " of partner2": {"partner2", "KGZ"}} {
		org := w.ids[of.partner]
		made(w, "offer"+side, w.app.Offers, models.OfferInput{OrganisationID: org, Purpose: "deliver", Title: "Offer",
			ThemeCodes: []string{"marking"}, CountryCodes: []string{of.country},
			Levels: []models.NeedLevel{"operational"}, Languages: []string{"ru"}})
		p := made(w, "project"+side, w.app.Projects, models.ProjectInput{Title: "Project", LeadOrganisationID: org,
			CountryCodes: []string{of.country}, StartsOn: "2022-01-01", EndsOn: "2027-12-31", ReportingMonths: 3})
		v := made(w, "activity"+side, w.app.Activities, models.ActivityInput{ProjectID: p.ID, Title: "Activity", CountryCode: of.country,
			ThemeCodes: []string{"marking"}, Partners: []models.ActivityPartner{{OrganisationID: org, PartnerRole: "lead"}},
			Needs:        []models.ActivityNeed{{NeedID: w.ids["need"], Share: 60}, {NeedID: w.ids["shared need"], Share: 40}},
			PlannedStart: "2022-02-01", PlannedEnd: "2027-09-30", Health: "on_track"})
		made(w, "milestone"+side, w.app.Milestones, models.MilestoneInput{ActivityID: v.ID, Title: "Milestone", DueOn: "2026-11-22",
			Weight: 1})
		made(w, "indicator"+side, w.app.Indicators, models.IndicatorInput{ProjectID: p.ID, ActivityID: v.ID, Kind: "output",
			Title: "Officers", Unit: "officers", Baseline: "0",
			Periods: []models.IndicatorPeriod{{StartsOn: "2022-01-01", EndsOn: "2022-12-31", Target: "40", Actual: "12"}}})
		update := models.UpdateInput{ProjectID: p.ID, ActivityID: v.ID, PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30",
			Narrative: "Fiction", Health: "on_track"}
		by := w.actor(strings.Replace("partner1"+side, "partner1 of ", "", 1))
		madeBy(w, by, "update"+side, w.app.Updates, update)
		madeBy(w, by, "sent update"+side, w.app.Updates, update)
		walk(w, w.app.Updates, "sent update"+side, to("submitted"))
	}
}

// account makes the money and the donors' reports.
func (w *world) account() {
	w.t.Helper()
	for donor, project := range map[string]string{"donor": "project", "donorB": "project of partner2"} {
		made(w, "transaction of "+donor, w.app.Transactions, models.TransactionInput{Kind: "commitment", OrganisationID: w.ids[donor],
			ProjectID: w.ids[project], Amount: usd("500.00"), ValueDate: "2022-01-10"})
		made(w, "report of "+donor, w.app.Reports, models.ReportInput{OrganisationID: w.ids[donor], AsOf: "2022-06-30", Title: "Report"})
	}
	w.ids["transaction"], w.ids["report"] = w.ids["transaction of donor"], w.ids["report of donor"]
}

// contactAt gives the address of a contact.
func (w *world) contactAt(name string) string {
	w.t.Helper()
	c, err := w.app.Contacts.Get(w.ctx, engine.System(), w.ids[name])
	if err != nil {
		w.t.Fatal(err)
	}
	return c.Email
}

// remind makes a rule, the reminders of a milestone that is late, and a mail that was given up.
func (w *world) remind() {
	w.t.Helper()
	made(w, "rule", w.app.Rules, models.ReminderRuleInput{Code: "milestone_overdue", Name: "Overdue", Active: true,
		Watches: models.WatchMilestone, Ladder: []models.Rung{{Offset: 1, To: []models.RecipientRole{"responsible", "manager"}}}})
	made(w, "rule 2", w.app.Rules, models.ReminderRuleInput{Code: "activity_stale", Name: "No news", Watches: models.WatchNews, Days: 30})
	made(w, "rule 3", w.app.Rules, models.ReminderRuleInput{Code: "final_report", Name: "Response", Active: true,
		Watches: models.WatchReport, Months: 6, Ladder: []models.Rung{{Offset: 0, To: []models.RecipientRole{"national"}}}})
	made(w, "calendar", w.app.Calendars, models.CalendarInput{CountryCode: "KAZ", TimeZone: "Asia/Almaty",
		Weekend: []models.Weekday{"saturday", "sunday"}, Source: "Fiction",
		Days: []models.CalendarDay{{OnDate: "2026-12-16", Name: "Day off", Source: "Fiction"}}})
	made(w, "calendar of donor", w.app.Calendars, models.CalendarInput{OrganisationID: w.ids["donor"], TimeZone: "Europe/Paris",
		Weekend: []models.Weekday{"sunday"}, Source: "Fiction"})
	// The managers' mails are made in the morning; what the partners owe waits until the evening.
	made(w, "mailbox", w.app.Mailboxes, models.MailboxInput{Email: w.contactAt("contact 0"), Morning: 20})
	made(w, "mailbox of partner2", w.app.Mailboxes, models.MailboxInput{Email: w.contactAt("contact 2"), Morning: 20})
	donor, err := w.app.Users.Get(w.ctx, engine.System(), w.ids["user donorB"])
	if err != nil {
		w.t.Fatal(err)
	}
	made(w, "mailbox of donorB", w.app.Mailboxes, models.MailboxInput{Email: donor.Email, Morning: 9})
	made(w, "report_deadline", w.app.ReportDeadlines, models.ReportDeadlineInput{OrganisationID: w.ids["donorB"], Agreement: "Agreement",
		CoversTo: "2026-12-31", DueOn: "2027-03-31"})
	if n, err := w.app.ScanReminders(w.ctx, worldStart); err != nil || n < 2 {
		w.t.Fatalf("%d reminders: %v", n, err)
	}
	if n, err := w.app.ComposeMails(w.ctx); err != nil || n < 2 {
		w.t.Fatalf("%d mails: %v", n, err)
	}
	err = w.app.Store().Update(w.ctx, engine.System(), func(tx *store.Tx) error {
		mails, err := store.ClaimMails(tx, 1, time.Minute)
		if err != nil {
			return err
		}
		w.ids["outbox"] = mails[0].ID
		mails[0].Status, mails[0].LastError = "dead", "550 no such mailbox"
		_, err = store.MarkMail(tx, mails[0])
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	for name, of := range map[string]string{"reminder": "partner", "reminder of partner2": "partner2"} {
		list, err := w.app.Reminders.List(w.ctx, models.Actor{Role: models.Partner, OrganisationID: w.ids[of], CanWrite: true},
			models.ListQuery{})
		if err != nil || len(list.Items) == 0 {
			w.t.Fatalf("%s: %v, %v", name, list, err)
		}
		w.ids[name] = list.Items[0].ID
	}
	changes, err := w.app.Changes.List(w.ctx, engine.System(), models.ListQuery{Limit: 1})
	if err != nil {
		w.t.Fatal(err)
	}
	w.ids["audit"] = changes.Items[0].ID
}

// work makes work that was begun long ago, and done.
func (w *world) work() {
	w.t.Helper()
	err := w.app.Store().Update(w.ctx, engine.System(), func(tx *store.Tx) error {
		made, err := store.AddWork(tx, "rank", w.ids["scheme"], 3)
		w.ids["work"] = made.ID
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}
