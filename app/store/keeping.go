package store

import (
	"time"

	"qadam/models"
)

// cleared are the statements that clear what is over: each takes an instant and how many rows it clears at most. The log keeps what
// happened.
var cleared = []string{
	`UPDATE outbox SET text_body = '', html_body = '' WHERE id IN (SELECT id FROM outbox WHERE sent_at < ?
		AND (text_body <> '' OR html_body <> '') AND status = ` + quoted(models.MailSent) + ` ORDER BY sent_at LIMIT ?)`,
	`DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries WHERE created_at < ?
		AND status IN (` + quoted(models.DeliverySent, models.DeliveryDead) + `) ORDER BY created_at LIMIT ?)`,
	`DELETE FROM update_links WHERE id IN (SELECT id FROM update_links l WHERE expires_at < ?
		AND NOT EXISTS (SELECT 1 FROM update_links o WHERE o.asked_on_id = l.id) ORDER BY expires_at LIMIT ?)`,
	`DELETE FROM work WHERE id IN (SELECT id FROM work WHERE finished_at < ? ORDER BY finished_at LIMIT ?)`,
}

// Clearings is how many kinds of rows ClearBefore clears: those of cleared, and reminders.
var Clearings = len(cleared) + 1

// ClearBefore clears up to n rows of one kind that were over before an instant, and gives how many.
func ClearBefore(tx *Tx, kind int, before time.Time, n int) (int, error) {
	if kind == len(cleared) {
		return clearReminders(tx, before, n)
	}
	done, err := tx.exec(cleared[kind], before, n)
	return int(done), err
}

// clearReminders clears reminders that were sent or dropped before an instant and whose matter is open no more, by the very search that
// finds what is open: what waits for somebody keeps its rows, by which no occasion is told twice.
func clearReminders(tx *Tx, before time.Time, n int) (all int, err error) {
	rules, err := Rules.find(tx, Rules.selectColumns(tx).Order("reminder_rules.code"))
	for _, rule := range rules {
		q, known := eventSearches[rule.Watches]
		if err != nil || all == n || !known {
			continue
		}
		from, open := q.running(tx, rule.Watches)
		var done int64
		done, err = tx.exec(`DELETE FROM reminders WHERE id IN (SELECT r.id FROM reminders r LEFT JOIN outbox b ON b.id = r.outbox_id
			WHERE r.rule = ? AND r.created_at < ? AND (r.state = `+quoted(models.ReminderDropped)+` OR r.state = `+
			quoted(models.ReminderMailed)+` AND b.sent_at < ?) AND r.subject_id NOT IN (SELECT `+q.id+` FROM `+from+` WHERE ?)
			ORDER BY r.id LIMIT ?)`, rule.Code, before, before, open, n-all)
		all += int(done)
	}
	return all, err
}
