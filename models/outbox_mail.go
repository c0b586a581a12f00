package models

import "time"

// OutboxMail is a mail that waits to be sent, or was. It is written in the transaction that gave cause for it.
type OutboxMail struct {
	ID           ID         `json:"id" gorm:"primaryKey"`
	CreatedAt    time.Time  `json:"created_at" gorm:"autoCreateTime:false"`
	Recipient    string     `json:"recipient"`
	Name         string     `json:"name"`
	ReplyTo      string     `json:"reply_to"`
	Subject      string     `json:"subject"`
	Language     string     `json:"language"`
	TextBody     string     `json:"-"`
	HTMLBody     string     `json:"-" gorm:"column:html_body"`
	MessageID    string     `json:"message_id"`
	Status       MailStatus `json:"status"`
	Attempts     int        `json:"attempts"`
	NextAt       time.Time  `json:"next_at"`
	ClaimedUntil *time.Time `json:"-"`
	LastError    string     `json:"last_error"`
	SentAt       *time.Time `json:"sent_at"`
	// LinkUserID is whom the sign-in link in it is for, "" for a mail without one. The link is made when the mail is sent,
	// and leads to LinkNext.
	LinkUserID ID     `json:"-"`
	LinkNext   string `json:"-"`
	// DigestKey makes the mail the only one of its kind, a person's of one day; nil for others.
	DigestKey *string `json:"-"`
	// Unsubscribe is where its reader can turn off what is optional in it.
	Unsubscribe string `json:"-"`
	// Unsure marks a mail that the mail server may have taken without saying so.
	Unsure bool `json:"-"`
}

// MailStatus is what became of a mail.
type MailStatus string

// The statuses of a mail. A dead one was given up, a merged one goes with another.
const (
	MailWaiting  MailStatus = "waiting"
	MailSent     MailStatus = "sent"
	MailRetrying MailStatus = "retrying"
	MailDead     MailStatus = "dead"
	MailMerged   MailStatus = "merged"
)

// Values lists them.
func (MailStatus) Values() []string {
	return texts(MailWaiting, MailSent, MailRetrying, MailDead, MailMerged)
}

// Meta gives the engine the id to stand a cursor on.
func (m *OutboxMail) Meta() *Base { return &Base{ID: m.ID} }
