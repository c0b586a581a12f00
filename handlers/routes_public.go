package handlers

import (
	"context"
	"net/http"

	"qadam/app"
	"qadam/app/reports"
	"qadam/handlers/openapi"
	"qadam/models"
)

func publicRoutes(a *app.App) group {
	return group{"public", "What States have opened to the public, without a token. An installation may have it switched off, and then " +
		"it is not there. Answers may be kept for a minute: what consent is withdrawn for is gone at once here, and within that minute " +
		"there.",
		[]route{
			publicList("/public/missions", "public.missions", "Missions that are open to the public, by reference", a.PublicMissions),
			publicList("/public/needs", "public.needs", "Needs that are open to the public, by reference", a.PublicNeeds),
			{openapi.Route{Method: http.MethodGet, Path: "/public/progress", Action: "public.progress", Open: true, Public: true,
				ETag: true, Summary: "How far the needs have come that are open to the public, by State", Out: new(models.PublicProgress)},
				func(x *exchange) error { return x.ok(a.PublicProgress(x.ctx)) }},
		}}
}

// publicList gives a page of what is open to the public.
func publicList[P any](path, name, summary string, list func(context.Context, models.ListQuery) (models.Page[P], error)) route {
	spec := reports.PublicSpec
	return route{openapi.Route{Method: http.MethodGet, Path: path, Action: name, Summary: summary, Open: true, Public: true, ETag: true,
		Out: models.Page[P]{}, List: &spec},
		func(x *exchange) error { return x.ok(list(x.ctx, x.query.list)) }}
}

// withoutPublic leaves out what is open to the public, where that is switched off.
func withoutPublic(groups []group) []group {
	var kept []group
	for _, g := range groups {
		if !g.routes[0].Public {
			kept = append(kept, g)
		}
	}
	return kept
}
