package models

// User is one person with one role, and one organisation or (national counterparts) one country. Who has an organisation is one of its
// contacts, too: the same record, with the same id.
type User struct {
	Base
	UserInput
	Named `gorm:"embedded"`
}

// Named is by what a person is told from others.
type Named struct {
	NameKey string `json:"-" gorm:"->:false;<-"`
	// SharesAddress is set where another person of the organisation had the address first, before the two were one kind of record.
	SharesAddress bool `json:"-"`
}

// UserInput is what an admin writes about a user.
type UserInput struct {
	Name           string `json:"name" validate:"filled,max=200"`
	Email          string `json:"email" validate:"filled,email,max=254"`
	Role           Role   `json:"role" validate:"required,enum" example:"partner"`
	OrganisationID ID     `json:"organisation_id"`
	CountryCode    string `json:"country_code" validate:"omitempty,country"`
	Language       string `json:"language" validate:"omitempty,language" example:"en"`
	TimeZone       string `json:"time_zone" validate:"omitempty,timezone" example:"Asia/Almaty"`
	Active         bool   `json:"active" default:"true"`
}
