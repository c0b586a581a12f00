package matching

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// AddGap sums the gaps of the open needs for those who may know them.
func AddGap(tx *store.Tx, o *models.Overview) error {
	if !engine.MayRole(tx.Actor().Role, "need.gaps") && tx.Actor().Role != models.System {
		return nil
	}
	rates, err := engine.LatestRates(tx)
	if err != nil {
		return err
	}
	open, err := store.OpenCosts(tx)
	if err != nil {
		return err
	}
	o.Gap.Add(models.Gap{})
	for i := range open {
		m := open[i].Money(rates)
		if m.NoMoney {
			o.Counts["no_money"]++
		}
		o.Gap.Add(m.Gap)
	}
	o.Rates = rates.Used()
	return nil
}

// Gaps gives the open needs without an answer, without money (some may wait to be allotted) or with too little, by rank.
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
		rates, err := engine.LatestRates(tx)
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
func fillGaps(tx *store.Tx, q models.ListQuery, limit int, rates *models.RateTable, page *models.Page[models.NeedGap]) error {
	var last store.OpenNeed
	for size := limit + 1; ; size *= 2 {
		open, err := store.OpenNeeds(tx, q, size)
		if err != nil {
			return err
		}
		for _, n := range open {
			g := GapOf(n, rates)
			if !g.Nobody && g.Committed.Minor > 0 && g.Missing.Minor == 0 {
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

// GapOf finds an open need's gap.
func GapOf(n store.OpenNeed, rates *models.RateTable) models.NeedGap {
	return models.NeedGap{ID: n.ID, Reference: n.Reference, Title: n.Title, Status: n.Status, Priority: n.Priority,
		Nobody: n.Cover() == models.CoverNobody, NeedMoney: n.Money(rates)}
}
