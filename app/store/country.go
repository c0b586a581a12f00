package store

import (
	"qadam/i18n"
	"qadam/models"
)

// Countries are the States, with their regions, languages and time zones.
var Countries = &Noun[models.Country]{
	Table: "countries", Name: "country", Scope: everyone, Unrestricted: true,
	Filters: []Filter{
		countries("code", "countries.code IN ?"),
		listed("region", "countries.region IN ?", regionList),
	},
	Sorts: []Sort{{Key: "code", Column: "countries.code"}},
	Load: func(_ *Tx, found []*models.Country) error {
		for _, c := range found {
			c.Names, c.Languages = i18n.CountryNames(c.Code), orEmpty(c.Languages)
		}
		return nil
	},
}

// CountryTimeZones gives the time zone of each State.
func CountryTimeZones(tx *Tx) (map[string]string, error) {
	found, err := queryAll[models.Country](tx, "SELECT code, time_zone FROM countries")
	out := make(map[string]string, len(found))
	for _, c := range found {
		out[c.Code] = c.TimeZone
	}
	return out, err
}
