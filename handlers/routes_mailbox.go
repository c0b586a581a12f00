package handlers

import "qadam/app"

func mailboxRoutes(a *app.App) group {
	n := nounAt("/mailboxes", a.Mailboxes)
	return group{"mailboxes", "How people want to be written to: their morning, who stands in for them, and whether mail reaches them.",
		[]route{
			n.list("How people want to be written to, and whether mail reaches them"),
			n.get(),
			n.create(`{"email":"focal1@example.org","morning":9}`),
			n.patch(`{"no_courtesy":true}`),
		}}
}
