package models

import "time"

// Contact is a person at an organisation, or a national counterpart, to whom mails go. Who has an account is the same record as the
// user, with the same id.
type Contact struct {
	Base
	ContactInput
	// Account tells that the person signs in: then only an admin changes its name, address and organisation, and whether it is active.
	Account bool `json:"account" gorm:"-"`
	Named   `gorm:"embedded"`
	// BouncedAt is since when the mail server refuses the address, so that no mail goes to it; Bounce is its reply.
	BouncedAt *time.Time `json:"bounced_at" gorm:"-"`
	Bounce    string     `json:"bounce" gorm:"-"`
}

// ContactInput is what is written about a contact.
type ContactInput struct {
	OrganisationID ID     `json:"organisation_id" validate:"required"`
	Name           string `json:"name" validate:"filled,max=200"`
	Email          string `json:"email" validate:"filled,email,max=254"`
	Duty           Duty   `json:"duty" validate:"filled,enum" example:"focal_point"`
	Language       string `json:"language" validate:"omitempty,language" example:"en"`
	TimeZone       string `json:"time_zone" validate:"omitempty,timezone" example:"Asia/Almaty"`
	Active         bool   `json:"active" default:"true"`
}

// Duty is what a contact does for its organisation.
type Duty string

// The duties of a contact.
const (
	DutyFocalPoint  Duty = "focal_point"
	DutyCoordinator Duty = "coordinator"
	DutyOther       Duty = "other"
)

// Values lists them.
func (Duty) Values() []string { return texts(DutyFocalPoint, DutyCoordinator, DutyOther) }
