package subscribe

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// ReplayDelivery sends a message again that was taken or given up.
func (a *Subscriptions) ReplayDelivery(ctx context.Context, actor models.Actor, id models.ID) (*models.WebhookDelivery, error) {
	if err := engine.Allow(actor, "webhook_delivery.replay"); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.WebhookDelivery, error) {
		d, err := store.Deliveries.Get(tx, id)
		if err != nil {
			return nil, err
		}
		if w, err := store.Webhooks.Get(tx, d.WebhookID); err != nil || !w.Active {
			return nil, cmp.Or(err, errStopped)
		}
		again, err := store.ReplayDelivery(tx, id)
		if err != nil {
			return nil, err
		}
		if !again {
			return nil, models.Errorf(models.Conflict, "Only a message that was taken or given up can be sent again; this one is %s.",
				d.Status)
		}
		d.Status, d.Attempts, d.NextAt = models.DeliveryWaiting, 0, tx.Now()
		return d, engine.Audit(ctx, tx, "webhook_delivery.replay", "webhook_delivery", id, nil, d)
	})
}

// applyDeliveryResult says what becomes of a message after an attempt.
func applyDeliveryResult(d models.WebhookDelivery, status int, fault error, now time.Time) models.WebhookDelivery {
	d.ResponseStatus = status
	switch {
	case fault == nil:
		d.Status, d.SentAt, d.LastError = models.DeliverySent, &now, ""
		return d
	case d.Attempts >= hookAttempts || status == http.StatusGone:
		d.Status = models.DeliveryDead
	default:
		d.Status, d.NextAt = models.DeliveryRetrying, now.Add(engine.Backoff[min(d.Attempts, len(engine.Backoff))-1])
	}
	d.LastError = fault.Error()
	return d
}

// stopWebhook deactivates a webhook whose receiver answered 410 Gone.
func (a *Subscriptions) stopWebhook(ctx context.Context, tx *store.Tx, id models.ID) error {
	w, _, before, err := a.Webhooks.Lock(tx, id, engine.AnyVersion)
	if err != nil {
		return err
	}
	w.Active, w.StoppedReason = false, "Its address answered 410 Gone"
	if err := store.Webhooks.Update(tx, w); err != nil {
		return err
	}
	_, err = a.Webhooks.Finish(ctx, tx, "webhook.stop", nil, w, before)
	return err
}
