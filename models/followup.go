package models

import (
	"slices"
	"time"
)

// ReminderRule says what is owed, when it is chased and whom; rules are data that an admin edits.
type ReminderRule struct {
	Base
	ReminderRuleInput
}

// What a rule can watch: the event that starts its clock.
const (
	WatchMilestone   = "milestone"         // the due date of a milestone
	WatchUpdate      = "update"            // the newest update of a project; its reporting cycle is the length
	WatchNews        = "activity_news"     // the newest word on an activity
	WatchUnmatched   = "need_unmatched"    // a need was agreed
	WatchDraft       = "draft_report"      // a mission's draft report was sent to the State
	WatchReport      = "final_report"      // a mission's final report was sent to the State
	WatchMet         = "need_met"          // a need was referred
	WatchSilence     = "silence_procedure" // a consent was asked for; it takes effect at the clock's end
	WatchExpiry      = "consent_expiry"    // a consent expires
	WatchDonorReport = "donor_report"      // an agreement asks for a report
)

// ReminderRuleInput is what an admin writes about a rule. The clock begins with the event that the rule watches and ends
// Days days and Months months later; the ladder counts from that end.
type ReminderRuleInput struct {
	Code    string `json:"code" validate:"filled,slug,max=60" example:"milestone_due"`
	Name    string `json:"name" validate:"filled,max=200"`
	Active  bool   `json:"active"`
	Watches string `json:"watches" validate:"filled,oneof=milestone update activity_news need_unmatched draft_report final_report need_met silence_procedure consent_expiry donor_report" example:"milestone"`
	Days    int    `json:"days" validate:"min=0,max=730"`
	Months  int    `json:"months" validate:"min=0,max=60"`
	Ladder  []Rung `json:"ladder" validate:"max=20,unique=Offset,dive" gorm:"serializer:list"`
	// Wording is a sentence of the installation's own, one a language, that its mails show.
	Wording []Wording `json:"wording" validate:"max=6,unique=Language,dive" gorm:"serializer:list"`
}

// Rung is one step of a ladder: so many working days after the clock's end, negative before it, and who is told then.
type Rung struct {
	Offset int      `json:"offset" validate:"min=-60,max=60" example:"-14"`
	To     []string `json:"to" validate:"required,min=1,max=5,unique,dive,oneof=responsible focal_point coordinator manager national"`
	// AtOnce sends a mail of its own, whatever the hour; else it waits for the morning's mail.
	AtOnce bool `json:"at_once"`
	// Courtesy marks a notice that nobody owes anything for: its recipient may turn such mails off.
	Courtesy bool `json:"courtesy"`
}

// Wording is one sentence in one language.
type Wording struct {
	Language string `json:"language" validate:"filled,oneof=en fr es ru ar zh" example:"en"`
	Text     string `json:"text" validate:"filled,max=300"`
}

// WordsIn gives the rule's own sentence in a language, else in English, else "".
func (r ReminderRule) WordsIn(language string) string {
	english := ""
	for _, w := range r.Wording {
		if w.Language == language {
			return w.Text
		}
		if w.Language == "en" {
			english = w.Text
		}
	}
	return english
}

// End gives when the clock of an event on a day ends. Months that an object brings itself come on top.
func (r ReminderRule) End(event Date, months int) Date {
	if r.Months+months != 0 {
		event = event.AddMonths(r.Months + months)
	}
	return event.AddDays(r.Days)
}

// The states of a reminder before a mail carries it; after that its status is the mail's.
const (
	ReminderDue     = "due"     // waits for its recipient's next mail
	ReminderSnoozed = "snoozed" // held back until a day
	ReminderMailed  = "mailed"  // a mail carries it
	ReminderDropped = "dropped" // not needed any more; Why says so
)

// ReminderStatuses are all that a reminder's status can be.
var ReminderStatuses = []string{"due", "snoozed", "dropped", "waiting", "sent", "retrying", "dead", "merged"}

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
	Since          Date      `json:"-"`
	Rung           int       `json:"rung"`
	Role           string    `json:"role" enum:"responsible,focal_point,coordinator,manager,national,deputy"`
	Recipient      string    `json:"recipient"`
	RecipientName  string    `json:"recipient_name"`
	OrganisationID ID        `json:"organisation_id"`
	OutboxID       ID        `json:"outbox_id"`
	AtOnce         bool      `json:"at_once"`
	Courtesy       bool      `json:"courtesy"`
	ToldBefore     string    `json:"told_before"`
	HeldUntil      Date      `json:"held_until"`
	State          string    `json:"-"`
	// Status is the reminder's own until a mail carries it, and then the mail's; Attempts, SentAt and LastError are the mail's.
	Status    string     `json:"status" gorm:"->" enum:"due,snoozed,dropped,waiting,sent,retrying,dead,merged"`
	Why       string     `json:"why"`
	Attempts  int        `json:"attempts" gorm:"->"`
	SentAt    *time.Time `json:"sent_at" gorm:"->"`
	LastError string     `json:"last_error" gorm:"->"`
}

// Owed is what a scan finds: a step that somebody owes, on which day it is said, and who that is.
type Owed struct {
	Rule           string `json:"rule"`
	SubjectType    string `json:"subject_type"`
	SubjectID      ID     `json:"subject_id"`
	Reference      string `json:"reference"`
	Occasion       string `json:"occasion"`
	On             Date   `json:"on"`
	DueOn          Date   `json:"due_on"`
	Rung           int    `json:"rung"`
	Role           string `json:"role"`
	Recipient      string `json:"recipient"`
	RecipientName  string `json:"recipient_name"`
	OrganisationID ID     `json:"organisation_id"`
	AtOnce         bool   `json:"at_once"`
	Courtesy       bool   `json:"courtesy"`
	ToldBefore     string `json:"told_before"`
	// Nobody names the organisation at which nobody is responsible, where the managers are told of that.
	Nobody   string `json:"nobody"`
	NextStep string `json:"next_step"`
	DaysLate int    `json:"days_late"`
	Since    Date   `json:"-"`
	Language string `json:"-"`
}

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
	Status       string     `json:"status" enum:"waiting,sent,retrying,dead,merged"`
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

// Meta gives the engine the id to stand a cursor on.
func (r *Reminder) Meta() *Base { return &Base{ID: r.ID} }

// Meta gives the engine the id to stand a cursor on.
func (m *OutboxMail) Meta() *Base { return &Base{ID: m.ID} }

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

// SnoozeInput holds back what concerns one object.
type SnoozeInput struct {
	Until  Date   `json:"until" validate:"required" example:"2026-12-01"`
	Reason string `json:"reason" validate:"filled,max=1000" example:"The host agreement is signed next week"`
}

// ReportDeadline is what a donor's agreement asks for: a report that covers the time up to a day, by another day. It is met
// when a report is issued that covers it.
type ReportDeadline struct {
	Base
	ReportDeadlineInput
	MetOn Date `json:"met_on" gorm:"->"`
}

// ReportDeadlineInput is what a manager writes about it.
type ReportDeadlineInput struct {
	OrganisationID ID     `json:"organisation_id" validate:"required"`
	Agreement      string `json:"agreement" validate:"filled,max=200" example:"Grant agreement 12/2021"`
	CoversTo       Date   `json:"covers_to" validate:"required" example:"2026-12-31"`
	DueOn          Date   `json:"due_on" validate:"required" example:"2027-03-31"`
	Note           string `json:"note" validate:"max=1000"`
}

// Clock is one that an event started: when it ends, and whether it was met.
type Clock struct {
	Watches     string `json:"watches"`
	Rule        string `json:"rule"`
	SubjectType string `json:"subject_type"`
	SubjectID   ID     `json:"subject_id"`
	Reference   string `json:"reference"`
	StartedOn   Date   `json:"started_on"`
	EndsOn      Date   `json:"ends_on"`
	MetOn       Date   `json:"met_on"`
	State       string `json:"state" enum:"running,overdue,met,stopped"`
	// Reason says why it was adjusted, and AdjustedBy who did; "" where it was not.
	Reason     string `json:"reason"`
	AdjustedBy string `json:"adjusted_by"`
	// Edition counts the changes of all that decides when it ends, and whether it was met; ChangedAt is the latest of them.
	Edition   int       `json:"-"`
	ChangedAt time.Time `json:"-"`
}

// ClockInput gives a clock another end, or says that it was met. Those of consents end when the ledger says so.
type ClockInput struct {
	Watches   string `json:"watches" validate:"filled,oneof=draft_report final_report need_met" example:"draft_report"`
	SubjectID ID     `json:"subject_id" validate:"required"`
	EndsOn    Date   `json:"ends_on" example:"2027-02-15"`
	MetOn     Date   `json:"met_on"`
	Reason    string `json:"reason" validate:"filled,max=1000" example:"The State asked for two more weeks"`
}

// Ended tells that the clock runs no more.
func (c Clock) Ended() bool { return c.State == "met" || c.State == "stopped" }

// MissionClocks are the clocks that a mission's events started. They have the mission's version: who adjusts one changes that.
type MissionClocks struct {
	MissionID ID      `json:"mission_id"`
	Version   int     `json:"version"`
	Reference string  `json:"reference"`
	Clocks    []Clock `json:"clocks"`
}

// Meta gives the version with which an ETag begins.
func (m *MissionClocks) Meta() *Base { return &Base{ID: m.MissionID, Version: m.Version} }

// Find gives one of them.
func (m *MissionClocks) Find(watches string, subject ID) (Clock, bool) {
	for _, c := range m.Clocks {
		if c.Watches == watches && c.SubjectID == subject {
			return c, true
		}
	}
	return Clock{}, false
}

// Started is a clock as the store finds it: its event, and what was said of it since.
type Started struct {
	Watches, SubjectType, Reference string
	SubjectID                       ID
	StartedOn, DueOn, MetOn         Date
	Reason, AdjustedBy              string
	// Answered and Over tell that the object itself says that the clock was met, or that it does not matter any more.
	Answered, Over bool
	// Edition and ChangedAt are those of the object.
	Edition   int
	ChangedAt time.Time
}

// Under gives the clock as a rule counts it, on a day.
func (s Started) Under(r ReminderRule, today Date) Clock {
	c := Clock{Watches: s.Watches, Rule: r.Code, SubjectType: s.SubjectType, SubjectID: s.SubjectID, Reference: s.Reference,
		StartedOn: s.StartedOn, EndsOn: s.DueOn, MetOn: s.MetOn, Reason: s.Reason, AdjustedBy: s.AdjustedBy, State: "running",
		Edition: s.Edition + r.Version, ChangedAt: slices.MaxFunc([]time.Time{s.ChangedAt, r.UpdatedAt}, time.Time.Compare)}
	if c.EndsOn == "" {
		c.EndsOn = r.End(s.StartedOn, 0)
	}
	switch {
	case s.MetOn != "" || s.Answered:
		c.State = "met"
	case s.Over:
		c.State = "stopped"
	case c.EndsOn < today:
		c.State = "overdue"
	}
	return c
}
