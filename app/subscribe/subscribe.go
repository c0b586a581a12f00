// Package subscribe holds calendar feeds and webhooks.
package subscribe

import (
	"qadam/app/engine"
	"qadam/app/webhook"
	"qadam/models"
)

// Subscriptions is the use cases of the package.
type Subscriptions struct {
	*engine.Engine
	sends *webhook.Sender
	plain bool

	Webhooks   engine.Resource[models.Webhook, models.WebhookInput]
	Deliveries engine.Resource[models.WebhookDelivery, engine.None]
	Feeds      engine.Resource[models.Feed, models.FeedInput]
}

// New makes the use cases over the engine and the packages that they use.
func New(e *engine.Engine, sends *webhook.Sender, plain bool) *Subscriptions {
	a := &Subscriptions{Engine: e, sends: sends, plain: plain}
	a.Webhooks = a.webhooks()
	a.Deliveries = a.deliveries()
	a.Feeds = a.feeds()
	return a
}
