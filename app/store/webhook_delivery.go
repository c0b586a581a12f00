package store

import (
	"slices"
	"time"

	"qadam/app/store/batch"
	"qadam/models"
)

// unsentDelivery is the status of messages that are still to be sent.
var unsentDelivery = quoted(models.DeliveryWaiting, models.DeliveryRetrying)

// Deliveries are the messages to webhooks.
var Deliveries = &Noun[models.WebhookDelivery]{
	Table: "webhook_deliveries", Name: "webhook_delivery", Scope: deliveryScope, MaskFor: maskDeliverySubject,
	Filters: []Filter{
		ids("webhook_id", "webhook_deliveries.webhook_id IN ?", "Webhooks"),
		enum[models.DeliveryStatus]("status", "webhook_deliveries.status IN ?"),
	},
	Sorts: []Sort{byCreated("webhook_deliveries")},
}

// maskDeliverySubject blanks the object of deliveries for all but managers: the owner may have lost sight of it since.
func maskDeliverySubject(tx *Tx, found []*models.WebhookDelivery) error {
	for _, d := range found {
		if !tx.actor.SeesAll() {
			d.SubjectID = ""
		}
	}
	return nil
}

// AddDeliveries queues deliveries.
func AddDeliveries(tx *Tx, all ...*models.WebhookDelivery) error {
	for part := range slices.Chunk(all, batch.MaxRows) {
		if err := tx.db.Table("webhook_deliveries").Create(&part).Error; err != nil {
			return err
		}
	}
	return nil
}

// ClaimDeliveries takes up to n deliveries that are due, for a while, as ClaimMails does. Of one object's to one webhook only the
// first that is not delivered can be taken, so that they arrive in the order of the changes. Those to some webhooks are left out.
func ClaimDeliveries(tx *Tx, n int, forAWhile time.Duration, but []models.ID) ([]models.WebhookDelivery, error) {
	all, err := queryAll[models.WebhookDelivery](tx, `WITH due AS MATERIALIZED (
		SELECT d.id FROM webhook_deliveries d
		WHERE d.status IN (`+unsentDelivery+`) AND d.next_at <= ? AND (d.claimed_until IS NULL OR d.claimed_until <= ?)
			AND d.webhook_id IN (SELECT w.id FROM webhooks w WHERE w.active AND w.deleted_at IS NULL AND w.id NOT IN ?)
			AND NOT EXISTS (SELECT 1 FROM webhook_deliveries e WHERE e.webhook_id = d.webhook_id AND e.subject_id = d.subject_id
				AND e.id < d.id AND e.status IN (`+unsentDelivery+`))
		ORDER BY d.next_at, d.id LIMIT ?`+tx.dialect.skipLocked+`)
		UPDATE webhook_deliveries SET claimed_until = ?, attempts = attempts + 1 WHERE id IN (SELECT id FROM due) RETURNING *`,
		tx.now, tx.now, append([]models.ID{models.NilID}, but...), n, tx.now.Add(forAWhile)) // NOT IN an empty list finds nothing
	slices.SortFunc(all, func(a, b models.WebhookDelivery) int { return byDueTime(a.NextAt, b.NextAt, a.ID, b.ID) })
	return all, err
}

// MarkDelivery writes the result of a claimed delivery; false when the claim was lost.
func MarkDelivery(tx *Tx, d models.WebhookDelivery) (bool, error) {
	n, err := tx.exec(`UPDATE webhook_deliveries SET status = ?, next_at = ?, claimed_until = NULL, response_status = ?,
		last_error = ?, sent_at = ?
		WHERE id = ? AND attempts = ? AND claimed_until = ?`,
		d.Status, d.NextAt, d.ResponseStatus, d.LastError, d.SentAt, d.ID, d.Attempts, d.ClaimedUntil)
	return n == 1, err
}

// DropDelivery deletes a delivery of an object that the webhook's owner may not see.
func DropDelivery(tx *Tx, d models.WebhookDelivery) error {
	_, err := tx.exec("DELETE FROM webhook_deliveries WHERE id = ?", d.ID)
	return err
}

// DropWaitingDeliveries deletes a webhook's undelivered messages.
func DropWaitingDeliveries(tx *Tx, webhook models.ID) error {
	_, err := tx.exec("DELETE FROM webhook_deliveries WHERE webhook_id = ? AND status IN ("+unsentDelivery+")", webhook)
	return err
}

// ReplayDelivery queues a delivery again; false while it waits or is under way.
func ReplayDelivery(tx *Tx, id models.ID) (bool, error) {
	n, err := tx.exec(`UPDATE webhook_deliveries SET status = `+quoted(models.DeliveryWaiting)+
		`, attempts = 0, next_at = ?, claimed_until = NULL
		WHERE id = ? AND status IN (`+quoted(models.DeliveryDead, models.DeliverySent)+`)`, tx.now, id)
	return n == 1, err
}
