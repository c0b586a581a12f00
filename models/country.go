package models

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Country is a State, by its ISO 3166-1 alpha-3 code; names in the six UN languages come from CLDR.
type Country struct {
	Base
	CountryInput
	Names map[string]string `json:"names" gorm:"-"`
}

// CountryInput is what an admin writes about a country.
type CountryInput struct {
	Code     string `json:"code" validate:"filled,country" example:"KAZ"`
	Region   string `json:"region" validate:"max=100" example:"Central Asia"`
	TimeZone string `json:"time_zone" validate:"filled,timezone" example:"Asia/Almaty"`
	// Languages are those in which work can be done there.
	Languages []string `json:"languages" validate:"max=20,unique,dive,bcp47_language_tag" gorm:"serializer:list"`
	Note      string   `json:"note" validate:"max=2000"`
}

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
