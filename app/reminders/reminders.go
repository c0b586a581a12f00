// Package reminders holds rules and their ladders, the scan for what is owed, digests, calendars, clocks, deadlines and
// mailboxes.
package reminders

import (
	"context"

	"qadam/app/consent"
	"qadam/app/engine"
	"qadam/app/outbox"
	"qadam/app/register"
	"qadam/app/store"
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
	o.Register(outbox.Step{Taken: a.mailTaken})
	r.OnReturned(a.tellReturned)
	return a
}

// mailTaken begins the silence procedures of which a State has now been told.
func (a *FollowUp) mailTaken(ctx context.Context, tx *store.Tx, m models.OutboxMail) error {
	if m.DigestKey == nil { // it carries no reminder
		return nil
	}
	told, err := store.RequestsToldBy(tx, m.ID)
	if err != nil {
		return err
	}
	return a.consent.BeginSilenceIn(ctx, tx, told)
}
