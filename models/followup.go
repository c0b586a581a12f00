package models

import "time"

// ReminderRule says what is owed, when it is chased and whom; rules are data that an admin edits.
type ReminderRule struct {
	Base
	ReminderRuleInput
}

// ReminderRuleInput is what an admin writes about a rule; its code says what kind of occasion it is about. Offsets are in days after the date of the occasion,
// negative before it; Days is how long nothing may have been heard, for the rules that wait for news.
type ReminderRuleInput struct {
	Code    string `json:"code" validate:"required,oneof=milestone_due milestone_overdue activity_stale need_unmatched" example:"milestone_due"`
	Name    string `json:"name" validate:"required,max=200"`
	Active  bool   `json:"active"`
	Offsets []int  `json:"offsets" validate:"max=20,unique,dive,min=-365,max=365" gorm:"serializer:list"`
	Days    int    `json:"days" validate:"min=0,max=730"`
}

// Reminder is one thing that one person was told, or is about to be, on one occasion; unique by those three and the rule.
type Reminder struct {
	ID             ID        `json:"id" gorm:"primaryKey"`
	CreatedAt      time.Time `json:"created_at" gorm:"autoCreateTime:false"`
	Rule           string    `json:"rule"`
	SubjectType    string    `json:"subject_type"`
	SubjectID      ID        `json:"subject_id"`
	Reference      string    `json:"reference"`
	Occasion       string    `json:"occasion"`
	DueOn          Date      `json:"due_on"`
	Recipient      string    `json:"recipient"`
	RecipientName  string    `json:"recipient_name"`
	OrganisationID ID        `json:"organisation_id"`
	OutboxID       ID        `json:"outbox_id"`
	// Status, Attempts, SentAt and LastError are those of the mail that carries it.
	Status    string     `json:"status" gorm:"->" enum:"waiting,sent,retrying,dead"`
	Attempts  int        `json:"attempts" gorm:"->"`
	SentAt    *time.Time `json:"sent_at" gorm:"->"`
	LastError string     `json:"last_error" gorm:"->"`
}

// Owed is what a scan finds: a step that somebody owes, and who that is.
type Owed struct {
	Rule, SubjectType, Reference, Occasion  string
	SubjectID, OrganisationID               ID
	DueOn                                   Date
	Recipient, RecipientName, Language      string
	OrganisationName, NextStep, ManagerName string
	DaysLate                                int
}

// OutboxMail is a mail that waits to be sent, or was. It is written in the transaction that gave cause for it.
type OutboxMail struct {
	ID           ID         `json:"id" gorm:"primaryKey"`
	CreatedAt    time.Time  `json:"created_at" gorm:"autoCreateTime:false"`
	Recipient    string     `json:"recipient"`
	Name         string     `json:"name"`
	ReplyTo      string     `json:"reply_to"`
	Subject      string     `json:"subject"`
	TextBody     string     `json:"-"`
	HTMLBody     string     `json:"-" gorm:"column:html_body"`
	MessageID    string     `json:"message_id"`
	Status       string     `json:"status" enum:"waiting,sent,retrying,dead"`
	Attempts     int        `json:"attempts"`
	NextAt       time.Time  `json:"next_at"`
	ClaimedUntil *time.Time `json:"-"`
	LastError    string     `json:"last_error"`
	SentAt       *time.Time `json:"sent_at"`
	// LinkUserID is whom the sign-in link in it is for, "" for a mail without one. The link is made when the mail is sent,
	// and leads to LinkNext.
	LinkUserID ID     `json:"-"`
	LinkNext   string `json:"-"`
}

// Meta gives the engine the id to stand a cursor on.
func (r *Reminder) Meta() *Base { return &Base{ID: r.ID} }

// Meta gives the engine the id to stand a cursor on.
func (m *OutboxMail) Meta() *Base { return &Base{ID: m.ID} }
