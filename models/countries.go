package models

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// UNLanguages are the six official languages of the United Nations.
var UNLanguages = []string{"ar", "en", "es", "fr", "ru", "zh"}

// CountryNames gives a State's name in the six UN languages from CLDR, by its ISO 3166-1 alpha-3 code.
func CountryNames(alpha3 string) map[string]string {
	region, err := language.ParseRegion(alpha3)
	if err != nil {
		return map[string]string{}
	}
	names := make(map[string]string, len(UNLanguages))
	for _, l := range UNLanguages {
		names[l] = display.Regions(language.MustParse(l)).Name(region)
	}
	return names
}

// IsCountry tells whether a code is an ISO 3166-1 alpha-3 code of a country.
func IsCountry(alpha3 string) bool {
	region, err := language.ParseRegion(alpha3)
	return err == nil && len(alpha3) == 3 && region.ISO3() == alpha3 && region.IsCountry()
}
