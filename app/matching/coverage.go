package matching

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// untiedNamed is how many projects without a need a matrix names.
const untiedNamed = 50

// Coverage gives a matrix of needs: by theme and level, by theme and country, or by partner, need by need. The query is the register's.
func (a *Matching) Coverage(ctx context.Context, actor models.Actor, by models.Matrix, q models.ListQuery) (*models.Coverage, error) {
	if err := engine.Allow(actor, "coverage.load"); err != nil {
		return nil, err
	}
	c := &models.Coverage{By: by, Basis: models.CoverageBasis, Cells: []models.CoverageCell{}, Needs: []models.CoveredNeed{}}
	err := a.Store().Snapshot(ctx, actor, func(tx *store.Tx) error {
		c.AsOf = engine.Today(tx)
		rates, err := engine.LatestRates(tx)
		if err != nil {
			return err
		}
		found, err := store.CoverageNeeds(tx, q)
		if err != nil {
			return err
		}
		facts := make([]models.CoverageFact, len(found))
		for i := range found {
			facts[i] = coverFact(&found[i], rates)
		}
		c.Cells, c.Total = models.CoverageOf(by, facts)
		if by == models.PartnerByNeed {
			c.Cells = []models.CoverageCell{}
			if err := addCovered(tx, c, q, rates); err != nil {
				return err
			}
		}
		if c.Rates = rates.Used(); actor.SeesAll() {
			if c.NotYetAllotted, err = store.NotYetAllotted(tx, q); err != nil {
				return err
			}
		}
		untied, total, err := store.UntiedProjects(tx, q, untiedNamed)
		c.Untied, c.MoreUntied = append([]models.UntiedProject{}, untied...), total-len(untied)
		return err
	})
	return c, err
}

func coverFact(n *store.CoverageNeed, rates *models.RateTable) models.CoverageFact {
	return models.CoverageFact{Themes: n.Themes, Level: n.Level, Country: n.Country, Cover: n.Facts.Cover(), Money: n.Facts.Money(rates)}
}

// addCovered brings a page of needs with who does what for each.
func addCovered(tx *store.Tx, c *models.Coverage, q models.ListQuery, rates *models.RateTable) error {
	limit := min(max(q.Limit, 0), models.MaxLimit)
	if limit == 0 {
		limit = models.DefaultLimit
	}
	found, err := store.CoveragePage(tx, q, limit+1)
	if err != nil {
		return err
	}
	if len(found) > limit {
		found = found[:limit]
		if c.Next, err = found[limit-1].Cursor(); err != nil {
			return err
		}
	}
	if err := store.LoadPartnerParts(tx, found); err != nil {
		return err
	}
	told := make([]store.SharedRow, len(found))
	for i := range found {
		n := &found[i]
		told[i] = store.SharedRow{ID: n.ID, Extent: models.ExtentFull}
		n.Cover, n.Money = n.Facts.Cover(), n.Facts.Money(rates)
		c.Needs = append(c.Needs, n.CoveredNeed)
	}
	store.Needs.LogRows(tx, told...)
	return nil
}
