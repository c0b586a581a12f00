package handlers

import (
	"net/http"

	"qadam/app"
)

func webhookRoutes(a *app.App) group {
	n := nounAt("/webhooks", a.Webhooks)
	end := plainAction("/webhooks/:id", "webhook.delete", "End a webhook; what waits is not told any more", a.DeleteWebhook)
	end.Method, end.Conflict = http.MethodDelete, false
	return group{"webhooks", "Addresses that are told of changes as the Standard Webhooks specification says: signed, in order for " +
		"each object, tried again for nearly two days. A message holds type, id, reference and status, as far as its owner may " +
		"see the object then.", []route{
		n.list("Addresses at which you want to be told of changes").
			note("Messages are sent to public addresses only, and redirects are not followed."),
		n.get(),
		n.createBy(`{"url":"https://hooks.example.org/qadam","subjects":["need","milestone"],"active":true}`, a.CreateWebhook).forPeople().
			note("The answer holds the secret, once. It is derived and kept nowhere."),
		n.patch(`{"note":"The reporting script"}`),
		end,
		plainAction("/webhooks/:id/rotate", "webhook.rotate", "Change the secret; for a day the old one signs, too", a.RotateWebhook),
		plainVersionless("/webhooks/:id/test", "webhook.test", "Send a message that only tries it", a.TestWebhook),
	}}
}
