package app_test

import (
	"context"
	"strings"
	"testing"

	"qadam/app/engine"
	"qadam/models"
)

func (w *remWorld) snooze(r models.Reminder, until models.Date, reason string) *models.Reminder {
	w.t.Helper()
	held, err := w.a.SnoozeReminder(context.Background(), engine.System(), r.ID, models.SnoozeInput{Until: until, Reason: reason})
	w.must(err)
	return held
}

// TestADeputyWhoSnoozesHearsForWhom holds that a mail says for whom its reader stands in, and not why it was held back.
func TestADeputyWhoSnoozesHearsForWhom(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		w.milestone("2021-12-15")
		w.contact("deputy@p1.example", "other")
		w.contact("coordinator@p1.example", "coordinator")
		remMake(
			w,
			w.a.Mailboxes,
			models.MailboxInput{
				Email:       "coordinator@p1.example",
				AwayFrom:    "2021-12-18",
				AwayUntil:   "2022-01-31",
				DeputyEmail: "deputy@p1.example",
			},
		)
		w.scan("2021-12-24")
		w.at("2021-12-24 01:00", "UTC")
		w.compose() // hands over
		for _, r := range w.reminders() {
			if r.Recipient == "deputy@p1.example" {
				if held := w.snooze(r, "2021-12-27", "After the holidays"); held.Why != "After the holidays" || held.Status != "snoozed" {
					t.Errorf("held back: %+v", held)
				}
			}
		}
		w.at("2021-12-27 09:00", "UTC")
		w.compose()
		w.compose()
		if mails := w.outbox(); len(mails) != 1 || mails[0].Recipient != "deputy@p1.example" ||
			!strings.Contains(mails[0].TextBody, "in place of coordinator") {
			t.Errorf("the mails are %+v", mails)
		}
	})
}

// TestAManagerWhoSnoozesHearsThatNobodyIsResponsible is the same for a reminder that a responsible person is missing.
func TestAManagerWhoSnoozesHearsThatNobodyIsResponsible(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		w.milestone("2021-12-15")
		w.scan("2021-12-16")
		w.snooze(w.reminders()[0], "2021-12-20", "Somebody is being hired")
		w.at("2021-12-20 09:00", "UTC")
		w.compose()
		if mails := w.outbox(); len(mails) != 1 || !strings.Contains(mails[0].TextBody, "Nobody at Partner One is responsible") {
			t.Errorf("the mails are %+v", mails)
		}
	})
}

// TestTheLatestSnoozeHolds corrects a snooze: its end counts for later reminders, too.
func TestTheLatestSnoozeHolds(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		w.contact("focal@p1.example", "focal_point")
		w.milestone("2021-12-15")
		w.scan("2021-11-26")
		r := w.reminders()[0]
		w.snooze(r, "2021-12-31", "Until the end of the year")
		w.snooze(r, "2021-12-01", "No, until December")
		w.scan("2021-12-12")
		for _, r := range w.reminders()[1:] {
			if r.Status != "due" {
				t.Errorf("what came after the end is %s until %s", r.Status, r.HeldUntil)
			}
		}
		if len(w.reminders()) < 2 {
			t.Error("no rung came")
		}
	})
}
