package models

import (
	"time"
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

// OrganisationKinds lists what an organisation can be.
const OrganisationKinds = "un_entity government intergovernmental ngo private academic"

// Organisation implements, funds, leads or hosts; the same one may do several of these.
type Organisation struct {
	Base
	OrganisationInput
}

// OrganisationInput is what a manager writes about an organisation.
type OrganisationInput struct {
	Code           string `json:"code" validate:"filled,reference,max=40" example:"UNODC"`
	Name           string `json:"name" validate:"filled,max=200" example:"United Nations Office on Drugs and Crime"`
	Kind           string `json:"kind" validate:"filled,oneof=un_entity government intergovernmental ngo private academic" example:"un_entity"`
	IATIIdentifier string `json:"iati_identifier" validate:"max=100,excludesall=/&0x7C?" gorm:"column:iati_identifier" example:"XM-DAC-41128"`
	CountryCode    string `json:"country_code" validate:"omitempty,country"`
	// Listed organisations may be named to everybody; a donor that is not is known to others by number alone.
	Listed bool   `json:"listed"`
	Note   string `json:"note" validate:"max=2000"`
}

// Contact is a person at an organisation, or a national counterpart, to whom mails go.
type Contact struct {
	Base
	ContactInput
	// BouncedAt is since when no mail goes to the address, because its mail server refuses it; Bounce is what that said.
	BouncedAt *time.Time `json:"bounced_at" gorm:"-"`
	Bounce    string     `json:"bounce" gorm:"-"`
}

// ContactInput is what is written about a contact.
type ContactInput struct {
	OrganisationID ID     `json:"organisation_id" validate:"required"`
	Name           string `json:"name" validate:"filled,max=200"`
	Email          string `json:"email" validate:"filled,email,max=254"`
	Duty           string `json:"duty" validate:"filled,oneof=focal_point coordinator other" example:"focal_point"`
	Language       string `json:"language" validate:"omitempty,oneof=en fr es ru ar zh" example:"en"`
	TimeZone       string `json:"time_zone" validate:"omitempty,timezone" example:"Asia/Almaty"`
	Active         bool   `json:"active"`
}

// User is one person with one role, and one organisation or (national counterparts) one country.
type User struct {
	Base
	UserInput
}

// UserInput is what an admin writes about a user.
type UserInput struct {
	Name           string `json:"name" validate:"filled,max=200"`
	Email          string `json:"email" validate:"filled,email,max=254"`
	Role           Role   `json:"role" validate:"required,oneof=manager partner donor national admin" example:"partner"`
	OrganisationID ID     `json:"organisation_id"`
	CountryCode    string `json:"country_code" validate:"omitempty,country"`
	Language       string `json:"language" validate:"omitempty,oneof=en fr es ru ar zh" example:"en"`
	TimeZone       string `json:"time_zone" validate:"omitempty,timezone" example:"Asia/Almaty"`
	Active         bool   `json:"active"`
}

// Token is a bearer token. Only its SHA-256 is kept; Secret is set once, in the answer that creates it.
type Token struct {
	Base
	TokenInput
	Hash       []byte     `json:"-"`
	Prefix     string     `json:"prefix"`
	RevokedAt  *time.Time `json:"revoked_at"`
	LastUsedAt *time.Time `json:"last_used_at"`
	Secret     string     `json:"secret,omitempty" gorm:"-"`
}

// TokenInput asks for a token. Without an end it lives for 90 days; a year is the most.
type TokenInput struct {
	UserID    ID         `json:"user_id" validate:"required"`
	Name      string     `json:"name" validate:"filled,max=100" example:"Report script"`
	Scope     string     `json:"scope" validate:"filled,oneof=read write" example:"read"`
	ExpiresAt *time.Time `json:"expires_at"`
}
