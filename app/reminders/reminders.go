// Package reminders holds rules and their ladders, the scan for what is owed, digests, calendars, clocks, deadlines and
// mailboxes.
package reminders

import (
	"qadam/app/consent"
	"qadam/app/engine"
	"qadam/app/outbox"
	"qadam/app/register"
	"qadam/app/updatelink"
	"qadam/models"
)

// FollowUp is the use cases of the package.
type FollowUp struct {
	*engine.Engine
	outbox   *outbox.Queue
	consent  *consent.Ledger
	register *register.Register
	links    *updatelink.Links

	Rules           engine.Resource[models.ReminderRule, models.ReminderRuleInput]
	Reminders       engine.Resource[models.Reminder, engine.None]
	Calendars       engine.Resource[models.Calendar, models.CalendarInput]
	Mailboxes       engine.Resource[models.Mailbox, models.MailboxInput]
	ReportDeadlines engine.Resource[models.ReportDeadline, models.ReportDeadlineInput]
}

// New makes the use cases over the engine and the packages that they use.
func New(e *engine.Engine, o *outbox.Queue, c *consent.Ledger, r *register.Register, l *updatelink.Links) *FollowUp {
	a := &FollowUp{Engine: e, outbox: o, consent: c, register: r, links: l}
	a.Rules = a.rules()
	a.Reminders = a.reminders()
	a.Calendars = a.calendars()
	a.Mailboxes = a.mailboxes()
	a.ReportDeadlines = a.reportDeadlines()
	return a
}
