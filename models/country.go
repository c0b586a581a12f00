package models

// Country is a State, by its ISO 3166-1 alpha-3 code; its names are those of the room i18n.
type Country struct {
	Base
	CountryInput
	Names map[string]string `json:"names" gorm:"-" doc:"By language: ar, en, es, fr, ru, zh."`
}

// CountryInput is what an admin writes about a country.
type CountryInput struct {
	Code     string `json:"code" validate:"filled,country" example:"KAZ"`
	Region   string `json:"region" validate:"max=100" example:"Central Asia"`
	TimeZone string `json:"time_zone" validate:"filled,timezone" example:"Asia/Almaty"`
	// Languages are those in which work can be done there.
	Languages []string `json:"languages" validate:"max=20,unique,dive,bcp47_language_tag" gorm:"serializer:list" doc:"Language tags."`
	Note      string   `json:"note" validate:"max=2000"`
}
