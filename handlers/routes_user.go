package handlers

import "qadam/app"

func userRoutes(a *app.App) group {
	n := nounAt("/users", a.Users)
	return group{"users", "Who may sign in: one role each, and one organisation or country. A new user with the " +
		"organisation and address of a contact is that contact, with its id.", []route{
		n.list("Users of this installation"),
		n.get(),
		n.create(`{"name":"New Partner (fiction)","email":"new.partner@demo.example","role":"partner","organisation_id":"$partner",` +
			`"active":true}`),
		n.patch(`{"active":false}`).conflicts(),
	}}
}
