package priority

import (
	"context"

	"qadam/app/engine"
	"qadam/app/matching"
	"qadam/app/store"
	"qadam/models"
	"qadam/models/ranking"
)

// spendBasis says what a simulation counts.
const spendBasis = "US dollars. The gap of an open need is its estimated cost, at the latest stored rate, less the commitments of the " +
	"activities that answer it, by share; " +
	"it is closed whole or not at all. Of all sets of needs whose gaps the amount closes, the chosen one has the most priority in all, " +
	"and of equals it costs least."

// robustShare is in how many draws a need is in the best set that is called robust, in hundredths of a per cent.
const robustShare = 95_00

// Spending tells which open needs' gaps an amount of money answers best, and which of them it would under other weights, too.
// Open needs without a cost cannot take part, and are named. It changes nothing.
func (a *Priorities) Spending(ctx context.Context, actor models.Actor, try Trial, amount models.Money) (*models.Spending, error) {
	if err := engine.Allow(actor, "spending.get"); err != nil {
		return nil, err
	}
	out := &models.Spending{
		Amount:   amount,
		Basis:    spendBasis,
		Draws:    try.Draws,
		Needs:    []models.SpentNeed{},
		Excluded: []models.ExcludedNeed{},
	}
	var r *rankedNeeds
	var costs []int64
	err := a.Store().Snapshot(ctx, actor, func(tx *store.Tx) error {
		rates, err := engine.LatestRates(tx)
		if err != nil {
			return err
		}
		cents, known := rates.Convert(amount)
		if !known {
			return models.Fault("currency", "There is no stored rate of %s; GET /rates lists them.", amount.Currency)
		}
		out.AmountUSD = models.USD(cents)
		r, costs, err = gapsOf(tx, try, rates, out)
		out.Rates = rates.Used()
		return err
	})
	if err != nil {
		return nil, err
	}
	r.spend(costs, out)
	return out, nil
}

// gapsOf reads the scored open needs with the gaps that money can close; the others are noted as excluded.
func gapsOf(tx *store.Tx, try Trial, rates *models.RateTable, out *models.Spending) (*rankedNeeds, []int64, error) {
	open, err := store.OpenNeeds(tx, models.ListQuery{Filters: try.Filters}, maxRanked+1)
	if err != nil {
		return nil, nil, err
	}
	if len(open) > maxRanked {
		return nil, nil, models.Fault("mission_id", "More than %d open needs answer to this; narrow it down, to one mission say.",
			maxRanked)
	}
	store.Needs.LogRows(tx, engine.ReadInFull(engine.IdsOf(open, func(n store.OpenNeed) models.ID { return n.ID }))...)
	r, err := loadRanked(tx, try)
	if err != nil {
		return nil, nil, err
	}
	at := map[models.ID]int{}
	for i, n := range r.needs {
		at[n.ID] = i
	}
	var kept []int
	var costs []int64
	for _, n := range open {
		i, scored := at[n.ID]
		g := matching.GapOf(n, rates)
		var why models.Exclusion
		switch {
		case n.Cost.IsZero() || n.Cost.Minor == 0:
			why = models.ExcludedNoCost
		case g.Needed.IsZero():
			why = models.ExcludedNoRate
		case g.Missing.Minor <= 0:
			why = models.ExcludedFunded
		case !scored:
			why = models.ExcludedUnscored
		}
		if why != "" {
			out.Excluded = append(out.Excluded, models.ExcludedNeed{ID: n.ID, Reference: n.Reference, Title: n.Title, Why: why})
			continue
		}
		kept, costs = append(kept, i), append(costs, g.Missing.Minor)
	}
	r.narrow(kept)
	return r, costs, nil
}

// narrow leaves of the needs those at some places.
func (r *rankedNeeds) narrow(places []int) {
	var needs []store.RankingCandidate
	var rows []ranking.Row
	for _, i := range places {
		needs, rows = append(needs, r.needs[i]), append(rows, r.table.Rows[i])
	}
	r.needs, r.table.Rows = needs, rows
}

// spend chooses, today and in every draw.
func (r *rankedNeeds) spend(costs []int64, out *models.Spending) {
	points := r.table.Points(r.table.Weights)
	items := make([]ranking.Item, len(costs))
	for i, cost := range costs {
		items[i] = ranking.Item{Cost: cost, Worth: int64(points[i])}
	}
	budget := out.AmountUSD.Minor
	choice := ranking.Spend(items, budget)
	tried := r.table.SampleSpend(r.try.Options, costs, budget)
	out.Method, out.DrawsExact = models.SpendingGreedy, tried.Exact
	if choice.Exact {
		out.Method = models.SpendingExact
	}
	out.Spent, out.Left = models.USD(choice.Cost), models.USD(budget-choice.Cost)
	out.Priority = models.PriorityOf(int(choice.Worth))
	for _, i := range r.table.Order(r.table.Weights) {
		n, share := r.needs[i], *models.ShareOf(int64(tried.Chosen[i]), int64(tried.Draws))
		out.Needs = append(out.Needs, models.SpentNeed{ID: n.ID, Reference: n.Reference, Title: n.Title,
			Priority: models.PriorityOf(points[i]), Incomplete: r.incomplete(i), Gap: models.USD(costs[i]), Chosen: choice.Taken[i],
			Share: share, Robust: choice.Taken[i] && share >= robustShare})
	}
}
