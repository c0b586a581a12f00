package app_test

import (
	"log/slog"
	"testing"

	"qadam/app"
	"qadam/app/store"
	"qadam/models"
)

// TestNothingHalfSaid tries what people send by mistake: blanks for a reason, a calendar of no project, an address with a password.
func TestNothingHalfSaid(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.App = app.New(s, slog.New(slog.DiscardHandler), app.Options{BaseURL: "https://qadam.example"})
		_, err := w.Rules.Create(w.ctx, w.admin, models.ReminderRuleInput{Code: "blank", Name: " \t", Watches: models.WatchMilestone})
		refuses(t, "a name of blanks", err, models.Invalid, "/name This is needed")
		_, err = w.SnoozeReminder(w.ctx, w.manager, models.NewID(), models.SnoozeInput{Until: worldDay.AddDays(3), Reason: "  "})
		refuses(t, "a reason of blanks", err, models.Invalid, "/reason This is needed")
		_, err = w.CreateFeed(w.ctx, w.partner1, models.FeedInput{Kind: "project"})
		refuses(t, "a calendar of no project", err, models.Invalid, "/subject_id")
		for _, url := range []string{"https://user:secret@hooks.example.org/", "https://hooks.example.org/#here", "https://127.0.0.1:8443/",
			"https://LOCALHOST/", "https://10.0.0.1/", "https://[::1]/", "https://[::ffff:192.168.0.1]/",
			"https://169.254.169.254/latest"} {
			_, err = w.CreateWebhook(w.ctx, w.partner1, models.WebhookInput{URL: url, Active: true})
			refuses(t, url, err, models.Invalid, "/url")
		}
	})
}

// TestMailboxOfSomebodyWhoChoseNoHour holds that a mailbox may be written with a part of its settings.
func TestMailboxOfSomebodyWhoChoseNoHour(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		m := sure(w.Mailboxes.Create(w.ctx, w.partner1, models.MailboxInput{Email: w.partner1.Email, NoCourtesy: true}))(t)
		if m.Morning != models.DefaultMorning || !m.NoCourtesy {
			t.Errorf("%+v", m)
		}
		_, err := patch(t, w, w.Mailboxes, w.partner1, m.ID, func(in *models.MailboxInput) { in.Morning = 3 })
		refuses(t, "mail at three in the night", err, models.Invalid, "/morning")
	})
}
