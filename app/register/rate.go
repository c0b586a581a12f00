package register

import (
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// rates makes the use cases of rates.
func (a *Register) rates() engine.Resource[models.Rate, models.RateInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Rate, models.RateInput]{Noun: store.Rates,
		Input: func(r *models.Rate) *models.RateInput { return &r.RateInput }})
}
