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

// Clearings is how many kinds of rows ClearBefore clears.
var Clearings = len(cleared)

// ClearBefore clears up to n rows of one kind that were over before an instant, and gives how many.
func ClearBefore(tx *Tx, kind int, before time.Time, n int) (int, error) {
	done, err := tx.exec(cleared[kind], before, n)
	return int(done), err
}
