package register

import (
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// organisations makes the use cases of organisations.
func (a *Register) organisations() engine.Resource[models.Organisation, models.OrganisationInput] {
	return engine.NewResource(
		a.Engine,
		engine.Kind[models.Organisation, models.OrganisationInput]{Noun: store.Organisations,
			Input: func(o *models.Organisation) *models.OrganisationInput { return &o.OrganisationInput }},
	)
}
