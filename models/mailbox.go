package models

import "time"

// Mailbox is one person's mail settings, and whether mail reaches them.
type Mailbox struct {
	Base
	MailboxInput
	OrganisationID ID         `json:"organisation_id"`
	UserID         ID         `json:"user_id"`
	BouncedAt      *time.Time `json:"bounced_at"`
	Bounce         string     `json:"bounce"`
}

// MailboxInput is what people write about their mail. What they owe reaches them in any case.
type MailboxInput struct {
	Email string `json:"email" validate:"filled,email,max=254"`
	// NoCourtesy turns off courtesies.
	NoCourtesy bool `json:"no_courtesy"`
	// Morning is the hour, in the person's zone, from which the day's mail may come; the default when it is left out.
	Morning int `json:"morning" validate:"omitempty,min=5,max=20" example:"8" default:"8" doc:"From which hour of the day mails are sent."`
	// From AwayFrom to AwayUntil mails go to the deputy.
	AwayFrom    Date   `json:"away_from"`
	AwayUntil   Date   `json:"away_until"`
	DeputyEmail string `json:"deputy_email" validate:"omitempty,email,max=254"`
}

// DefaultMorning is the hour of the day's mail unless another was chosen.
const DefaultMorning = 8

// AwayOn tells whether the person is away on a day and has a deputy.
func (m Mailbox) AwayOn(day Date) bool {
	return m.DeputyEmail != "" && m.AwayFrom != "" && m.AwayFrom <= day && day <= m.AwayUntil
}
