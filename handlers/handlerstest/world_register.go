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

// registerVisibility says who sees what is made here.
var registerVisibility = []Visibility{
	{"/missions", "mission", managers + "kaz"}, {"/missions", "mission of kgz", managers + "kgz"},
	{"/missions", "partly shared mission", managers + "kaz " + bothDonors},
	{"/findings", "finding", managers + "kaz"}, {"/findings", "finding of kgz", managers + "kgz"},
	{"/findings", "partly shared finding", managers + "kaz " + bothDonors},
	{"/needs", "need", managers + "kaz"}, {"/needs", "need of kgz", managers + "kgz"},
	{"/needs", "shared need", managers + "kaz " + bothDonors}, {"/needs", "partly shared need", managers + "kaz " + bothDonors},
	{"/referrals", "referral", managers + "partner1 kaz"}, {"/referrals", "referral of donorB", managers + "donorB kaz"},
	{"/referrals", "accepted referral", managers + "donorA kaz"},
	{"/schemes", "scheme", managers + "kaz kgz"},
	{"/scores", "score", managers + "kaz"},
	{"/rankings", "ranking", managers + "kaz"},
	{"/work", "work", managers},
	{"/consents", "consent", managers + "kaz"}, {"/consents", "consent of kgz", managers + "kgz"},
	{"/consent-requests", "consent_request", managers + "kaz"}, {"/consent-requests", "consent_request of kgz", managers + "kgz"},
	{"/offers", "offer", managers + "partner1"}, {"/offers", "offer of partner2", managers + "partner2"},
	{"/projects", "project", sideOne}, {"/projects", "project of partner2", sideTwo},
	{"/activities", "activity", sideOne}, {"/activities", "activity of partner2", sideTwo},
	{"/milestones", "milestone", sideOne}, {"/milestones", "milestone of partner2", sideTwo},
	{"/indicators", "indicator", sideOne}, {"/indicators", "indicator of partner2", sideTwo},
	{"/updates", "update", managers + "partner1"}, {"/updates", "sent update of partner2", managers + "partner2"},
	{"/transactions", "transaction of donor", managers + "donorA partner1"},
	{"/transactions", "transaction of donorB", managers + "donorB partner2"},
	{"/comments", "comment", managers + "partner1"}, {"/comments", "comment of partner2", managers + "partner2"},
	{"/files", "file", managers + "partner1"}, {"/files", "file of partner2", managers + "partner2"},
	{"/files", "file on the activity", sideOne}, {"/files", "loose file", managers + "donorA"},
	{"/donors", "donor", managers + "donorA"}, {"/donors", "donorB", managers + "donorB"},
	{"/reports", "report of donor", managers + "donorA"}, {"/reports", "report of donorB", managers + "donorB"},
}

// assess makes the missions, what they found, and the scheme.
func (w *World) assess() {
	w.T.Helper()
	for name, country := range map[string]string{"mission": "KAZ", "mission of kgz": "KGZ", "partly shared mission": "KAZ"} {
		m := Create(w, name, w.App.Missions, models.MissionInput{CountryCode: country, Title: "Mission to " + country,
			Modality:           models.ModalityHybrid,
			LeadOrganisationID: w.IDs["lead"],
			Parts:              []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25", Place: "Online"}},
			ReleasableSummary:  "A mission took place.", Sessions: []models.MissionSession{{OnDate: "2021-01-19", Title: "Marking"}},
			ParticipantIDs: []models.ID{w.IDs["partner"]},
			Documents:      []models.Document{{Title: "Agenda", URL: "https://example.org/agenda"}}})
		finding := strings.Replace(name, "mission", "finding", 1)
		Create(w, finding, w.App.Findings, models.FindingInput{MissionID: m.ID, SessionID: m.Sessions[0].ID,
			Dimension: models.DimensionOperational, Kind: models.FindingShortfall, Text: "Secret finding",
			ReleasableSummary: "Open finding", RatingCode: "partly", ProvisionIDs: []models.ID{w.IDs["provision"]}})
	}
	Create(w, "reported", w.App.Missions, models.MissionInput{CountryCode: "KAZ", Title: "Reported", Modality: models.ModalityVirtual,
		LeadOrganisationID: w.IDs["lead"], Parts: []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25"}}})
	TakeSteps(w, w.App.Missions, "reported", To(models.MissionUnderWay), To(models.MissionDrafting), To(models.MissionDraftSent),
		To(models.MissionReportSent))
	TakeSteps(w, w.App.Missions, "mission", To(models.MissionUnderWay), To(models.MissionDrafting), To(models.MissionDraftSent),
		To(models.MissionReportSent), To(models.MissionFollowUp))
	scale := []string{"None", "Low", "Some", "High", "Now"}
	s := Create(w, "scheme", w.App.Schemes, models.SchemeInput{Name: "Scheme", Edition: 1, Current: true, Criteria: []models.Criterion{
		{Code: "urgency", Name: "Urgency", Weight: 60_00, Direction: models.HigherFirst, Scale: scale},
		{Code: "cost", Name: "Cost", Weight: 40_00, Direction: models.LowerFirst, Scale: scale}}})
	w.IDs["criterion"] = s.Criteria[0].ID
	Create(w, "scheme 2", w.App.Schemes, models.SchemeInput{Name: "Scheme", Edition: 2,
		Criteria: []models.Criterion{{Code: "urgency", Name: "Urgency", Weight: 60_00, Direction: models.HigherFirst, Scale: scale},
			{Code: "cost", Name: "Cost", Weight: 40_00, Direction: models.LowerFirst, Scale: scale}}})
}

// needs makes one need for each status that an operation wants, with scores, referrals and consents.
func (w *World) needs() {
	w.T.Helper()
	need := func(name, mission string) {
		Create(w, name, w.App.Needs, models.NeedInput{MissionID: w.IDs[mission], Title: "Secret title of " + name,
			Description: "Secret description", ReleasableSummary: "Open summary",
			Level: models.LevelOperational, Kind: models.KindTraining, ThemeCodes: []string{"marking"},
			FindingIDs:    []models.ID{w.IDs[strings.Replace(mission, "mission", "finding", 1)]},
			EstimatedCost: USD("1000.00"), WantedBy: "2027-06-30", OwnerID: w.IDs["user manager"],
			InstitutionIDs: []models.ID{w.IDs[strings.Replace(mission, "mission", "institution", 1)]}})
	}
	for _, name := range []string{"need", "open_need", "met need", "referred need", "shared need", "partly shared need"} {
		need(name, "mission")
	}
	need("need of kgz", "mission of kgz")
	refer := models.StepInput{To: string(models.NeedReferred), OrganisationID: w.IDs["partner"]}
	for _, name := range []string{"met need", "referred need", "open_need"} {
		TakeSteps(w, w.App.Needs, name, To(models.NeedAgreed), To(models.NeedPrioritized))
	}
	TakeSteps(w, w.App.Needs, "met need", refer, To(models.NeedTakenUp), To(models.NeedInDelivery), To(models.NeedMet))
	Create(w, "referral", w.App.Referrals, models.ReferralInput{NeedID: w.IDs["referred need"], OrganisationID: w.IDs["partner"],
		Purpose: models.PurposeDeliver})
	Create(w, "referral of donorB", w.App.Referrals, models.ReferralInput{NeedID: w.IDs["referred need"], OrganisationID: w.IDs["donorB"],
		Purpose: models.PurposeFund})
	CreateBy(w, w.Actor("admin"), "score", w.App.Scores, models.ScoreInput{NeedID: w.IDs["need"], CriterionID: w.IDs["criterion"], Value: 3,
		Reason: "Fiction"})
	CreateBy(w, w.Actor("manager"), "score of another", w.App.Scores, models.ScoreInput{NeedID: w.IDs["open_need"],
		CriterionID: w.IDs["criterion"], Value: 5, Reason: "Fiction"})
	CreateBy(w, w.Actor("manager"), "score of the referred", w.App.Scores, models.ScoreInput{NeedID: w.IDs["referred need"],
		CriterionID: w.IDs["criterion"], Value: 4, Reason: "Fiction"})
	Create(w, "ranking", w.App.Rankings, models.RankingInput{MissionID: w.IDs["mission"], Title: "Ranking", HeldOn: "2021-05-10",
		Participants: []string{"A ministry"}, IncompleteReason: "Not all costs are known"})
	w.work()
	consent := func(name, kind, subject, extent string) {
		Create(w, name, w.App.Consents, models.ConsentInput{SubjectType: models.ConsentSubject(kind), SubjectID: w.IDs[subject],
			Extent: models.Extent(extent), Audience: models.AudienceDonors, Instrument: "Note verbale", GivenOn: "2021-05-03"})
	}
	consent("consent", "finding", "finding", "none")
	consent("consent of kgz", "finding", "finding of kgz", "none")
	consent("consent in full", "need", "shared need", "full")
	consent("consent in part", "need", "partly shared need", "partial")
	consent("consent to a mission", "mission", "partly shared mission", "partial")
	consent("consent to object to", "finding", "partly shared finding", "partial")
	for name, subject := range map[string]string{"consent_request": "met need", "request to cancel": "referred need",
		"consent_request of kgz": "need of kgz"} {
		r := CreateBy(w, w.Actor("manager"), name, w.App.ConsentRequests, models.ConsentRequestInput{SubjectType: models.SubjectNeed,
			SubjectID: w.IDs[subject], Extent: models.ExtentFull, Audience: models.AudienceDonors, Procedure: models.ProcedureSilence})
		if err := w.App.BeginSilence(w.Ctx, r.ID); err != nil {
			w.T.Fatal(err)
		}
	}
}

// deliver makes the portfolio of both partners; side "" is PARTNER1's.
func (w *World) deliver() {
	w.T.Helper()
	for side, of := range map[string]struct{ partner, country string }{"": {"partner", "KAZ"}, " of partner2": {"partner2", "KGZ"}} {
		org := w.IDs[of.partner]
		Create(w, "offer"+side, w.App.Offers, models.OfferInput{OrganisationID: org, Purpose: models.PurposeDeliver, Title: "Offer",
			ThemeCodes: []string{"marking"}, CountryCodes: []string{of.country},
			Levels: []models.NeedLevel{models.LevelOperational}, Languages: []string{"ru"}})
		p := Create(w, "project"+side, w.App.Projects, models.ProjectInput{Title: "Project", LeadOrganisationID: org,
			CountryCodes: []string{of.country}, StartsOn: "2022-01-01", EndsOn: "2027-12-31", ReportingMonths: 3})
		v := Create(w, "activity"+side, w.App.Activities, models.ActivityInput{ProjectID: p.ID, Title: "Activity", CountryCode: of.country,
			ThemeCodes: []string{"marking"}, Partners: []models.ActivityPartner{{OrganisationID: org, PartnerRole: models.PartnerLead}},
			Needs:        []models.ActivityNeed{{NeedID: w.IDs["need"], Share: 60}, {NeedID: w.IDs["shared need"], Share: 40}},
			PlannedStart: "2022-02-01", PlannedEnd: "2027-09-30", Health: models.OnTrack})
		Create(w, "milestone"+side, w.App.Milestones, models.MilestoneInput{ActivityID: v.ID, Title: "Milestone", DueOn: "2026-11-22",
			Weight: 1})
		Create(w, "indicator"+side, w.App.Indicators, models.IndicatorInput{ProjectID: p.ID, ActivityID: v.ID, Kind: models.IndicatorOutput,
			Title: "Officers", Unit: "officers", Baseline: "0",
			Periods: []models.IndicatorPeriod{{StartsOn: "2022-01-01", EndsOn: "2022-12-31", Target: "40", Actual: "12"}}})
		update := models.UpdateInput{ProjectID: p.ID, ActivityID: v.ID, PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30",
			Narrative: "Fiction", Health: models.OnTrack}
		by := w.Actor(strings.Replace("partner1"+side, "partner1 of ", "", 1))
		CreateBy(w, by, "update"+side, w.App.Updates, update)
		CreateBy(w, by, "sent update"+side, w.App.Updates, update)
		TakeSteps(w, w.App.Updates, "sent update"+side, To(models.UpdateSubmitted))
	}
}

// account makes the money and the donors' reports.
func (w *World) account() {
	w.T.Helper()
	for donor, project := range map[string]string{"donor": "project", "donorB": "project of partner2"} {
		Create(w, "transaction of "+donor, w.App.Transactions, models.TransactionInput{Kind: models.Commitment,
			OrganisationID: w.IDs[donor],
			ProjectID:      w.IDs[project], Amount: USD("500.00"), ValueDate: "2022-01-10"})
		Create(w, "report of "+donor, w.App.Reports, models.ReportInput{OrganisationID: w.IDs[donor], AsOf: "2022-06-30", Title: "Report"})
	}
	w.IDs["transaction"], w.IDs["report"] = w.IDs["transaction of donor"], w.IDs["report of donor"]
}

// fillAssessment makes the i-th more of each noun of the assessment; n begins its name.
func (w *World) fillAssessment(i int, n string) {
	w.T.Helper()
	Create(w, n+"mission", w.App.Missions, models.MissionInput{CountryCode: "KAZ", Title: n, Modality: models.ModalityVirtual,
		ReleasableSummary: n, LeadOrganisationID: w.IDs["lead"], ParticipantIDs: []models.ID{w.IDs["partner"]},
		Parts:    []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25"}},
		Sessions: []models.MissionSession{{OnDate: "2021-01-19", Title: n}}, InstitutionIDs: []models.ID{w.IDs["institution"]}})
	Create(w, n+"finding", w.App.Findings, models.FindingInput{MissionID: w.IDs["mission"], Dimension: models.DimensionOperational,
		Kind: models.FindingShortfall,
		Text: n, ProvisionIDs: []models.ID{w.IDs["provision"]}})
	need := Create(w, n+"need", w.App.Needs, models.NeedInput{MissionID: w.IDs["mission"], Title: n, ReleasableSummary: n,
		Level: models.LevelOperational, Kind: models.KindTraining,
		ThemeCodes: []string{"marking", "tracing"},
		FindingIDs: []models.ID{w.IDs["finding"], w.IDs[n+"finding"]}, InstitutionIDs: []models.ID{w.IDs["institution"]}})
	TakeSteps(w, w.App.Needs, n+"need", To(models.NeedAgreed))
	extent := []string{"full", "partial"}[i%2]
	Create(w, n+"consent", w.App.Consents, models.ConsentInput{SubjectType: models.SubjectNeed, SubjectID: need.ID,
		Extent:   models.Extent(extent),
		Audience: models.AudienceDonors, Instrument: n, GivenOn: "2021-05-03"})
	for subject, id := range map[models.ConsentSubject]models.ID{models.SubjectNeed: need.ID, models.SubjectMission: w.IDs[n+"mission"]} {
		Create(w, n+"consent to the public of a "+string(subject), w.App.Consents, models.ConsentInput{SubjectType: subject, SubjectID: id,
			Extent: models.ExtentPartial, Audience: models.AudiencePublic, Instrument: n, GivenOn: "2021-05-03"})
	}
	CreateBy(w, w.Actor("manager"), n+"request", w.App.ConsentRequests, models.ConsentRequestInput{SubjectType: models.SubjectNeed,
		SubjectID: need.ID,
		Extent:    models.ExtentFull, Audience: models.AudiencePartners, Procedure: models.ProcedureAnswer})
	scale := []string{"a", "b", "c", "d", "e"}
	s := Create(w, n+"scheme", w.App.Schemes, models.SchemeInput{Name: n, Edition: 1,
		Criteria: []models.Criterion{{Code: "one", Name: n, Weight: 100_00, Direction: models.HigherFirst, Scale: scale}}})
	CreateBy(w, w.Actor("admin"), n+"score", w.App.Scores, models.ScoreInput{NeedID: need.ID, CriterionID: s.Criteria[0].ID, Value: 1 + i%5,
		Reason: n})
	Create(w, n+"ranking", w.App.Rankings, models.RankingInput{MissionID: w.IDs["mission"], Title: n, HeldOn: "2021-05-10",
		Participants: []string{"A ministry"}, IncompleteReason: "Not all costs are known"})
	w.work()
	Create(w, n+"referral", w.App.Referrals, models.ReferralInput{NeedID: w.IDs["referred need"], OrganisationID: w.IDs[n+"organisation"],
		Purpose: models.PurposeDeliver})
	Create(w, n+"offer", w.App.Offers, models.OfferInput{OrganisationID: w.IDs["partner"], Purpose: models.PurposeDeliver, Title: n,
		ThemeCodes: []string{"marking"}, CountryCodes: []string{"KAZ"}})
}

// fillPortfolio makes the i-th more of each noun of the portfolio, so that each list has more than a page.
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

// referralToLink makes a need that is not shared, a referral of it that its partner has accepted, and an activity to tie to it.
func (w *World) referralToLink() {
	w.T.Helper()
	Create(w, "need to link", w.App.Needs, models.NeedInput{MissionID: w.IDs["mission"], Title: "Secret title to link",
		Level: models.LevelOperational, Kind: models.KindTraining, ThemeCodes: []string{"marking"}})
	TakeSteps(w, w.App.Needs, "need to link", To(models.NeedAgreed), To(models.NeedPrioritized))
	Create(w, "referral to link", w.App.Referrals, models.ReferralInput{NeedID: w.IDs["need to link"], OrganisationID: w.IDs["partner"],
		Purpose: models.PurposeDeliver})
	TakeSteps(w, w.App.Referrals, "referral to link", To(models.ReferralAccepted))
	Create(w, "linkable", w.App.Activities, models.ActivityInput{ProjectID: w.IDs["project"], Title: "Activity to link",
		CountryCode: "KAZ", ThemeCodes: []string{"marking"},
		Partners:     []models.ActivityPartner{{OrganisationID: w.IDs["partner"], PartnerRole: models.PartnerLead}},
		PlannedStart: "2022-02-01", PlannedEnd: "2027-09-30", Health: models.OnTrack})
}

// proposedNeed makes a need that a partner has proposed to take up.
func (w *World) proposedNeed() {
	w.T.Helper()
	Create(w, "need to refuse", w.App.Needs, models.NeedInput{MissionID: w.IDs["mission"], Title: "Secret title to refuse",
		Level: models.LevelOperational, Kind: models.KindTraining, ThemeCodes: []string{"marking"}})
	TakeSteps(w, w.App.Needs, "need to refuse", To(models.NeedAgreed), To(models.NeedPrioritized))
	r := Create(w, "referral to refuse", w.App.Referrals, models.ReferralInput{NeedID: w.IDs["need to refuse"],
		OrganisationID: w.IDs["partner"], Purpose: models.PurposeDeliver})
	if _, err := w.App.Referrals.Step(w.Ctx, w.Actor("partner1"), r.ID, r.Version, To(models.ReferralAccepted)); err != nil {
		w.T.Fatal(err)
	}
}

// askedDate makes a milestone for which its partner asks for another date.
func (w *World) askedDate() {
	w.T.Helper()
	m := Create(w, "milestone to decide", w.App.Milestones, models.MilestoneInput{ActivityID: w.IDs["activity"],
		Title: "Milestone to decide", DueOn: "2027-03-31", Weight: 1})
	CreateBy(w, w.Actor("partner1"), "update that asks", w.App.Updates, models.UpdateInput{ProjectID: w.IDs["project"],
		ActivityID: w.IDs["activity"], PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30", Narrative: "Fiction",
		Milestones: []models.MilestoneMove{{MilestoneID: m.ID, DueOn: "2027-06-30"}}})
	TakeSteps(w, w.App.Updates, "update that asks", To(models.UpdateSubmitted))
}
