package handlers

import (
	"net/http"

	"qadam/app"
	"qadam/handlers/openapi"
	"qadam/models"
)

func summaryRoutes(a *app.App) group {
	return group{"donors", "What a donor's money did.", []route{
		donorSummary(a).note("Among what the donor may see alone."),
	}}
}

// donorSummary gives a donor's progress summary as of a day; today when none is given.
func donorSummary(a *app.App) route {
	return route{openapi.Route{Method: http.MethodGet, Path: "/donors/:id/summary", Action: "summary.get",
		Summary: "What a donor's money did, up to a day", Out: new(models.Summary),
		Params: []openapi.Param{{Name: "as_of", Kind: "date", Doc: "The day; today when it is left out"},
			{Name: "since", Kind: "date", Doc: "Tell what changed from this day on; since the last report when it is left out"}}},
		func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			today := models.DateOf(a.Store().Now())
			asOf, since := models.Date(x.query.or("as_of", string(today))), models.Date(x.query.or("since", ""))
			return x.ok(a.Summary(x.ctx, x.actor, id, asOf, since))
		}}
}
