package handlers

import "qadam/app"

func rateRoutes(a *app.App) group {
	n := nounAt("/rates", a.Rates)
	return group{"rates", "Exchange rates to the US dollar, with their source. Added, never changed.", []route{
		n.list("Exchange rates to the US dollar"),
		n.get(),
		n.create(`{"currency":"CHF","on_date":"2021-05-03","usd_per_unit":"1.0967","source":"Example"}`),
	}}
}
