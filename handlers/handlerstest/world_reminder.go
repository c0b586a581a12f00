package handlerstest

import (
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// reminderVisibility says who sees what is made here.
var reminderVisibility = []Visibility{
	{"/reminders", "reminder", managers + "partner1"}, {"/reminders", "reminder of partner2", managers + "partner2"},
	{"/calendars", "calendar", everybody}, {"/calendars", "calendar of donor", managers + "donorA"},
	{"/mailboxes", "mailbox", managers + "partner1"}, {"/mailboxes", "mailbox of donorB", managers + "donorB"},
	{"/report-deadlines", "report_deadline", managers},
	{"/reminder-rules", "rule", managers},
	{"/outbox", "outbox", managers},
	{"/audit", "audit", managers},
}

// contactAt gives the address of a contact.
func (w *World) contactAt(name string) string {
	w.T.Helper()
	c, err := w.App.Contacts.Get(w.Ctx, engine.System(), w.IDs[name])
	if err != nil {
		w.T.Fatal(err)
	}
	return c.Email
}

// remind makes rules, the reminders of a late milestone, and a mail that was given up.
func (w *World) remind() {
	w.T.Helper()
	Create(w, "rule", w.App.Rules, models.ReminderRuleInput{Code: "milestone_overdue", Name: "Overdue", Active: true,
		Watches: models.WatchMilestone, Ladder: []models.Rung{{Offset: 1, To: []models.RecipientRole{models.RecipientResponsible,
			models.RecipientManager}}}})
	Create(w, "rule 2", w.App.Rules, models.ReminderRuleInput{Code: "activity_stale", Name: "No news", Watches: models.WatchNews, Days: 30})
	Create(w, "rule 3", w.App.Rules, models.ReminderRuleInput{Code: "final_report", Name: "Response", Active: true,
		Watches: models.WatchReport, Months: 6, Ladder: []models.Rung{{Offset: 0, To: []models.RecipientRole{models.RecipientNational}}}})
	Create(w, "calendar", w.App.Calendars, models.CalendarInput{CountryCode: "KAZ", TimeZone: "Asia/Almaty",
		Weekend: []models.Weekday{models.Saturday, models.Sunday}, Source: "Fiction",
		Days: []models.CalendarDay{{OnDate: "2026-12-16", Name: "Day off", Source: "Fiction"}}})
	Create(w, "calendar of donor", w.App.Calendars, models.CalendarInput{OrganisationID: w.IDs["donor"], TimeZone: "Europe/Paris",
		Weekend: []models.Weekday{models.Sunday}, Source: "Fiction"})
	// The managers' mails are made in the morning; what the partners owe waits until the evening.
	Create(w, "mailbox", w.App.Mailboxes, models.MailboxInput{Email: w.contactAt("contact 0"), Morning: 20})
	Create(w, "mailbox of partner2", w.App.Mailboxes, models.MailboxInput{Email: w.contactAt("contact 2"), Morning: 20})
	donor, err := w.App.Users.Get(w.Ctx, engine.System(), w.IDs["user donorB"])
	if err != nil {
		w.T.Fatal(err)
	}
	Create(w, "mailbox of donorB", w.App.Mailboxes, models.MailboxInput{Email: donor.Email, Morning: 9})
	Create(w, "report_deadline", w.App.ReportDeadlines, models.ReportDeadlineInput{OrganisationID: w.IDs["donorB"], Agreement: "Agreement",
		CoversTo: "2026-12-31", DueOn: "2027-03-31"})
	if n, err := w.App.ScanReminders(w.Ctx, WorldStart); err != nil || n < 2 {
		w.T.Fatalf("%d reminders: %v", n, err)
	}
	if n, err := w.App.ComposeMails(w.Ctx); err != nil || n < 2 {
		w.T.Fatalf("%d mails: %v", n, err)
	}
	err = w.App.Store().Update(w.Ctx, engine.System(), func(tx *store.Tx) error {
		mails, err := store.ClaimMails(tx, 1, time.Minute)
		if err != nil {
			return err
		}
		w.IDs["outbox"] = mails[0].ID
		mails[0].Status, mails[0].LastError = models.MailDead, "550 no such mailbox"
		_, err = store.MarkMail(tx, mails[0])
		return err
	})
	if err != nil {
		w.T.Fatal(err)
	}
	for name, of := range map[string]string{"reminder": "partner", "reminder of partner2": "partner2"} {
		list, err := w.App.Reminders.List(w.Ctx, models.Actor{Role: models.Partner, OrganisationID: w.IDs[of], CanWrite: true},
			models.ListQuery{})
		if err != nil || len(list.Items) == 0 {
			w.T.Fatalf("%s: %v, %v", name, list, err)
		}
		w.IDs[name] = list.Items[0].ID
	}
	changes, err := w.App.Changes.List(w.Ctx, engine.System(), models.ListQuery{Limit: 1})
	if err != nil {
		w.T.Fatal(err)
	}
	w.IDs["audit"] = changes.Items[0].ID
}

// work makes work that was begun long ago, and done.
func (w *World) work() {
	w.T.Helper()
	err := w.App.Store().Update(w.Ctx, engine.System(), func(tx *store.Tx) error {
		made, err := store.AddWork(tx, models.WorkRank, w.IDs["scheme"], 3)
		w.IDs["work"] = made.ID
		return err
	})
	if err != nil {
		w.T.Fatal(err)
	}
}
