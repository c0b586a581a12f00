package matching

import (
	"context"

	"github.com/shopspring/decimal"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// AddGap sums the gaps of the open needs for those who may know them.
func AddGap(tx *store.Tx, o *models.Overview) error {
	if !engine.MayRole(tx.Actor().Role, "need.gaps") && tx.Actor().Role != models.System {
		return nil
	}
	rates, err := RatesOf(tx)
	if err != nil {
		return err
	}
	open, err := store.OpenCosts(tx)
	if err != nil {
		return err
	}
	var needed, committed int64
	for _, n := range open {
		g := GapOf(n, rates)
		if g.NoMoney {
			o.Counts["no_money"]++
		}
		if !g.Needed.IsZero() {
			needed += g.Needed.Minor
			committed += min(g.Committed.Minor, g.Needed.Minor)
		}
	}
	o.Gap = models.GapOf(models.USD(needed), committed)
	return nil
}

// Gaps gives the open needs without an answer, without money or with too little, by rank. See models.GapBasis.
func (a *Matching) Gaps(ctx context.Context, actor models.Actor, q models.ListQuery) (models.Page[models.NeedGap], error) {
	page := models.Page[models.NeedGap]{Items: []models.NeedGap{}}
	if err := engine.Allow(actor, "need.gaps"); err != nil {
		return page, err
	}
	limit := min(q.Limit, models.MaxLimit)
	if limit <= 0 {
		limit = models.DefaultLimit
	}
	err := a.Store().Snapshot(ctx, actor, func(tx *store.Tx) error {
		rates, err := RatesOf(tx)
		if err != nil {
			return err
		}
		err = fillGaps(tx, q, limit, rates, &page)
		store.Needs.LogRows(tx, engine.ReadInFull(engine.IdsOf(page.Items, func(g models.NeedGap) models.ID { return g.ID }))...)
		return err
	})
	return page, err
}

// fillGaps reads on by rank until the page is full. Most open needs have a gap, so that one read is enough; otherwise each read
// is twice as long as the one before.
func fillGaps(tx *store.Tx, q models.ListQuery, limit int, rates map[string]decimal.Decimal, page *models.Page[models.NeedGap]) error {
	var last store.OpenNeed
	for size := limit + 1; ; size *= 2 {
		open, err := store.OpenNeeds(tx, q, size)
		if err != nil {
			return err
		}
		for _, n := range open {
			g := GapOf(n, rates)
			if !g.Nobody && !g.NoMoney && g.Missing.Minor == 0 {
				continue
			}
			if len(page.Items) == limit {
				page.Next, err = last.Cursor()
				return err
			}
			page.Items, last = append(page.Items, g), n
		}
		if len(open) < size {
			return nil
		}
		if q.Cursor, err = open[size-1].Cursor(); err != nil {
			return err
		}
	}
}

// RatesOf gives the dollars for a unit of each currency in which needs are estimated, today.
func RatesOf(tx *store.Tx) (map[string]decimal.Decimal, error) {
	stored, err := store.LatestRates(tx, engine.Today(tx))
	if err != nil {
		return nil, err
	}
	rates := map[string]decimal.Decimal{models.ReportingCurrency: decimal.NewFromInt(1)}
	for currency, text := range stored {
		if text == "" || currency == models.ReportingCurrency {
			continue
		}
		if rates[currency], err = decimal.NewFromString(text); err != nil {
			return nil, err
		}
	}
	return rates, nil
}

// GapOf converts a need's cost and finds its gap; without an estimate or a rate there is none.
func GapOf(n store.OpenNeed, rates map[string]decimal.Decimal) models.NeedGap {
	var needed models.Money
	if rate, known := rates[n.Cost.Currency]; known {
		needed = models.USD(n.Cost.ConvertToUSD(rate))
	}
	// Net commitments below 0 count as none.
	committed := (max(n.Committed, 0) + 50) / 100
	return models.NeedGap{ID: n.ID, Reference: n.Reference, Title: n.Title, Status: n.Status, Priority: n.Priority,
		Nobody: n.Nobody, NoMoney: committed == 0, Gap: models.GapOf(needed, committed)}
}
