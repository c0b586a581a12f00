package handlers

import (
	"net/http"

	"qadam/app"
	"qadam/handlers/openapi"
	"qadam/models"
)

// What a search gives of each kind, unless it is told, and at most.
const (
	hitsOfAKind     = 8
	mostHitsOfAKind = 50
)

func searchRoutes(a *app.App) group {
	return group{"search", "One box over all kinds.", []route{
		{openapi.Route{Method: http.MethodGet, Path: "/search", Action: "search.get",
			Summary: "Needs, findings, missions, projects, activities, organisations, reports and comments by words",
			Note: "Words are compared without accents and in any case; the last one may be the beginning of one. Best first: by its " +
				"reference, then by its title, then by its text; of those that are alike the newest.",
			Out: new(models.Search), Params: []openapi.Param{
				{Name: "q", Kind: "string", Doc: "The words, all of which have to stand in an object; without them nothing is found"},
				{Name: "kind", Kind: "string", Doc: "These kinds alone", Multiple: true, Enum: models.SearchKind("").Values()},
				{Name: "limit", Kind: "integer", Doc: "How many of each kind at most; 8 unless it is given", Low: 1,
					High: mostHitsOfAKind}}},
			func(x *exchange) error {
				var kinds []models.SearchKind
				for _, k := range x.query.several("kind") {
					kinds = append(kinds, models.SearchKind(k))
				}
				return x.ok(a.Search(x.ctx, x.actor, x.query.or("q", ""), kinds, x.query.number("limit", hitsOfAKind)))
			}},
	}}
}
