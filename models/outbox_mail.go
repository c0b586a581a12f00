package models

import "time"

// OutboxMail is a mail that waits to be sent, or was. It is written in the transaction that causes it.
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
	// LinkUserID is the user of the sign-in link in it, "" for a mail without one. The link is made when the mail is sent, and
	// leads to LinkNext.
	LinkUserID ID     `json:"-"`
	LinkNext   string `json:"-"`
	// DigestKey is unique: a digest's person and day; nil for other mails.
	DigestKey *string `json:"-"`
	// Unsubscribe is where its recipient can turn off courtesies.
	Unsubscribe string `json:"-"`
	// Unsure marks a mail whose outcome is unknown: the mail server may have taken it.
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

// Meta gives the engine the id for a cursor.
func (m *OutboxMail) Meta() *Base { return &Base{ID: m.ID} }
