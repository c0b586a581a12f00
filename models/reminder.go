package models

import "time"

// Reminder is what one person is told of one object on one occasion; unique by rule, object, occasion and address, so that two people who
// share one are not told twice. Who may read it, and whose step it is, goes by the person.
type Reminder struct {
	ID             ID            `json:"id" gorm:"primaryKey"`
	CreatedAt      time.Time     `json:"created_at" gorm:"autoCreateTime:false"`
	Rule           string        `json:"rule"`
	SubjectType    string        `json:"subject_type"`
	SubjectID      ID            `json:"subject_id"`
	Reference      string        `json:"reference"`
	Occasion       string        `json:"occasion"`
	DueOn          Date          `json:"due_on"`
	Since          Date          `json:"-"`
	Rung           int           `json:"rung"`
	Role           RecipientRole `json:"role"`
	PersonID       ID            `json:"person_id" doc:"Whose step it is: a contact's id, or a user's. Null where that is not known of an old one."`
	Recipient      string        `json:"recipient"`
	RecipientName  string        `json:"recipient_name"`
	OrganisationID ID            `json:"organisation_id"`
	OutboxID       ID            `json:"outbox_id"`
	AtOnce         bool          `json:"at_once"`
	Courtesy       bool          `json:"courtesy"`
	ToldBefore     string        `json:"told_before"`
	HeldUntil      Date          `json:"held_until"`
	State          ReminderState `json:"-"`
	// Status is the reminder's own until it is attached to a mail, and then the mail's; Attempts, SentAt and LastError are the
	// mail's.
	Status    ReminderStatus `json:"status" gorm:"->"`
	Why       string         `json:"why"`
	Attempts  int            `json:"attempts" gorm:"->"`
	SentAt    *time.Time     `json:"sent_at" gorm:"->"`
	LastError string         `json:"last_error" gorm:"->"`
}

// ReminderState is where a reminder stands.
type ReminderState string

// The states of a reminder.
const (
	ReminderDue     ReminderState = "due"     // waits for its recipient's next mail
	ReminderSnoozed ReminderState = "snoozed" // snoozed until a day
	ReminderMailed  ReminderState = "mailed"  // attached to a mail
	ReminderDropped ReminderState = "dropped" // no longer needed; Why says so
)

// Values lists them.
func (ReminderState) Values() []string {
	return texts(ReminderDue, ReminderSnoozed, ReminderMailed, ReminderDropped)
}

// ReminderStatus is a reminder's own state until it is attached to a mail, and then the mail's status.
type ReminderStatus string

// Values lists them.
func (ReminderStatus) Values() []string {
	return append(texts(ReminderDue, ReminderSnoozed, ReminderDropped), MailStatus("").Values()...)
}

// Owed is what a scan finds: a step that is owed, by whom, and on which day it is said.
type Owed struct {
	Rule           string        `json:"rule"`
	SubjectType    string        `json:"subject_type"`
	SubjectID      ID            `json:"subject_id"`
	Reference      string        `json:"reference"`
	Occasion       string        `json:"occasion"`
	On             Date          `json:"on"`
	DueOn          Date          `json:"due_on"`
	Rung           int           `json:"rung"`
	Role           RecipientRole `json:"role" enum:"-"`
	PersonID       ID            `json:"person_id"`
	Recipient      string        `json:"recipient"`
	RecipientName  string        `json:"recipient_name"`
	OrganisationID ID            `json:"organisation_id"`
	AtOnce         bool          `json:"at_once"`
	Courtesy       bool          `json:"courtesy"`
	ToldBefore     string        `json:"told_before"`
	// Nobody names an organisation without a responsible person; then the managers are told.
	Nobody   string `json:"nobody"`
	NextStep string `json:"next_step"`
	DaysLate int    `json:"days_late"`
	Since    Date   `json:"-"`
	Language string `json:"-"`
}

// SnoozeInput snoozes one object.
type SnoozeInput struct {
	Until  Date   `json:"until" validate:"required" example:"2026-12-01"`
	Reason string `json:"reason" validate:"filled,max=1000" example:"The host agreement is signed next week"`
}

// Meta gives the engine the id for a cursor.
func (r *Reminder) Meta() *Base { return &Base{ID: r.ID} }
