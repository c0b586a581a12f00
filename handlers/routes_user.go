package handlers

import "qadam/app"

func userRoutes(a *app.App) group {
	n := nounAt("/users", a.Users)
	return group{"users", "Who may sign in: one role each, and one organisation or country.", []route{
		n.list("Users of this installation"),
		n.get(),
		n.create(`{"name":"New Partner (fiction)","email":"new.partner@demo.example","role":"partner","organisation_id":"$partner",` +
			`"active":true}`),
		n.patch(`{"active":false}`).conflicts(),
	}}
}
