package store

import "qadam/models"

// The reference data and the people. Whoever is signed in reads the former.
var (
	Countries = &Noun[models.Country]{Table: "countries", Scope: everyone,
		Filters: []Filter{codes("code", "countries.code IN ?", "ISO 3166-1 alpha-3 codes"), codes("region", "countries.region IN ?", "Regions")},
		Sorts:   []Sort{{Key: "code", Column: "countries.code"}},
		Load: func(_ *Tx, found []*models.Country) error {
			for _, c := range found {
				c.Names, c.Languages = models.CountryNames(c.Code), orEmpty(c.Languages)
			}
			return nil
		}}
	Organisations = &Noun[models.Organisation]{Table: "organisations", Scope: organisationScope,
		Filters: []Filter{codes("code", "organisations.code IN ?", "Codes"),
			enum("kind", "organisations.kind IN ?", []string{"un_entity", "government", "intergovernmental", "ngo", "private", "academic"})},
		Sorts: []Sort{{Key: "name", Column: "organisations.name"}, {Key: "code", Column: "organisations.code"}}}
	Contacts = &Noun[models.Contact]{Table: "contacts", Scope: ownOrganisation("contacts"),
		Filters: []Filter{ids("organisation_id", "contacts.organisation_id IN ?", "Organisations"), flag("active", "contacts.active = ?", "In duty")},
		Sorts:   []Sort{{Key: "name", Column: "contacts.name"}}, Load: bouncesOf}
	Users = &Noun[models.User]{Table: "users", Scope: userScope,
		Filters: []Filter{enum("role", "users.role IN ?", []string{"manager", "partner", "donor", "national", "admin"}),
			ids("organisation_id", "users.organisation_id IN ?", "Organisations"), flag("active", "users.active = ?", "May sign in")},
		Sorts: []Sort{{Key: "name", Column: "users.name"}, {Key: "email", Column: "users.email"}}}
	Tokens = &Noun[models.Token]{Table: "tokens", Scope: ofUser("tokens"),
		Filters: []Filter{ids("user_id", "tokens.user_id IN ?", "Users")}, Sorts: []Sort{byBirth("tokens")}}

	Themes = &Noun[models.Theme]{Table: "themes", Scope: everyone,
		Filters: []Filter{codes("code", "themes.code IN ?", "Codes")}, Sorts: []Sort{{Key: "position", Column: "themes.position", Number: true}, {Key: "code", Column: "themes.code"}}}
	Instruments = &Noun[models.Instrument]{Table: "instruments", Scope: everyone,
		Filters: []Filter{codes("code", "instruments.code IN ?", "Codes"), flag("binding", "instruments.binding = ?", "Legally binding")},
		Sorts:   []Sort{{Key: "year", Column: "instruments.year", Number: true}, {Key: "code", Column: "instruments.code"}}}
	Provisions = &Noun[models.Provision]{Table: "provisions", Scope: everyone,
		Filters: []Filter{ids("instrument_id", "provisions.instrument_id IN ?", "Instruments")}, Sorts: []Sort{{Key: "paragraph", Column: "provisions.paragraph"}}}
	Ratings      = &Noun[models.Rating]{Table: "ratings", Scope: everyone, Sorts: []Sort{{Key: "position", Column: "ratings.position", Number: true}}}
	Institutions = &Noun[models.Institution]{Table: "institutions", Scope: ownCountry("institutions"),
		Filters: []Filter{codes("country", "institutions.country_code IN ?", "Countries"), ids("institution_id", "institutions.id IN ?", "Institutions")}, Sorts: []Sort{{Key: "name", Column: "institutions.name"}}}
	Rates = &Noun[models.Rate]{Table: "rates", Scope: everyone,
		Filters: []Filter{codes("currency", "rates.currency IN ?", "Currencies"), since("from", "rates.on_date >= ?", "On or after"), until("to", "rates.on_date <= ?", "On or before")},
		Sorts:   []Sort{{Key: "on_date", Column: "rates.on_date", Desc: true}}}
	Rules = &Noun[models.ReminderRule]{Table: "reminder_rules", Scope: managersOnly, Sorts: []Sort{{Key: "code", Column: "reminder_rules.code"}},
		Filters: []Filter{codes("code", "reminder_rules.code IN ?", "Codes")}}
)

// RateFor gives the latest stored rate of a currency on or before a day.
func RateFor(tx *Tx, currency string, day models.Date) (*models.Rate, error) {
	r, err := one[models.Rate](tx, "SELECT * FROM rates WHERE currency = ? AND on_date <= ? ORDER BY on_date DESC LIMIT 1", currency, day)
	return &r, err
}
