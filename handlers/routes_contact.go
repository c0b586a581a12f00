package handlers

import "qadam/app"

func contactRoutes(a *app.App) group {
	n := nounAt("/contacts", a.Contacts)
	return group{"contacts", "People at organisations, to whom reminders go, with an account or without. Who has one " +
		"is a user with the same id, and an admin changes its name, address, organisation and activity.", []route{
		n.list("People of organisations"),
		n.get(),
		n.create(`{"organisation_id":"$partner","name":"Focal Point (fiction)","email":"new@partner-one.example",` +
			`"duty":"focal_point","language":"en"}`),
		n.patch(`{"active":false}`).conflicts(),
	}}
}
