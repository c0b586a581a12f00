package app

import (
	"context"

	"qadam/app/store"
	"qadam/models"
)

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

func (a *App) countries() *Resource[models.Country, models.CountryInput] {
	return newResource(a.Engine, Kind[models.Country, models.CountryInput]{Noun: store.Countries, Name: "country",
		Input:   func(c *models.Country) *models.CountryInput { return &c.CountryInput },
		Prepare: fixedCode(func(c *models.Country) string { return c.Code }),
		Follow: func(ctx context.Context, tx *store.Tx, old, c *models.Country) error {
			if old == nil || old.TimeZone == c.TimeZone {
				return nil
			}
			return a.moveSilence(ctx, tx, c.Code)
		}})
}

func (a *App) themes() *Resource[models.Theme, models.ThemeInput] {
	return newResource(a.Engine, Kind[models.Theme, models.ThemeInput]{Noun: store.Themes, Name: "theme",
		Input:   func(t *models.Theme) *models.ThemeInput { return &t.ThemeInput },
		Prepare: fixedCode(func(t *models.Theme) string { return t.Code })})
}

func (a *App) instruments() *Resource[models.Instrument, models.InstrumentInput] {
	return newResource(a.Engine, Kind[models.Instrument, models.InstrumentInput]{Noun: store.Instruments, Name: "instrument",
		Input: func(i *models.Instrument) *models.InstrumentInput { return &i.InstrumentInput }})
}

func (a *App) provisions() *Resource[models.Provision, models.ProvisionInput] {
	return newResource(a.Engine, Kind[models.Provision, models.ProvisionInput]{Noun: store.Provisions, Name: "provision",
		Input: func(p *models.Provision) *models.ProvisionInput { return &p.ProvisionInput },
		Prepare: func(tx *store.Tx, _, p *models.Provision) error {
			return store.Instruments.See(tx, "/instrument_id", p.InstrumentID)
		}})
}

func (a *App) ratings() *Resource[models.Rating, models.RatingInput] {
	return newResource(a.Engine, Kind[models.Rating, models.RatingInput]{Noun: store.Ratings, Name: "rating",
		Input:   func(r *models.Rating) *models.RatingInput { return &r.RatingInput },
		Prepare: fixedCode(func(r *models.Rating) string { return r.Code })})
}

func (a *App) institutions() *Resource[models.Institution, models.InstitutionInput] {
	return newResource(a.Engine, Kind[models.Institution, models.InstitutionInput]{Noun: store.Institutions, Name: "institution",
		Input: func(i *models.Institution) *models.InstitutionInput { return &i.InstitutionInput }, Prepare: prepareInstitution})
}

func (a *App) rates() *Resource[models.Rate, models.RateInput] {
	return newResource(a.Engine, Kind[models.Rate, models.RateInput]{Noun: store.Rates, Name: "rate",
		Input: func(r *models.Rate) *models.RateInput { return &r.RateInput }})
}
