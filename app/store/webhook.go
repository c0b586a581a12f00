package store

import (
	"slices"

	"qadam/models"
)

// Webhooks are the addresses to which changes are delivered.
var Webhooks = &Noun[models.Webhook]{
	Table: "webhooks", Name: "webhook", Scope: webhookScope,
	Filters: []Filter{
		ids("user_id", "webhooks.user_id IN ?", "Owners"),
		flag("active", "webhooks.active = ?", "Told of changes"),
	},
	Sorts: []Sort{byCreated("webhooks")},
	Load: func(_ *Tx, found []*models.Webhook) error {
		for _, w := range found {
			w.Subjects = orEmpty(w.Subjects)
		}
		return nil
	},
}

// queueDeliveries queues a delivery of each change of an object to each webhook that subscribes to it, in the transaction of the
// change. Reads are not delivered.
func queueDeliveries(tx *Tx, entries []models.Change) error {
	changes := slices.DeleteFunc(slices.Clone(entries), func(c models.Change) bool {
		return c.Kind != models.LogWrite || !slices.Contains(models.WebhookSubject("").Values(), c.SubjectType)
	})
	if len(changes) == 0 {
		return nil
	}
	hooks, err := queryAll[models.Webhook](tx, "SELECT id, subjects FROM webhooks WHERE active AND deleted_at IS NULL")
	if err != nil {
		return err
	}
	var out []*models.WebhookDelivery
	for _, c := range changes {
		for _, h := range hooks {
			if len(h.Subjects) == 0 || slices.Contains(h.Subjects, models.WebhookSubject(c.SubjectType)) {
				out = append(out, &models.WebhookDelivery{ID: models.NewID(), CreatedAt: tx.now, WebhookID: h.ID, Event: c.Action,
					SubjectType: c.SubjectType, SubjectID: c.SubjectID, Status: models.DeliveryWaiting, NextAt: tx.now})
			}
		}
	}
	return AddDeliveries(tx, out...)
}
