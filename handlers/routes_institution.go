package handlers

import "qadam/app"

func institutionRoutes(a *app.App) group {
	n := nounAt("/institutions", a.Institutions)
	return group{"institutions", "National institutions that missions meet and activities help.", []route{
		n.list("National institutions"),
		n.get(),
		n.create(`{"country_code":"KAZ","name":"Example Institution (fiction)"}`),
		n.patch(`{"local_name":"Мысал мекемесі"}`).conflicts(),
	}}
}
