package register

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// countries makes the use cases of countries.
func (a *Register) countries() engine.Resource[models.Country, models.CountryInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Country, models.CountryInput]{Noun: store.Countries,
		Input:   func(c *models.Country) *models.CountryInput { return &c.CountryInput },
		Prepare: engine.FixedCode(func(c *models.Country) string { return c.Code }),
		After: func(ctx context.Context, tx *store.Tx, old, c *models.Country) error {
			if old == nil || old.TimeZone == c.TimeZone {
				return nil
			}
			return a.consent.RescheduleSilence(ctx, tx, c.Code)
		}})
}
