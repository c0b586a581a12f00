package handlers

import "qadam/app"

func outboxRoutes(a *app.App) group {
	n := nounAt("/outbox", a.Outbox)
	return group{"outbox", "Mails that wait, were sent, or were given up.", []route{
		n.list("Mails, with those that were given up"),
		n.get(),
		plainVersionless("/outbox/:id/retry", "outbox.retry", "Send a mail again that was given up", a.RetryMail).
			note("Only a mail that was given up."),
	}}
}
