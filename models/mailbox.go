package models

import "time"

// Mailbox is how one person wants to be written to, and whether mail reaches them.
type Mailbox struct {
	Base
	MailboxInput
	OrganisationID ID         `json:"organisation_id"`
	UserID         ID         `json:"user_id"`
	BouncedAt      *time.Time `json:"bounced_at"`
	Bounce         string     `json:"bounce"`
}

// MailboxInput is what people write about their mail. What they owe reaches them whatever they choose.
type MailboxInput struct {
	Email string `json:"email" validate:"filled,email,max=254"`
	// NoCourtesy turns off the notices for which nothing is owed.
	NoCourtesy bool `json:"no_courtesy"`
	// Morning is the hour, in the person's zone, from which the day's mail may come; the usual one when it is left out.
	Morning int `json:"morning" validate:"omitempty,min=5,max=20" example:"8"`
	// From AwayFrom to AwayUntil mails go to the deputy.
	AwayFrom    Date   `json:"away_from"`
	AwayUntil   Date   `json:"away_until"`
	DeputyEmail string `json:"deputy_email" validate:"omitempty,email,max=254"`
}

// UsualMorning is the hour of the day's mail where nobody chose another.
const UsualMorning = 8

// Away tells whether the person is away on a day, and somebody stands in.
func (m Mailbox) Away(day Date) bool {
	return m.DeputyEmail != "" && m.AwayFrom != "" && m.AwayFrom <= day && day <= m.AwayUntil
}
