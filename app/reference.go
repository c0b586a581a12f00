package app

import (
	"context"

	"qadam/app/store"
	"qadam/models"
)

// reference sets up the reference data. Codes are how others refer to them, so they never change.
func (a *App) reference() {
	a.Countries = &Resource[models.Country, models.CountryInput]{app: a, noun: store.Countries, name: "country",
		input:   func(c *models.Country) *models.CountryInput { return &c.CountryInput },
		prepare: fixedCode(func(c *models.Country) string { return c.Code }),
		follow: func(ctx context.Context, tx *store.Tx, old, c *models.Country) error {
			if old == nil || old.TimeZone == c.TimeZone {
				return nil
			}
			return a.moveSilence(ctx, tx, c.Code)
		}}
	a.Themes = &Resource[models.Theme, models.ThemeInput]{app: a, noun: store.Themes, name: "theme",
		input:   func(t *models.Theme) *models.ThemeInput { return &t.ThemeInput },
		prepare: fixedCode(func(t *models.Theme) string { return t.Code })}
	a.Instruments = &Resource[models.Instrument, models.InstrumentInput]{app: a, noun: store.Instruments, name: "instrument",
		input: func(i *models.Instrument) *models.InstrumentInput { return &i.InstrumentInput }}
	a.Provisions = &Resource[models.Provision, models.ProvisionInput]{app: a, noun: store.Provisions, name: "provision",
		input: func(p *models.Provision) *models.ProvisionInput { return &p.ProvisionInput },
		prepare: func(tx *store.Tx, _, p *models.Provision) error {
			return store.Instruments.See(tx, "/instrument_id", p.InstrumentID)
		}}
	a.Ratings = &Resource[models.Rating, models.RatingInput]{app: a, noun: store.Ratings, name: "rating",
		input:   func(r *models.Rating) *models.RatingInput { return &r.RatingInput },
		prepare: fixedCode(func(r *models.Rating) string { return r.Code })}
	a.Institutions = &Resource[models.Institution, models.InstitutionInput]{app: a, noun: store.Institutions, name: "institution",
		input: func(i *models.Institution) *models.InstitutionInput { return &i.InstitutionInput }, prepare: prepareInstitution}
	a.Rates = &Resource[models.Rate, models.RateInput]{app: a, noun: store.Rates, name: "rate",
		input: func(r *models.Rate) *models.RateInput { return &r.RateInput }}
}

// fixedCode refuses to change a code that other rows refer to.
func fixedCode[T any](code func(*T) string) func(*store.Tx, *T, *T) error {
	return func(_ *store.Tx, old, row *T) error {
		if old != nil && code(old) != code(row) {
			return models.Fault("/code", "The code stays %q: others refer to it.", code(old))
		}
		return nil
	}
}

// fixedReference refuses to change a reference that stands in mails and reports.
func fixedReference(old, now string) error {
	if old != now {
		return models.Fault("/reference", "The reference stays %q: it stands in mails and reports.", old)
	}
	return nil
}

func prepareInstitution(tx *store.Tx, _, i *models.Institution) error {
	return ownCountry(tx, i.CountryCode)
}

// ownCountry refuses a national counterpart that writes for another State, and a country that is not known here.
func ownCountry(tx *store.Tx, code string) error {
	if a := tx.Actor(); a.Role == models.National && code != a.CountryCode {
		return models.Fault("/country_code", "Give your own country, %s.", a.CountryCode)
	}
	return knownCountry(tx, "/country_code", code)
}

func knownCountry(tx *store.Tx, pointer, code string) error {
	if _, err := store.Countries.By(tx, "code", code); err != nil {
		return orFault(err, pointer, "There is no country %s here; GET /countries lists them.", code)
	}
	return nil
}

// orFault turns "not found" into a fault of a field; other errors pass.
func orFault(err error, pointer, format string, args ...any) error {
	if models.CodeOf(err) == models.NotFound {
		return models.Fault(pointer, format, args...)
	}
	return err
}
