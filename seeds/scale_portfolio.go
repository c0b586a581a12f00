package seeds

import (
	"fmt"

	"github.com/shopspring/decimal"

	"qadam/app"
	"qadam/app/engine"
	"qadam/models"
)

func (s *scale) portfolio(f *filling, a *app.App) {
	projects, activities := s.n*scaleProjects, s.n*scaleActivities
	table(f, "offers", s.n*scaleOffers, a.Offers.Load, single(s.offer))
	table(f, "projects", projects, a.Projects.Load, single(s.project))
	table(f, "steps of projects", projects, (*engine.Bulk).Steps, s.projectSteps)
	table(f, "activities", activities, a.Activities.Load, single(s.activity))
	table(f, "steps of activities", activities, (*engine.Bulk).Steps, s.activitySteps)
	table(f, "milestones", s.n*scaleMilestones, a.Milestones.Load, single(s.milestone))
	table(f, "updates", s.n*scaleUpdates, a.Updates.Load, single(s.update))
	table(f, "transactions", projects*transactionsAProject, a.Transactions.Load, single(s.transaction))
	table(f, "indicators", projects, a.Indicators.Load, single(s.indicator))
}

// undertaking is what the parts of a project must know of it.
type undertaking struct {
	mission    int
	state      string
	lead       int // which partner
	start, end models.Date
	status     models.ActivityStatus
}

func missionOf(project int) int { return project % scaleMissions }

func (s *scale) undertaking(i int) undertaking {
	r := chance(aProject, i)
	u := undertaking{mission: missionOf(i), state: scaleState(missionOf(i)), lead: r.IntN(scalePartners)}
	u.start = s.missionEnd(u.mission).AddDays(between(r, 120, 540))
	u.end = u.start.AddDays(between(r, 540, 1080))
	switch luck := r.IntN(100); {
	case u.start > s.today:
		u.status = models.ActivityPipeline
	case luck < 2:
		u.status = models.ActivityCancelled
	case u.end < s.today.AddDays(-60):
		u.status = models.ActivityClosed
	case u.end < s.today:
		u.status = models.ActivityFinalisation
	case luck < 5:
		u.status = models.ActivitySuspended
	default:
		u.status = models.ActivityImplementation
	}
	return u
}

func (s *scale) projectBorn(u undertaking) models.Date { return s.past(u.start.AddDays(-90)) }

func (s *scale) projectID(i int) models.ID {
	return s.id(aProject, i, s.projectBorn(s.undertaking(i)))
}

func projectReference(i int, u undertaking) string { return fmt.Sprintf("S-%s-P%06d", u.state, i+1) }

func (s *scale) project(i int) models.Project {
	r, u := chance(aProject, -i-1), s.undertaking(i)
	p := models.Project{Base: s.base(aProject, i, s.projectBorn(u)), Status: u.status, StatusOn: s.projectBorn(u)}
	t := tongueOf(r)
	p.ProjectInput = models.ProjectInput{Reference: projectReference(i, u), Title: t.title(r), Description: t.prose(r, 3),
		LeadOrganisationID: s.partnerID(u.lead),
		CountryCodes:       []string{u.state}, StartsOn: u.start, EndsOn: u.end, Budget: models.USD(int64(between(r, 200, 3000)) * 100000),
		ReportingMonths: 3}
	if days := s.projectDays(u); len(days) > 0 {
		p.StatusOn = days[len(days)-1]
	}
	for at := range activitiesAProject {
		p.LastUpdateOn = max(p.LastUpdateOn, s.work(i*activitiesAProject+at).heard)
	}
	return p
}

// The ways of a project and of an activity to where they are now.
var scaleWays = map[models.ActivityStatus][]models.ActivityStatus{
	models.ActivityPipeline:       {models.ActivityPipeline},
	models.ActivityImplementation: {models.ActivityPipeline, models.ActivityImplementation},
	models.ActivityFinalisation:   {models.ActivityPipeline, models.ActivityImplementation, models.ActivityFinalisation},
	models.ActivityClosed:         {models.ActivityPipeline, models.ActivityImplementation, models.ActivityClosed},
	models.ActivitySuspended:      {models.ActivityPipeline, models.ActivityImplementation, models.ActivitySuspended},
	models.ActivityCancelled:      {models.ActivityPipeline, models.ActivityCancelled},
}

// projectDays are the days of a project's steps.
func (s *scale) projectDays(u undertaking) []models.Date {
	days := []models.Date{s.past(u.start), s.past(u.end), s.today}
	return days[:len(scaleWays[u.status])-1]
}

func (s *scale) projectSteps(i int) []*models.Step {
	u := s.undertaking(i)
	return stepsOf(s, "project", s.projectID(i), aProject, i, scaleWays[u.status], s.projectDays(u))
}

func (s *scale) transaction(i int) models.Transaction {
	project, at := i/transactionsAProject, i%transactionsAProject
	r, u := chance(aTransaction, i), s.undertaking(project)
	span := u.start.DaysUntil(u.end)
	in := models.TransactionInput{ProjectID: s.projectID(project), OrganisationID: s.donorID(project),
		Description: "Invented for measuring"}
	thousands, currency, day := between(r, 50, 1500), "USD", u.start.AddDays(between(r, -30, 30))
	switch at {
	case 0:
		in.Kind = models.Commitment
	case 1:
		in.Kind, in.OrganisationID, currency = models.Commitment, s.donorID(project*7+3), oneOf(r, "USD", "EUR")
		if share(r, 60) {
			in.ActivityID = s.activityID(project*activitiesAProject + r.IntN(activitiesAProject))
		}
	case 2:
		in.Kind, in.OrganisationID, day = models.Pledge, s.donorID(project*3+11), u.start.AddDays(-between(r, 40, 110))
	case 3:
		in.Kind, thousands, day = models.Disbursement, between(r, 20, 400), u.start.AddDays(between(r, 10, span))
	case 4:
		in.Kind, in.OrganisationID, thousands, currency, day = models.Expenditure, s.partnerID(u.lead), between(r, 10, 200),
			oneOf(r, "USD", "USD", "KZT"), u.start.AddDays(between(r, 30, span))
		in.ActivityID = s.activityID(project*activitiesAProject + r.IntN(activitiesAProject))
	}
	in.ValueDate, in.Amount = s.past(day), models.Money{Minor: int64(thousands) * 100000, Currency: currency}
	t := models.Transaction{Base: s.base(aTransaction, i, in.ValueDate), TransactionInput: in, InUSD: models.USD(in.Amount.Minor)}
	if currency != models.ReportingCurrency {
		rate := s.rateOn(currency, in.ValueDate)
		t.RateID, t.InUSD = rate.ID, models.USD(in.Amount.ConvertToUSD(decimal.RequireFromString(rate.USDPerUnit)))
	}
	return t
}

func (s *scale) indicator(i int) models.Indicator {
	r, u := chance(anIndicator, i), s.undertaking(i)
	half := u.start.AddDays(u.start.DaysUntil(u.end) / 2)
	actual := func(end models.Date) string {
		if end > s.today {
			return ""
		}
		return fmt.Sprint(between(r, 5, 120))
	}
	return models.Indicator{Base: s.base(anIndicator, i, s.projectBorn(u)), IndicatorInput: models.IndicatorInput{ProjectID: s.projectID(i),
		Kind:  oneOf[models.IndicatorKind](r, models.IndicatorOutput, models.IndicatorOutcome),
		Title: "People trained on " + english.subject(r), Unit: "officers trained", Baseline: "0", Periods: []models.IndicatorPeriod{
			{StartsOn: u.start, EndsOn: half, Target: "60", Actual: actual(half)}, {StartsOn: half.AddDays(1), EndsOn: u.end, Target: "120",
				Actual: actual(u.end)}}}}
}
