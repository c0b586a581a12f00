package reports

import (
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// portfolio is what the parts of a summary share: the projects and the activities whole, and the names of organisations and themes.
type portfolio struct {
	projects   map[models.ID]*models.Project
	activities map[models.ID]*models.Activity
	names      map[string]string
	themes     map[string]string
	parts      []store.CommittedPart
}

// addDetail tells who does what with the money, when and on what, the milestones with their dates, and the way of the money.
func addDetail(tx *store.Tx, of store.Funding, s *models.Summary, given []store.Funded) error {
	funded := engine.IdsOf(given, func(f store.Funded) models.ID { return f.ID })
	for _, f := range given {
		if s.Since == nil && (s.Period.From == "" || f.First < s.Period.From) {
			s.Period.From = f.First
		}
	}
	p, err := readPortfolio(tx, of, s, funded)
	if err != nil {
		return err
	}
	for i := range s.Projects {
		describeProject(&s.Projects[i], p)
	}
	for i := range s.Activities {
		describeActivity(&s.Activities[i], p)
	}
	if err := sumPortfolio(tx, s, p, funded); err != nil {
		return err
	}
	s.Graph = models.GraphOf(s.OrganisationName, fundedActivities(p), p.names, p.themes)
	s.MilestoneList, s.MoreMilestones, err = store.DatedMilestones(tx, of, models.SummaryLimit)
	s.MoreMilestones = max(s.MoreMilestones-len(s.MilestoneList), 0)
	return err
}

func readPortfolio(tx *store.Tx, of store.Funding, s *models.Summary, funded []models.ID) (p *portfolio, err error) {
	p = &portfolio{projects: map[models.ID]*models.Project{}, activities: map[models.ID]*models.Activity{}}
	if p.parts, err = store.CommittedParts(tx, of); err != nil {
		return nil, err
	}
	var ids engine.Distinct[models.ID]
	for _, v := range s.Activities {
		ids.Add(v.ID)
	}
	for _, part := range p.parts {
		if part.ActivityID != "" {
			ids.Add(part.ActivityID)
		}
	}
	projects, err := store.Projects.ByAny(tx, "id", texts(funded))
	if err != nil {
		return nil, err
	}
	activities, err := store.Activities.Whole(tx, ids.All)
	if err != nil {
		return nil, err
	}
	var organisations, themes engine.Distinct[string]
	for _, v := range projects {
		p.projects[v.ID] = v
		organisations.Add(string(v.LeadOrganisationID))
	}
	for _, v := range activities {
		p.activities[v.ID] = v
		themes.Add(v.ThemeCodes...)
		for _, partner := range v.Partners {
			organisations.Add(string(partner.OrganisationID))
		}
	}
	if p.names, err = store.Organisations.Lookup(tx, "id", "name", organisations.All); err != nil {
		return nil, err
	}
	p.themes, err = store.Themes.Lookup(tx, "code", "name", themes.All)
	return p, err
}

func texts(ids []models.ID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}

// describeProject adds who leads a project, when and with which budget, and by how much more was spent than the donor disbursed.
func describeProject(v *models.SummaryProject, p *portfolio) {
	v.Beyond = models.USD(max(v.Attributed.Minor-v.Money.Disbursed.Minor, 0))
	whole := p.projects[v.ID]
	if whole == nil {
		return
	}
	v.Lead = models.SummaryPartner{OrganisationID: whole.LeadOrganisationID, Name: p.names[string(whole.LeadOrganisationID)],
		PartnerRole: models.PartnerLead}
	v.StartsOn, v.EndsOn, v.Budget = whole.StartsOn, whole.EndsOn, whole.Budget
}

// describeActivity adds who does an activity, on what and when.
func describeActivity(v *models.SummaryActivity, p *portfolio) {
	v.Partners, v.ThemeCodes = []models.SummaryPartner{}, []string{}
	whole := p.activities[v.ID]
	if whole == nil {
		return
	}
	for _, partner := range whole.Partners {
		v.Partners = append(v.Partners, models.SummaryPartner{OrganisationID: partner.OrganisationID,
			Name: p.names[string(partner.OrganisationID)], PartnerRole: partner.PartnerRole})
	}
	v.ThemeCodes = append(v.ThemeCodes, whole.ThemeCodes...)
	v.PlannedStart, v.PlannedEnd, v.ActualStart, v.ActualEnd = whole.PlannedStart, whole.PlannedEnd, whole.ActualStart, whole.ActualEnd
}

// sumPortfolio states the whole of what the money reaches once.
func sumPortfolio(tx *store.Tx, s *models.Summary, p *portfolio, funded []models.ID) (err error) {
	rates, err := engine.LatestRates(tx)
	if err != nil {
		return err
	}
	s.Portfolio = models.SummaryPortfolio{Projects: len(funded), Budget: models.USD(0)}
	var partners engine.Distinct[models.ID]
	for _, v := range p.projects {
		cents, _ := rates.Convert(v.Budget)
		s.Portfolio.Budget.Minor += cents
		partners.Add(v.LeadOrganisationID)
	}
	for _, v := range p.activities {
		for _, partner := range v.Partners {
			partners.Add(partner.OrganisationID)
		}
	}
	for _, n := range s.ByStatus {
		s.Portfolio.Activities += n
	}
	s.Portfolio.Partners, s.Portfolio.Rates = len(partners.All), rates.Used()
	s.Portfolio.CountryCodes, err = store.CountriesOf(tx, funded)
	return err
}

// fundedActivities are the parts of what the donor committed, as the graph adds them up: by the lead partners.
func fundedActivities(p *portfolio) []models.FundedActivity {
	out := make([]models.FundedActivity, 0, len(p.parts))
	for _, part := range p.parts {
		f := models.FundedActivity{Cents: part.Cents, Whole: part.ActivityID == ""}
		if project := p.projects[part.ProjectID]; project != nil {
			f.Partner = project.LeadOrganisationID
		}
		if v := p.activities[part.ActivityID]; v != nil {
			f.Partner, f.Themes, f.Needs = v.Lead(), v.ThemeCodes, v.Needs
		}
		out = append(out, f)
	}
	return out
}

// addChanges tells what began and changed since a day: activities that started, healths, and corrections.
func addChanges(tx *store.Tx, of store.Funding, s *models.Summary) (err error) {
	if s.Since == nil {
		return nil
	}
	if s.Since.Started, s.Since.MoreStarted, err = store.StartedActivities(tx, of, models.SummaryLimit); err != nil {
		return err
	}
	s.Since.MoreStarted -= len(s.Since.Started)
	if s.Since.Health, err = store.HealthChanges(tx, of, models.SummaryLimit); err != nil {
		return err
	}
	corrections, err := store.CorrectionsBetween(tx, of, models.SummaryLimit)
	s.Since.Corrections = correctionsOf(corrections)
	return err
}

// correctionsOf tells corrections to a donor.
func correctionsOf(all []models.Update) []models.ReportCorrection {
	out := make([]models.ReportCorrection, len(all))
	for i, u := range all {
		out[i] = models.ReportCorrection{UpdateID: u.ID, CorrectsID: u.CorrectsID, ProjectID: u.ProjectID, ActivityID: u.ActivityID,
			PeriodFrom: u.PeriodFrom, PeriodTo: u.PeriodTo, AuthorID: u.AuthorID, CorrectedOn: models.DateOf(*u.SubmittedAt),
			Wrong: u.Wrong, Reason: u.CorrectionReason}
	}
	return out
}
