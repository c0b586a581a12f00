package handlers

import "qadam/app"

func contactRoutes(a *app.App) group {
	n := nounAt("/contacts", a.Contacts)
	return group{"contacts", "People at organisations, to whom reminders go.", []route{
		n.list("People to whom reminders go"),
		n.get(),
		n.create(`{"organisation_id":"$partner","name":"Focal Point (fiction)","email":"new@partner-one.example",` +
			`"duty":"focal_point","language":"en"}`),
		n.patch(`{"active":false}`).conflicts(),
	}}
}
