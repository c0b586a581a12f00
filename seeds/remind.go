package seeds

import (
	"qadam/app/engine"
	"qadam/models"
)

// remind plans that reminders are found and mails are made as time goes by, so that both are there in each state that comes without a mail
// server: what is due, held back, mailed, not needed any more; mails that wait, and that went into another one.
func (l *loader) remind(today models.Date) {
	l.at(today.AddDays(-40), rankRemind, "overlaps", func() error {
		_, err := l.app.ScanOverlaps(l.ctx)
		return err
	})
	l.at(today.AddDays(-3), rankRemind, "mails", func() error {
		away := partnerOf(5)
		_, err := l.app.Mailboxes.Create(l.ctx, l.actors[largeManager], models.MailboxInput{Email: away.user,
			AwayFrom: today.AddDays(-4), AwayUntil: today.AddDays(10), DeputyEmail: away.coordinator})
		if err != nil {
			return err
		}
		if err := l.scan(); err != nil {
			return err
		}
		if err := l.deliverOne(); err != nil {
			return err
		}
		_, err = l.app.ComposeMailsNow(l.ctx)
		return err
	})
	l.at(today.AddDays(-1), rankRemind, "mails", func() error {
		if err := l.scan(); err != nil {
			return err
		}
		_, err := l.app.ComposeMailsNow(l.ctx)
		return err
	})
	l.at(today, rankRemind, "reminders", func() error {
		if err := l.scan(); err != nil {
			return err
		}
		due, err := l.due(map[string]string{})
		if err != nil || len(due) == 0 {
			return err
		}
		_, err = l.app.SnoozeReminder(l.ctx, l.actors[largeManager], due[0].ID,
			models.SnoozeInput{Until: today.AddDays(20), Reason: "The host agreement is signed next week"})
		return err
	})
}

func (l *loader) scan() error {
	_, err := l.app.ScanReminders(l.ctx, l.now)
	return err
}

// due are reminders that wait for the next mail, of one kind where filters name one.
func (l *loader) due(filters map[string]string) ([]models.Reminder, error) {
	filters["status"] = string(models.ReminderDue)
	page, err := l.app.Reminders.List(l.ctx, engine.System(),
		models.ListQuery{Filters: filters})
	return page.Items, err
}

// deliverOne delivers a milestone of which a reminder tells that is not mailed yet: it is not needed any more.
func (l *loader) deliverOne() error {
	due, err := l.due(map[string]string{"rule": "milestone_overdue"})
	if err != nil || len(due) == 0 {
		return err
	}
	_, err = l.app.Milestones.Step(l.ctx, l.actors[largeManager], due[0].SubjectID, engine.AnyVersion,
		models.StepInput{To: string(models.MilestoneDelivered)})
	return err
}
