package subscribe

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/app/webhook"
	"qadam/models"
)

// webhooks makes the use cases of webhooks.
func (a *Subscriptions) webhooks() engine.Resource[models.Webhook, models.WebhookInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Webhook, models.WebhookInput]{Noun: store.Webhooks,
		Input: func(w *models.Webhook) *models.WebhookInput { return &w.WebhookInput }, Prepare: a.prepareWebhook})
}

func (a *Subscriptions) prepareWebhook(tx *store.Tx, old, w *models.Webhook) error {
	if !strings.HasPrefix(w.URL, "https://") && !a.plain {
		return models.Fault("/url", "Give an address that begins with https://.")
	}
	u, err := url.Parse(w.URL)
	switch {
	case err != nil || u.User != nil || u.Fragment != "":
		return models.Fault("/url", "Give an address without a user, a password or a part after #; the signature proves who sends.")
	case !a.plain && isOurs(u.Hostname()):
		return models.Fault("/url", "Give a public address: nothing is sent to this machine or to private networks.")
	}
	if w.Active {
		w.StoppedReason = ""
	}
	if old == nil {
		w.UserID, w.Generation = tx.Actor().UserID, 1
	}
	return store.HoldActor(tx)
}

// isOurs tells whether a host is an address of a private network. Names are checked when they are dialled.
func isOurs(host string) bool {
	address, err := netip.ParseAddr(host)
	return err == nil && !webhook.Public(address) || strings.EqualFold(host, "localhost")
}

// hookSecret is the secret of a webhook after so many changes of it. It is derived, and kept nowhere.
func hookSecret(key []byte, id models.ID, generation int) string {
	return webhook.Secret(engine.DeriveFrom(key, fmt.Sprintf("webhook %s %d", id, generation)))
}

// CreateWebhook makes a webhook for the actor. The answer holds the secret, once.
func (a *Subscriptions) CreateWebhook(ctx context.Context, actor models.Actor, in models.WebhookInput) (*models.Webhook, error) {
	if actor.UserID == "" {
		return nil, models.Errorf(models.Forbidden, "A webhook belongs to a user.")
	}
	return a.withSecret(ctx, func() (*models.Webhook, error) { return a.Webhooks.Create(ctx, actor, in) })
}

// withSecret shows the secret that is in force after a change. What it needs is read before: once the change is saved, it must not fail.
func (a *Subscriptions) withSecret(ctx context.Context, change func() (*models.Webhook, error)) (*models.Webhook, error) {
	key, err := a.SecretKey(ctx)
	if err != nil {
		return nil, err
	}
	w, err := change()
	if err != nil {
		return nil, err
	}
	if !engine.Replayed(ctx) {
		w.Secret = hookSecret(key, w.ID, w.Generation)
		return w, nil
	}
	generation, err := engine.View(a.Engine, ctx, engine.System(), func(tx *store.Tx) (int, error) {
		now, err := store.Webhooks.Get(tx, w.ID) // an answer that was kept for a repeated request may be older than the secret
		if err != nil {
			return 0, err
		}
		return now.Generation, nil
	})
	w.Secret = hookSecret(key, w.ID, generation)
	return w, err
}

// RotateWebhook changes a webhook's secret. For a day the old one signs, too.
func (a *Subscriptions) RotateWebhook(ctx context.Context, actor models.Actor, id models.ID, version int) (*models.Webhook, error) {
	return a.withSecret(ctx, func() (*models.Webhook, error) {
		return a.changeWebhook(ctx, actor, "rotate", id, version, func(tx *store.Tx, w *models.Webhook) error {
			now := tx.Now()
			w.Generation, w.RotatedAt = w.Generation+1, &now
			return nil
		})
	})
}

// DeleteWebhook ends a webhook. Its deliveries stay; waiting ones are dropped.
func (a *Subscriptions) DeleteWebhook(ctx context.Context, actor models.Actor, id models.ID, version int) (*models.Webhook, error) {
	return a.changeWebhook(ctx, actor, "delete", id, version, func(tx *store.Tx, w *models.Webhook) error {
		now := tx.Now()
		w.DeletedAt, w.Active = &now, false
		return store.DropWaitingDeliveries(tx, w.ID)
	})
}

func (a *Subscriptions) changeWebhook(
	ctx context.Context,
	actor models.Actor,
	intention string,
	id models.ID,
	version int,
	apply func(*store.Tx, *models.Webhook) error,
) (*models.Webhook, error) {
	if err := engine.Allow(actor, "webhook."+intention); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Webhook, error) {
		w, _, before, err := a.Webhooks.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		if err := apply(tx, w); err != nil {
			return nil, err
		}
		if err := store.Webhooks.Update(tx, w); err != nil {
			return nil, err
		}
		return a.Webhooks.Finish(ctx, tx, "webhook."+intention, nil, w, before)
	})
}

// rotationOverlap is for how long the old secret signs, too.
const rotationOverlap = 24 * time.Hour

// secretsOf gives the secrets that sign now, the newest first.
func secretsOf(key []byte, w *models.Webhook, now time.Time) []string {
	out := []string{hookSecret(key, w.ID, w.Generation)}
	if w.RotatedAt != nil && now.Sub(*w.RotatedAt) < rotationOverlap {
		out = append(out, hookSecret(key, w.ID, w.Generation-1))
	}
	return out
}
