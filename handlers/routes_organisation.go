package handlers

import "qadam/app"

func organisationRoutes(a *app.App) group {
	n := nounAt("/organisations", a.Organisations)
	return group{"organisations", "UN entities, governments and others that implement, fund, lead or host.", []route{
		n.list("Organisations that you may know of").note("Those that are listed, and your own."),
		n.get(),
		n.create(`{"code":"EX-ORG","name":"Example organisation (fiction)","kind":"ngo","listed":true}`),
		n.patch(`{"note":"Renamed in 2022"}`).conflicts(),
	}}
}
