package handlerstest

import (
	"strings"

	"qadam/models"
)

func USD(amount string) models.Money {
	m, err := models.ParseMoney(amount, "USD")
	if err != nil {
		panic(err)
	}
	return m
}

// assess makes the missions, what they found, and the scheme.
func (w *World) assess() {
	w.T.Helper()
	for name, country := range map[string]string{"mission": "KAZ", "mission of kgz": "KGZ", "partly shared mission": "KAZ"} {
		m := Made(w, name, w.App.Missions, models.MissionInput{CountryCode: country, Title: "Mission to " + country, Modality: "hybrid",
			LeadOrganisationID: w.IDs["lead"],
			Parts:              []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25", Place: "Online"}},
			ReleasableSummary:  "A mission took place.", Sessions: []models.MissionSession{{OnDate: "2021-01-19", Title: "Marking"}},
			ParticipantIDs: []models.ID{w.IDs["partner"]},
			Documents:      []models.Document{{Title: "Agenda", URL: "https://example.org/agenda"}}})
		finding := strings.Replace(name, "mission", "finding", 1)
		Made(w, finding, w.App.Findings, models.FindingInput{MissionID: m.ID, SessionID: m.Sessions[0].ID, Dimension: "operational",
			Kind: "shortfall",
			Text: "Secret finding", ReleasableSummary: "Open finding", RatingCode: "partly", ProvisionIDs: []models.ID{w.IDs["provision"]}})
	}
	Made(w, "reported", w.App.Missions, models.MissionInput{CountryCode: "KAZ", Title: "Reported", Modality: "virtual",
		LeadOrganisationID: w.IDs["lead"], Parts: []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25"}}})
	Walk(w, w.App.Missions, "reported", To("under_way"), To("drafting"), To("draft_sent"), To("report_sent"))
	Walk(w, w.App.Missions, "mission", To("under_way"), To("drafting"), To("draft_sent"), To("report_sent"), To("follow_up"))
	scale := []string{"None", "Low", "Some", "High", "Now"}
	s := Made(w, "scheme", w.App.Schemes, models.SchemeInput{Name: "Scheme", Edition: 1, Current: true, Criteria: []models.Criterion{
		{Code: "urgency", Name: "Urgency", Weight: 60_00, Direction: "higher_first", Scale: scale},
		{Code: "cost", Name: "Cost", Weight: 40_00, Direction: "lower_first", Scale: scale}}})
	w.IDs["criterion"] = s.Criteria[0].ID
	Made(w, "scheme 2", w.App.Schemes, models.SchemeInput{Name: "Scheme", Edition: 2,
		Criteria: []models.Criterion{{Code: "urgency", Name: "Urgency", Weight: 60_00, Direction: "higher_first", Scale: scale},
			{Code: "cost", Name: "Cost", Weight: 40_00, Direction: "lower_first", Scale: scale}}})
}

// needs makes one need for each state in which an operation wants one, and what hangs on them.
func (w *World) needs() {
	w.T.Helper()
	need := func(name, mission string) {
		Made(w, name, w.App.Needs, models.NeedInput{MissionID: w.IDs[mission], Title: "Secret title of " + name,
			Description: "Secret description", ReleasableSummary: "Open summary",
			Level: "operational", Kind: "training", ThemeCodes: []string{"marking"},
			FindingIDs:    []models.ID{w.IDs[strings.Replace(mission, "mission", "finding", 1)]},
			EstimatedCost: USD("1000.00"), WantedBy: "2027-06-30", OwnerID: w.IDs["user manager"]})
	}
	for _, name := range []string{"need", "open_need", "met need", "referred need", "shared need", "partly shared need"} {
		need(name, "mission")
	}
	need("need of kgz", "mission of kgz")
	refer := models.StepInput{To: "referred", OrganisationID: w.IDs["partner"]}
	for _, name := range []string{"met need", "referred need", "open_need"} {
		Walk(w, w.App.Needs, name, To("agreed"), To("prioritized"))
	}
	Walk(w, w.App.Needs, "met need", refer, To("taken_up"), To("in_delivery"), To("met"))
	Made(w, "referral", w.App.Referrals, models.ReferralInput{NeedID: w.IDs["referred need"], OrganisationID: w.IDs["partner"],
		Purpose: "deliver"})
	Made(w, "referral of donorB", w.App.Referrals, models.ReferralInput{NeedID: w.IDs["referred need"], OrganisationID: w.IDs["donorB"],
		Purpose: "fund"})
	MadeBy(w, w.Actor("admin"), "score", w.App.Scores, models.ScoreInput{NeedID: w.IDs["need"], CriterionID: w.IDs["criterion"], Value: 3,
		Reason: "Fiction"})
	MadeBy(w, w.Actor("manager"), "score of another", w.App.Scores, models.ScoreInput{NeedID: w.IDs["open_need"],
		CriterionID: w.IDs["criterion"], Value: 5, Reason: "Fiction"})
	Made(w, "ranking", w.App.Rankings, models.RankingInput{MissionID: w.IDs["mission"], Title: "Ranking", HeldOn: "2021-05-10",
		Participants: []string{"A ministry"}})
	w.work()
	consent := func(name, kind, subject, extent string) {
		Made(w, name, w.App.Consents, models.ConsentInput{SubjectType: models.ConsentSubject(kind), SubjectID: w.IDs[subject],
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
		MadeBy(w, w.Actor("manager"), name, w.App.ConsentRequests, models.ConsentRequestInput{SubjectType: "need",
			SubjectID: w.IDs[subject], Extent: "full", Audience: "donors", Procedure: "silence"})
	}
}

// deliver makes the portfolio of both partners; side "" is PARTNER1's.
func (w *World) deliver() {
	w.T.Helper()
	for side, of := range map[string]struct{ partner, country string }{"": {"partner", "KAZ"}, " of partner2": {"partner2", "KGZ"}} {
		org := w.IDs[of.partner]
		Made(w, "offer"+side, w.App.Offers, models.OfferInput{OrganisationID: org, Purpose: "deliver", Title: "Offer",
			ThemeCodes: []string{"marking"}, CountryCodes: []string{of.country},
			Levels: []models.NeedLevel{"operational"}, Languages: []string{"ru"}})
		p := Made(w, "project"+side, w.App.Projects, models.ProjectInput{Title: "Project", LeadOrganisationID: org,
			CountryCodes: []string{of.country}, StartsOn: "2022-01-01", EndsOn: "2027-12-31", ReportingMonths: 3})
		v := Made(w, "activity"+side, w.App.Activities, models.ActivityInput{ProjectID: p.ID, Title: "Activity", CountryCode: of.country,
			ThemeCodes: []string{"marking"}, Partners: []models.ActivityPartner{{OrganisationID: org, PartnerRole: "lead"}},
			Needs:        []models.ActivityNeed{{NeedID: w.IDs["need"], Share: 60}, {NeedID: w.IDs["shared need"], Share: 40}},
			PlannedStart: "2022-02-01", PlannedEnd: "2027-09-30", Health: "on_track"})
		Made(w, "milestone"+side, w.App.Milestones, models.MilestoneInput{ActivityID: v.ID, Title: "Milestone", DueOn: "2026-11-22",
			Weight: 1})
		Made(w, "indicator"+side, w.App.Indicators, models.IndicatorInput{ProjectID: p.ID, ActivityID: v.ID, Kind: "output",
			Title: "Officers", Unit: "officers", Baseline: "0",
			Periods: []models.IndicatorPeriod{{StartsOn: "2022-01-01", EndsOn: "2022-12-31", Target: "40", Actual: "12"}}})
		update := models.UpdateInput{ProjectID: p.ID, ActivityID: v.ID, PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30",
			Narrative: "Fiction", Health: "on_track"}
		by := w.Actor(strings.Replace("partner1"+side, "partner1 of ", "", 1))
		MadeBy(w, by, "update"+side, w.App.Updates, update)
		MadeBy(w, by, "sent update"+side, w.App.Updates, update)
		Walk(w, w.App.Updates, "sent update"+side, To("submitted"))
	}
}

// account makes the money and the donors' reports.
func (w *World) account() {
	w.T.Helper()
	for donor, project := range map[string]string{"donor": "project", "donorB": "project of partner2"} {
		Made(w, "transaction of "+donor, w.App.Transactions, models.TransactionInput{Kind: "commitment", OrganisationID: w.IDs[donor],
			ProjectID: w.IDs[project], Amount: USD("500.00"), ValueDate: "2022-01-10"})
		Made(w, "report of "+donor, w.App.Reports, models.ReportInput{OrganisationID: w.IDs[donor], AsOf: "2022-06-30", Title: "Report"})
	}
	w.IDs["transaction"], w.IDs["report"] = w.IDs["transaction of donor"], w.IDs["report of donor"]
}
