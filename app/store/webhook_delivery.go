package store

import (
	"slices"
	"time"

	"qadam/app/store/batch"
	"qadam/models"
)

// Deliveries are the messages to webhooks. Their owners see deliveries that were tried: only then is it known that they may see
// the object.
var Deliveries = &Noun[models.WebhookDelivery]{Table: "webhook_deliveries", Sorts: []Sort{byCreated("webhook_deliveries")},
	Filters: []Filter{ids("webhook_id", "webhook_deliveries.webhook_id IN ?", "Webhooks"),
		enum[models.DeliveryStatus]("status", "webhook_deliveries.status IN ?")}, Scope: func(tx *Tx) Where {
		mine := webhookScope(tx)
		w := Where{SQL: "webhook_deliveries.webhook_id IN (SELECT webhooks.id FROM webhooks WHERE " + mine.SQL + ")", Args: mine.Args}
		if !tx.actor.SeesAll() {
			w.SQL += " AND (webhook_deliveries.attempts > 0 OR webhook_deliveries.last_error <> '' OR webhook_deliveries.sent_at IS NOT " +
				"NULL) AND webhook_deliveries.claimed_until IS NULL"
		}
		return w
	},
	MaskFor: func(tx *Tx, found []*models.WebhookDelivery) error {
		for _, d := range found {
			if !tx.actor.SeesAll() {
				d.SubjectID = ""
			}
		}
		return nil
	}}

// AddDeliveries queues messages.
func AddDeliveries(tx *Tx, all ...*models.WebhookDelivery) error {
	for part := range slices.Chunk(all, batch.MaxRows) {
		if err := tx.db.Table("webhook_deliveries").Create(&part).Error; err != nil {
			return err
		}
	}
	return nil
}

// ClaimDeliveries takes up to n messages that are due, for a while, as ClaimMails does. Of one object's to one webhook it takes
// the first alone, and none while that is still to be delivered: they come in the order of the changes. Those to some webhooks
// are left where they are.
func ClaimDeliveries(tx *Tx, n int, forAWhile time.Duration, but []models.ID) ([]models.WebhookDelivery, error) {
	all, err := queryAll[models.WebhookDelivery](tx, `WITH due AS MATERIALIZED (
		SELECT d.id FROM webhook_deliveries d WHERE d.status IN ('waiting', 'retrying') AND d.next_at <= ? AND (d.claimed_until IS NULL
			OR d.claimed_until <= ?)
		AND d.webhook_id IN (SELECT w.id FROM webhooks w WHERE w.active AND w.deleted_at IS NULL AND w.id NOT IN ?)
		AND NOT EXISTS (SELECT 1 FROM webhook_deliveries e WHERE e.webhook_id = d.webhook_id AND e.subject_id = d.subject_id AND e.id < d.id
			AND e.status IN ('waiting', 'retrying'))
		ORDER BY d.next_at, d.id LIMIT ?`+tx.dialect.skipLocked+`)
		UPDATE webhook_deliveries SET claimed_until = ?, attempts = attempts + 1 WHERE id IN (SELECT id FROM due) RETURNING *`,
		tx.now, tx.now, append([]models.ID{models.NilID}, but...), n, tx.now.Add(forAWhile))
	slices.SortFunc(all, func(a, b models.WebhookDelivery) int { return byDueTime(a.NextAt, b.NextAt, a.ID, b.ID) })
	return all, err
}

// MarkDelivery writes the result of a claimed message; false when the claim was lost.
func MarkDelivery(tx *Tx, d models.WebhookDelivery) (bool, error) {
	n, err := tx.exec(
		`UPDATE webhook_deliveries SET status = ?, next_at = ?, claimed_until = NULL, response_status = ?, last_error = ?, sent_at = ?
		WHERE id = ? AND attempts = ? AND claimed_until = ?`, d.Status, d.NextAt, d.ResponseStatus, d.LastError, d.SentAt, d.ID, d.Attempts,
		d.ClaimedUntil)
	return n == 1, err
}

// DropDelivery forgets a message about what the webhook's owner may not see.
func DropDelivery(tx *Tx, d models.WebhookDelivery) error {
	_, err := tx.exec("DELETE FROM webhook_deliveries WHERE id = ?", d.ID)
	return err
}

// DropWaitingDeliveries forgets the messages that a webhook has not been told yet.
func DropWaitingDeliveries(tx *Tx, webhook models.ID) error {
	_, err := tx.exec("DELETE FROM webhook_deliveries WHERE webhook_id = ? AND status IN ('waiting', 'retrying')", webhook)
	return err
}

// ReplayDelivery queues a message again; false while it waits or is under way.
func ReplayDelivery(tx *Tx, id models.ID) (bool, error) {
	n, err := tx.exec("UPDATE webhook_deliveries SET status = 'waiting', attempts = 0, next_at = ?, claimed_until = NULL WHERE id = ? "+
		"AND status IN ('dead', 'sent')", tx.now, id)
	return n == 1, err
}
