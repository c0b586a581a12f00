package register

import (
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// provisions makes the use cases of provisions.
func (a *Register) provisions() engine.Resource[models.Provision, models.ProvisionInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Provision, models.ProvisionInput]{Noun: store.Provisions,
		Input: func(p *models.Provision) *models.ProvisionInput { return &p.ProvisionInput },
		Prepare: func(tx *store.Tx, _, p *models.Provision) error {
			return store.Instruments.RequireVisible(tx, "/instrument_id", p.InstrumentID)
		}})
}
