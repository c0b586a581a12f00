package reports

import (
	"cmp"
	"context"
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// Summary tells what a donor's money did up to a day. It is computed with the donor's visibility for every reader, so that a
// manager's preview is the donor's answer. A donor gets its own organisation's alone. What changed is told since the last report, or
// since a day.
func (a *Reporting) Summary(ctx context.Context, actor models.Actor, donor models.ID, asOf, since models.Date) (*models.Summary, error) {
	if err := engine.Allow(actor, "summary.get"); err != nil {
		return nil, err
	}
	if !actor.SeesAll() && actor.OrganisationID != donor {
		return nil, models.NotFoundError()
	}
	var out *models.Summary
	err := a.Store().Snapshot(ctx, actor, func(tx *store.Tx) (err error) {
		if err = engine.NotFuture(tx, "as_of", asOf); err != nil {
			return err
		}
		if since > asOf {
			return models.Fault("since", "Give a day on or before %s.", asOf)
		}
		store.LogDerived(tx, "summary", donor)
		out, err = a.summarize(tx, donor, asOf, since)
		return err
	})
	return out, err
}

// summarize computes a summary in a fixed number of queries, for the donor.
func (a *Reporting) summarize(tx *store.Tx, donor models.ID, asOf, since models.Date) (*models.Summary, error) {
	tx = tx.As(donorActor(tx.Actor(), donor))
	org, err := store.Organisations.Get(tx, donor)
	if err != nil {
		return nil, err
	}
	last, err := store.ReportBefore(tx, donor, asOf)
	if err != nil {
		return nil, err
	}
	changed := &models.SummaryChange{From: since, Health: []models.HealthChange{}, Corrections: []models.ReportCorrection{}}
	of := store.Funding{Donor: donor, AsOf: asOf}
	s := &models.Summary{OrganisationID: donor, OrganisationName: org.Name, AsOf: asOf, Fiction: a.Notice(), Basis: basisOf(asOf)}
	s.Period.To = asOf
	switch {
	case since != "":
		of.After, s.Since, s.Period.From = since.AddDays(-1), changed, since
	case last != nil:
		of.After, s.Since, s.Period.From = last.AsOf, changed, last.AsOf.AddDays(1)
		changed.LastReport, changed.From = last.Reference, last.AsOf
	}
	add := func(parts ...func(*store.Tx, store.Funding, *models.Summary) error) func(*store.Tx) error {
		return func(tx *store.Tx) error {
			for _, part := range parts {
				if err := part(tx, of, s); err != nil {
					return err
				}
			}
			return nil
		}
	}
	if err := tx.Parallel(add(addMoney, addEvents, addChanges, addMeasures), add(addNeeds)); err != nil {
		return nil, err
	}
	if s.RatesBehind, err = store.RatesBehind(tx, of); err != nil {
		return nil, err
	}
	s.RatesBehind.Judge(a.rateDays)
	s.Headline = models.HeadlineOf(s)
	return s, nil
}

// donorActor gives a donor's actor: the donor itself, or another person who views as the donor and is logged as the reader.
func donorActor(actor models.Actor, donor models.ID) models.Actor {
	if actor.Role == models.Donor && actor.OrganisationID == donor {
		return actor
	}
	return models.Actor{Role: models.Donor, OrganisationID: donor, ViewedBy: cmp.Or(actor.ViewedBy, actor.UserID), ViewedByName: actor.Name}
}

func basisOf(asOf models.Date) string {
	return "US dollars; each amount is converted at its value date with the stored rate. Pledged, committed and disbursed are " +
		"never added to each other. What was spent on an activity counts by what was earmarked for it; the rest, by the donor's " +
		"share of the unearmarked commitments up to " + asOf.Words() + "."
}

// donorMoney is what a donor gave, by project, and its part of what was spent and of what is reported as spent.
type donorMoney struct {
	funded          []store.Funded
	spent, reported models.Attribution
}

func readMoney(tx *store.Tx, of store.Funding) (m donorMoney, err error) {
	if m.funded, err = store.FundedProjects(tx, of); err != nil {
		return m, err
	}
	flows, err := store.Flows(tx, of)
	if err != nil {
		return m, err
	}
	m.spent = models.Attribute(flows, of.Donor)
	m.reported, err = attributeReported(tx, of, m.funded, flows)
	return m, err
}

// addMoney fills in the projects and the activities with the donor's money and its part of what was spent.
func addMoney(tx *store.Tx, of store.Funding, s *models.Summary) error {
	m, err := readMoney(tx, of)
	if err != nil {
		return err
	}
	var all, fresh store.CentsByBasis
	projects := make([]models.SummaryProject, len(m.funded))
	for i, f := range m.funded {
		all.Add(f.Given)
		fresh.Add(f.New)
		f.Money, f.Share, f.Attributed = f.Given.InUSD(), m.spent.Shares[f.ID], models.USD(m.spent.Projects[f.ID].All)
		f.Reported = models.USD(m.reported.Projects[f.ID].All)
		projects[i] = f.SummaryProject
	}
	s.Projects, s.MoreProjects = engine.Capped(projects, func(a, b models.SummaryProject) int {
		return unfinishedFirst(a.Status, a.Reference, b.Status, b.Reference)
	})
	s.Money, s.Attributed, s.Reported = all.InUSD(), models.USD(m.spent.Total.All), models.USD(m.reported.Total.All)
	if s.Since != nil {
		s.Since.Money, s.Since.Attributed = fresh.InUSD(), models.USD(m.spent.Total.New)
	}
	if err := addActivities(tx, of, s, m.spent, m.reported); err != nil {
		return err
	}
	return addDetail(tx, of, s, m.funded)
}

// attributeReported finds the donor's part of what is reported as spent and not accepted yet, as of what is spent.
func attributeReported(tx *store.Tx, of store.Funding, funded []store.Funded, flows []models.Flow) (models.Attribution, error) {
	projects := engine.IdsOf(funded, func(f store.Funded) models.ID { return f.ID })
	waiting, err := engine.ReportedFlows(tx, store.ReportedIn(projects), of.AsOf)
	for _, f := range flows {
		if f.DonorID != "" {
			waiting = append(waiting, f)
		}
	}
	return models.Attribute(waiting, of.Donor), err
}

func addActivities(tx *store.Tx, of store.Funding, s *models.Summary, spent, reported models.Attribution) error {
	reach, err := store.ReachedActivities(tx, of, models.SummaryLimit)
	if err != nil {
		return err
	}
	s.ByStatus, s.Milestones, s.Activities = reach.ByStatus, reach.Milestones, reach.Named
	for _, n := range reach.ByStatus {
		s.MoreActivities += n
	}
	s.MoreActivities -= len(s.Activities)
	for i := range s.Activities {
		id := s.Activities[i].ID
		s.Activities[i].Attributed, s.Activities[i].Reported = models.USD(spent.Activities[id].All), models.USD(reported.Activities[id].All)
	}
	slices.SortFunc(s.Activities, func(a, b models.SummaryActivity) int {
		return unfinishedFirst(a.Status, a.Reference, b.Status, b.Reference)
	})
	return nil
}

// addEvents tells what was closed and delivered after the report before, the newest first.
func addEvents(tx *store.Tx, of store.Funding, s *models.Summary) (err error) {
	if s.Since == nil {
		return nil
	}
	closed, delivered := 0, 0
	s.Since.Closed, s.Since.Delivered, closed, delivered, err = store.SummaryEvents(tx, of, models.SummaryLimit)
	s.Since.MoreClosed, s.Since.MoreDelivered = closed-len(s.Since.Closed), delivered-len(s.Since.Delivered)
	for _, events := range [][]models.SummaryEvent{s.Since.Closed, s.Since.Delivered} {
		slices.SortFunc(events, func(a, b models.SummaryEvent) int {
			return cmp.Or(cmp.Compare(b.On, a.On), models.CompareReferences(a.Reference, b.Reference))
		})
	}
	return err
}

// unfinishedFirst sorts unfinished ones first, so that a capped list shows them, then by reference.
func unfinishedFirst(aStatus models.ActivityStatus, aReference string, bStatus models.ActivityStatus, bReference string) int {
	a, b := models.Finished(aStatus), models.Finished(bStatus)
	if a != b {
		if a {
			return 1
		}
		return -1
	}
	return models.CompareReferences(aReference, bReference)
}

func addNeeds(tx *store.Tx, of store.Funding, s *models.Summary) error {
	seen, hidden, err := store.ReachedNeeds(tx, of)
	if err != nil {
		return err
	}
	needs := make([]models.SummaryNeed, len(seen))
	for i, n := range seen {
		needs[i] = models.SummaryNeed{
			ID:          n.ID,
			Reference:   n.Reference,
			CountryCode: n.CountryCode,
			Title:       n.Title,
			Summary:     n.ReleasableSummary,
			Status:      n.Status,
			Shared:      n.Shared,
			Placeholder: n.Placeholder,
		}
	}
	s.Needs, s.MoreNeeds = engine.Capped(
		needs,
		func(a, b models.SummaryNeed) int { return models.CompareReferences(a.Reference, b.Reference) },
	)
	s.HiddenNeeds = hidden
	return nil
}

// addMeasures gives the indicators of the activities and projects that are named.
func addMeasures(tx *store.Tx, of store.Funding, s *models.Summary) error {
	found, err := store.IndicatorsOf(tx, engine.IdsOf(s.Activities, func(v models.SummaryActivity) models.ID { return v.ID }),
		engine.IdsOf(s.Projects, func(p models.SummaryProject) models.ID { return p.ID }))
	if err != nil {
		return err
	}
	found, s.MoreIndicators = engine.Capped(found, func(a, b store.MeasuredIndicator) int { return cmp.Compare(a.ID, b.ID) })
	s.Indicators = []models.SummaryMeasure{}
	for i := range found {
		s.Indicators = append(s.Indicators, found[i].At(found[i].Of, of.AsOf, of.AsOf >= engine.Today(tx))...)
	}
	return nil
}
