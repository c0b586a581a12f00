package handlers

import (
	"net/http"

	"qadam/app"
	"qadam/handlers/openapi"
	"qadam/models"
)

func absorptionRoutes(a *app.App) group {
	return group{"absorption", "What national institutions bear, month by month.", []route{
		absorption(a).note("Among the activities that you see. A State sets the limit of each institution."),
	}}
}

// absorption gives the load on institutions by month.
func absorption(a *app.App) route {
	filters := a.Institutions.Spec().Filters
	params := []openapi.Param{{Name: "from", Kind: "string", Doc: "The first month, such as 2026-11; this one when it is left out"},
		{Name: "to", Kind: "string", Doc: "The last month; a year later when it is left out"}}
	return route{openapi.Route{Method: http.MethodGet, Path: "/absorption", Action: "institution.load",
		Summary: "How many activities touch institutions by month, and which months are over the limit", Out: new(models.Absorption),
		Params: append(params, filterParams(filters)...)},
		func(x *exchange) error {
			q := models.ListQuery{Filters: x.query.filters(filters)}
			return x.ok(a.Absorption(x.ctx, x.actor, x.query.values["from"], x.query.values["to"], q))
		}}
}
