package handlers

import "qadam/app"

func webhookDeliveryRoutes(a *app.App) group {
	n := nounAt("/webhook-deliveries", a.Deliveries)
	return group{"webhook-deliveries", "Messages to webhooks, and what became of them.", []route{
		n.list("Messages to your webhooks, and what became of them"),
		n.get(),
		plainVersionless("/webhook-deliveries/:id/replay", "webhook_delivery.replay", "Send a message again", a.ReplayDelivery),
	}}
}
