package matching

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// Absorption gives the load on institutions by month, from one month to another ("2026-11"): the next twelve where none is named.
func (a *Matching) Absorption(ctx context.Context, actor models.Actor, from, to string, q models.ListQuery) (*models.Absorption, error) {
	if err := engine.Allow(actor, "institution.load"); err != nil {
		return nil, err
	}
	day := models.DateOf(a.Store().Now())
	if from == "" {
		from = string(day[:7])
	}
	if _, err := models.ParseDate(from + "-01"); err != nil {
		return nil, models.Fault("from", "Give a month, such as 2026-11.")
	}
	if to == "" {
		to = string(models.Date(from + "-01").AddMonths(11)[:7])
	}
	if _, err := models.ParseDate(to + "-01"); err != nil {
		return nil, models.Fault("to", "Give a month, such as 2027-10.")
	}
	months := models.Months(from, to)
	if len(months) == 0 || len(months) > models.MaxMonths {
		return nil, models.Fault("to", "Give a month from the first one on, at most %d months.", models.MaxMonths)
	}
	return engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Absorption, error) {
		touches, err := store.Engagements(tx, q, models.Date(from+"-01"), models.Date(to+"-01").AddMonths(1).AddDays(-1))
		if err != nil {
			return nil, err
		}
		return models.AbsorptionOf(months, touches), nil
	})
}
