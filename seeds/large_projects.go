package seeds

import (
	"fmt"

	"qadam/models"
)

// largeWork is an activity of each project: where it stands, the places of the needs that it answers, when it began (in days after the
// mission) and when it is to end.
type largeWork struct {
	status models.ActivityStatus
	places []int
	end    func(g *large, begun models.Date) models.Date
}

func inDays(n int) func(*large, models.Date) models.Date {
	return func(g *large, _ models.Date) models.Date { return g.today.AddDays(n) }
}

func lasting(n int) func(*large, models.Date) models.Date {
	return func(_ *large, begun models.Date) models.Date { return begun.AddDays(n) }
}

var largeWorks = []largeWork{
	{models.ActivityImplementation, []int{14, 15}, inDays(60)},
	{models.ActivityImplementation, []int{16, placeProposed}, inDays(-20)}, // late
	{models.ActivityClosed, []int{placeMet}, lasting(52)},
	{models.ActivityFinalisation, []int{19, 20}, inDays(10)},
	{models.ActivityPipeline, []int{12, 13}, inDays(200)},
	{models.ActivitySuspended, nil, inDays(90)}, // cancelled in every other mission
}

// answeredBy is the activity that answers the need at a place; the first, where none does.
func answeredBy(place int) int {
	for i, w := range largeWorks {
		for _, p := range w.places {
			if p == place {
				return i
			}
		}
	}
	return 0
}

func projectOf(mission int) string { return fmt.Sprintf("%s-L-P%02d", largeState(mission), mission+1) }

func activityReferenceOf(mission, at int) string {
	return fmt.Sprintf("%s-A%d", projectOf(mission), at+1)
}

// project makes the project that answers a mission's needs, with its activities, what was reported, and its money.
func (g *large) project(mission int) {
	begun := g.missionEnd(mission).AddDays(110)
	lead := partnerOf(mission * 3)
	p := Project{LeadOrganisation: lead.code, CreatedOn: begun.AddDays(-20), Status: models.ActivityImplementation,
		Steps: []Step{step(models.ActivityImplementation, begun, largeManager, "")}}
	p.ProjectInput = models.ProjectInput{Reference: projectOf(mission), Title: title(aProject, mission),
		Description: prose(aProject, mission, 3), CountryCodes: []string{largeState(mission)}, StartsOn: begun,
		EndsOn: g.today.AddDays(250), Budget: usd(1500), ReportingMonths: 6}
	switch mission {
	case 1:
		p.Status = models.ActivityFinalisation
	case 5:
		p.Status = models.ActivitySuspended
	}
	if p.Status != models.ActivityImplementation {
		p.Steps = append(p.Steps, step(p.Status, g.today.AddDays(-30), largeManager, ""))
	}
	for at := range largeWorks {
		p.Activities = append(p.Activities, g.activity(mission, at, begun))
	}
	g.Projects = append(g.Projects, p)
	for at := range largeWorks {
		g.report(mission, at, begun, p.Activities[at])
	}
	g.money(mission, begun)
	g.measure(mission, begun)
}

func (g *large) activity(mission, at int, begun models.Date) Activity {
	w, i := largeWorks[at], mission*len(largeWorks)+at
	end := w.end(g, begun)
	a := Activity{CreatedOn: begun.AddDays(-20), Status: w.status, Partners: g.partners(mission, at),
		Institutions: []string{institutionOf(largeState(mission), largeInstitutions[i%len(largeInstitutions)])}}
	if w.status == models.ActivitySuspended && mission%2 == 1 {
		a.Status = models.ActivityCancelled
	}
	a.ActivityInput = models.ActivityInput{Reference: activityReferenceOf(mission, at), Title: title(anActivity, i),
		Description: prose(anActivity, i, 2), CountryCode: largeState(mission), ThemeCodes: g.twoThemes(i),
		Kinds: []models.NeedKind{scaleKinds[i%len(scaleKinds)]}, PlannedStart: begun, PlannedEnd: end,
		Health: scaleHealth(chance(anActivity, i)), Progress: 10}
	if a.Status == models.ActivityPipeline {
		a.PlannedStart = g.today.AddDays(20)
	}
	for k, place := range w.places {
		share := 100 / len(w.places)
		a.Needs = append(a.Needs, ActivityNeed{Need: g.needAt(mission, place), Share: share + k*(100-share*len(w.places))})
	}
	g.activityLife(&a, begun)
	g.milestones(&a, mission, at)
	return a
}

// partners are two; of the very first activity all fourteen.
func (g *large) partners(mission, at int) []ActivityPartner {
	first := mission*3 + at
	roles := []models.PartnerRole{models.PartnerLead, models.PartnerImplementing}
	if mission == 0 && at == 0 {
		for range len(partnersOfLarge()) - len(roles) {
			roles = append(roles, models.PartnerSupporting)
		}
	}
	out := make([]ActivityPartner, len(roles))
	for i, role := range roles {
		out[i] = ActivityPartner{Organisation: partnerOf(first + i).code}
		out[i].PartnerRole = role
	}
	return out
}

func (g *large) activityLife(a *Activity, begun models.Date) {
	begin := step(models.ActivityImplementation, begun, largeManager, "")
	switch a.Status {
	case models.ActivityPipeline:
		return
	case models.ActivityImplementation:
		a.Steps = []Step{begin}
	case models.ActivityClosed:
		a.Steps = []Step{begin, step(a.Status, begun.AddDays(56), largeManager, "Final report received")}
	default:
		a.Steps = []Step{begin, step(a.Status, g.today.AddDays(-15), largeManager, "As agreed with the State")}
	}
}

// milestones are three an activity: at its beginning, lately, and at its end.
func (g *large) milestones(a *Activity, mission, at int) {
	lead := partnerOf(mission*3 + at)
	days := []models.Date{a.PlannedStart.AddDays(30), a.PlannedEnd.AddDays(-22), a.PlannedEnd}
	if a.Status == models.ActivityImplementation && a.PlannedEnd > g.today {
		days[1] = g.today.AddDays(-4)
	}
	for k, day := range days {
		m := Milestone{Organisation: lead.code, Contact: lead.user, Status: models.MilestonePlanned}
		m.MilestoneInput = models.MilestoneInput{Reference: fmt.Sprintf("%s-M%d", a.Reference, k+1), DueOn: day, Weight: 1 + k%2,
			Title: milestoneTitles[(mission+at+k)%len(milestoneTitles)]}
		if k == 1 {
			m.WaitsFor = fmt.Sprintf("%s-M1", a.Reference)
		}
		done := a.Status == models.ActivityClosed || k == 0 && a.Status != models.ActivityPipeline ||
			k == 1 && a.Status == models.ActivityFinalisation
		switch {
		case k == 2 && (a.Status == models.ActivityCancelled || a.Status == models.ActivitySuspended):
			m.Status = models.MilestoneDropped
			m.Steps = []Step{step(m.Status, g.today.AddDays(-16), largeManager, "Not needed any more")}
		case done:
			m.Status = models.MilestoneDelivered
			m.Steps = []Step{step(m.Status, min(day.AddDays(2), g.today.AddDays(-1)), lead.user, "")}
		}
		a.Milestones = append(a.Milestones, m)
	}
}

// report writes what the partner of an activity reported, each activity in another state.
func (g *large) report(mission, at int, begun models.Date, a Activity) {
	lead, progress := partnerOf(mission*3+at), 60
	u := Update{Project: projectOf(mission), Activity: a.Reference, Author: lead.user, Status: models.UpdateAccepted}
	u.UpdateInput = models.UpdateInput{PeriodFrom: begun, PeriodTo: begun.AddDays(50), Narrative: prose(anUpdate, mission*7+at, 2),
		Health: scaleHealth(chance(anUpdate, mission*7+at)), Progress: &progress}
	sent := begun.AddDays(54)
	switch at {
	case 0:
		sent = g.today.AddDays(-20)
		u.Key = "update of " + a.Reference
		u.PeriodTo = sent.AddDays(-3)
	case 1:
		u.Status = []models.UpdateStatus{models.UpdateSubmitted, models.UpdateReturned, models.UpdateDraft}[mission%3]
		sent = g.today.AddDays(-9)
		u.PeriodTo = sent.AddDays(-3)
		if u.Status == models.UpdateSubmitted {
			move := MilestoneMove{Milestone: a.Reference + "-M2"}
			move.DueOn = g.today.AddDays(40)
			u.Milestones = []MilestoneMove{move}
			u.Spent = usd(90)
		}
	case 3:
		u.NoChange, u.Health, u.Progress = true, "", nil
	default:
		return
	}
	if u.Status != models.UpdateDraft {
		u.Steps = []Step{step(models.UpdateSubmitted, sent, lead.user, "")}
	}
	if u.Status != models.UpdateDraft && u.Status != models.UpdateSubmitted {
		u.Steps = append(u.Steps, step(u.Status, sent.AddDays(5), largeManager, "Say which of the milestones moved"))
	}
	g.Updates = append(g.Updates, u)
}

// money pledges, commits, disburses and spends on a project; the half of a commitment is allotted to its activities.
func (g *large) money(mission int, begun models.Date) {
	project, donor := projectOf(mission), largeDonors[mission%len(largeDonors)]
	currency := []string{"USD", "EUR", "USD", "KZT"}[mission%4]
	amount := func(thousands int) models.Money {
		m := usd(thousands)
		m.Currency = currency
		if currency == "KZT" {
			m.Minor *= 450
		}
		return m
	}
	add := func(kind models.TransactionKind, organisation, activity string, value models.Money, days int) {
		t := Transaction{Organisation: organisation, Project: project, Activity: activity}
		t.TransactionInput = models.TransactionInput{Kind: kind, Amount: value, ValueDate: min(begun.AddDays(days), g.today),
			Description: title(aTransaction, mission*5+days)}
		if kind == models.Commitment {
			half := amount(300).Decimal().StringFixed(2)
			t.Allot = []string{activityReferenceOf(mission, 0) + "=" + half, activityReferenceOf(mission, 3) + "=" + half}
		}
		g.Transactions = append(g.Transactions, t)
	}
	add(models.Pledge, donor, "", amount(1200), 1)
	add(models.Commitment, donor, "", amount(1200), 10)
	add(models.Disbursement, donor, "", amount(500), 20)
	add(models.Expenditure, partnerOf(mission*3).code, activityReferenceOf(mission, 0), amount(120), 40)
	add(models.Expenditure, partnerOf(mission*3+3).code, activityReferenceOf(mission, 3), amount(80), 50)
}

func (g *large) measure(mission int, begun models.Date) {
	x := Indicator{Project: projectOf(mission)}
	x.IndicatorInput = models.IndicatorInput{Kind: models.IndicatorOutput, Title: "Officers trained", Unit: "officers", Baseline: "0",
		Periods: []models.IndicatorPeriod{{StartsOn: begun, EndsOn: begun.AddDays(60), Target: "40", Actual: fmt.Sprint(20 + mission)}}}
	if mission%2 == 1 {
		x.Kind, x.Title, x.Unit = models.IndicatorOutcome, "Requests answered within a month", "per cent"
	}
	g.Indicators = append(g.Indicators, x)
}

// singleProjects have no activities: one of each status that the others do not have.
func (g *large) singleProjects() {
	for i, status := range []models.ActivityStatus{models.ActivityPipeline, models.ActivityClosed, models.ActivityCancelled} {
		n := largeFollowed + i
		p := Project{LeadOrganisation: partnerOf(n).code, CreatedOn: g.today.AddDays(-300), Status: status}
		p.ProjectInput = models.ProjectInput{Reference: projectOf(n), Title: title(aProject, n), CountryCodes: largeStates,
			StartsOn: g.today.AddDays(-290), EndsOn: g.today.AddDays(100), Budget: usd(200)}
		if status == models.ActivityClosed {
			p.Steps = append(p.Steps, step(models.ActivityImplementation, g.today.AddDays(-290), largeManager, ""))
		}
		if status != models.ActivityPipeline {
			p.Steps = append(p.Steps, step(status, g.today.AddDays(-30), largeManager, "As agreed"))
		}
		g.Projects = append(g.Projects, p)
	}
}
