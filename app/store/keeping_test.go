package store

import (
	"context"
	"testing"
	"time"

	"qadam/models"
)

// keepingRows makes two rows of each kind that were over two years ago, one that was over today, and one of then that still waits.
func keepingRows(t *testing.T, s *Store) {
	t.Helper()
	now := s.Now()
	old := now.AddDate(0, 0, -730)
	user := &models.User{UserInput: models.UserInput{Name: "X", Email: "x@demo.example", Role: models.Admin}}
	err := s.Update(context.Background(), system, func(tx *Tx) error { return Users.Insert(tx, user) })
	if err != nil {
		t.Fatal(err)
	}
	hook, first := models.NewID(), models.NewID()
	exec := func(statement string, values ...any) {
		t.Helper()
		if err := s.db.Exec(statement, values...).Error; err != nil {
			t.Fatal(err)
		}
	}
	exec(`INSERT INTO countries (id, version, created_at, updated_at, code, region, time_zone, note)
		VALUES (?, 1, ?, ?, 'KAZ', '', 'UTC', '')`, models.NewID(), old, old)
	exec(`INSERT INTO organisations (id, version, created_at, updated_at, code, name, kind, iati_identifier, country_code, listed, note)
		VALUES (?, 1, ?, ?, 'X', 'X', 'ngo', '', '', true, '')`, hook, old, old)
	exec(`INSERT INTO projects (id, version, created_at, updated_at, reference, title, description, lead_organisation_id,
		starts_on, ends_on, budget_minor, budget_currency, reporting_months, status, status_on)
		VALUES (?, 1, ?, ?, 'P', 'X', '', ?, '2024-01-01', '2024-12-31', 0, '', 0, 'pipeline', '2024-01-01')`, hook, old, old, hook)
	exec(`INSERT INTO activities (id, version, created_at, updated_at, reference, project_id, title, description, country_code,
		planned_start, planned_end, health, progress, status, status_on)
		VALUES (?, 1, ?, ?, 'A', ?, 'X', '', 'KAZ', '2024-01-01', '2024-12-31', '', 0, 'pipeline', '2024-01-01')`, hook, old, old, hook)
	exec(`INSERT INTO webhooks (id, version, created_at, updated_at, user_id, url, subjects, note, active, generation, stopped_reason)
		VALUES (?, 1, ?, ?, ?, '', '[]', '', true, 0, '')`, hook, old, old, user.ID)
	exec(`INSERT INTO reminder_rules (id, version, created_at, updated_at, code, name, active, watches, days, months, ladder, wording)
		VALUES (?, 1, ?, ?, 'news', 'News', true, ?, 30, 0, '[]', '[]')`, models.NewID(), old, old, models.WatchNews)
	for i, at := range []time.Time{old, old, now, old} {
		waits := i == 3
		status, expires, finished := "sent", at, &at
		if waits {
			status, expires, finished = "waiting", now.AddDate(0, 0, 1), nil
		}
		id, askedOn := models.NewID(), any(nil)
		switch i {
		case 0:
			id = first
		case 1:
			askedOn = first // it goes before the one that it was asked on
		}
		exec(`INSERT INTO outbox (id, created_at, recipient, name, reply_to, subject, text_body, html_body, message_id, status, attempts,
			next_at, last_error, sent_at) VALUES (?, ?, '', '', '', '', 'text', '', ?, ?, 1, ?, '', ?)`, id, at, id, status, at, finished)
		matter := id // an activity that is no more
		if waits {
			matter = hook // one that still runs
		}
		exec(`INSERT INTO reminders (id, created_at, rule, subject_type, subject_id, reference, occasion, recipient, recipient_name,
			outbox_id, state, rung, role, at_once, courtesy, told_before, why)
			VALUES (?, ?, 'news', 'activity', ?, 'A', '2024', 'x@demo.example', '', ?, ?, 0, '', false, false, 0, '')`,
			id, at, matter, id, models.ReminderMailed)
		exec(`INSERT INTO webhook_deliveries (id, created_at, webhook_id, event, subject_type, subject_id, status, attempts, next_at,
			response_status, last_error) VALUES (?, ?, ?, '', '', ?, ?, 1, ?, 0, '')`, id, at, hook, hook, status, at)
		exec(`INSERT INTO update_links (id, version, created_at, updated_at, activity_id, organisation_id, recipient, recipient_name,
			language, hash, expires_at, revoked_reason, form_token, asked_on_id) VALUES (?, 1, ?, ?, ?, ?, '', '', '', ?, ?, '', '', ?)`,
			id, at, at, hook, hook, []byte(id), expires, askedOn)
		exec(`INSERT INTO work (id, version, created_at, updated_at, kind, done, total, state, error, place, attempts, finished_at)
			VALUES (?, 1, ?, ?, 'rank', 0, 0, ?, '', '', 0, ?)`, id, at, at, status, finished)
	}
}

// TestClearBefore clears what is over since long, a row at a time, and keeps what is over since short, or not yet.
func TestClearBefore(t *testing.T) {
	t.Parallel()
	for _, address := range []string{t.TempDir() + "/qadam.db", freshPostgres(t)} {
		s, ctx := openAt(t, address), context.Background()
		if _, err := s.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		keepingRows(t, s)
		for kind, left := range []string{"outbox WHERE text_body <> ''", "webhook_deliveries", "update_links", "work", "reminders"} {
			pieces := 0
			for n := 1; n == 1; pieces += n {
				err := s.Update(ctx, system, func(tx *Tx) (err error) {
					n, err = ClearBefore(tx, kind, s.Now().AddDate(0, 0, -365), 1)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			var kept int
			if err := s.db.Raw("SELECT COUNT(*) FROM " + left).Scan(&kept).Error; err != nil || pieces != 2 || kept != 2 {
				t.Errorf("%s, %s: %d were cleared, and %d are left: %v", s.Dialect(), left, pieces, kept, err)
			}
		}
	}
}
