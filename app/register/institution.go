package register

import (
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// institutions makes the use cases of institutions.
func (a *Register) institutions() engine.Resource[models.Institution, models.InstitutionInput] {
	return engine.NewResource(
		a.Engine,
		engine.Kind[models.Institution, models.InstitutionInput]{Noun: store.Institutions,
			Input: func(i *models.Institution) *models.InstitutionInput { return &i.InstitutionInput }, Prepare: prepareInstitution},
	)
}

func prepareInstitution(tx *store.Tx, _, i *models.Institution) error {
	return checkOwnCountry(tx, i.CountryCode)
}

// checkOwnCountry refuses a national counterpart that writes for another State, and a country that is not known here.
func checkOwnCountry(tx *store.Tx, code string) error {
	if a := tx.Actor(); a.Role == models.National && code != a.CountryCode {
		return models.Fault("/country_code", "Give your own country, %s.", a.CountryCode)
	}
	return engine.CheckCountry(tx, "/country_code", code)
}
