package handlers

import (
	"net/http"

	"qadam/app"
	"qadam/handlers/openapi"
	"qadam/models"
)

func coverageRoutes(a *app.App) group {
	return group{"coverage", "Where agreed needs have somebody, and where nobody.", []route{
		coverage(a).
			note("Among the needs that you see. In the cells a need with several themes counts in each; the total counts it once."),
	}}
}

// coverage gives a matrix of needs. It takes the filters of the register, and pages where it goes need by need.
func coverage(a *app.App) route {
	filters := a.Needs.Spec().Filters
	params := []openapi.Param{{Name: "by", Kind: "string", Doc: "The matrix; theme_level when it is left out",
		Enum: models.Matrix("").Values()},
		{Name: "limit", Kind: "integer", Doc: "The most needs of a matrix of partners and needs", Low: 1, High: models.MaxLimit},
		{Name: "cursor", Kind: "string", Doc: "The next of such a matrix"},
		{Name: "q", Kind: "string", Doc: "Words to find in the needs, all of them"}}
	return route{openapi.Route{Method: http.MethodGet, Path: "/coverage", Action: "coverage.load",
		Summary: "Which agreed needs have nobody, a proposal, an activity, or are met", Out: new(models.Coverage),
		Params: append(params, filterParams(filters)...)},
		func(x *exchange) error {
			q := models.ListQuery{Filters: x.query.filters(filters), Words: x.query.values["q"], Cursor: x.query.values["cursor"]}
			if text := x.query.values["limit"]; text != "" {
				var err error
				if q.Limit, err = readLimit(text); err != nil {
					return err
				}
			}
			return x.ok(a.Coverage(x.ctx, x.actor, models.Matrix(x.query.or("by", string(models.ThemeByLevel))), q))
		}}
}

// filterParams describes a list's filters as parameters of a route that is no list.
func filterParams(filters []models.FilterSpec) []openapi.Param {
	var all []openapi.Param
	for _, f := range filters {
		p := openapi.Param{Name: f.Name, Kind: "string", Doc: f.Doc + "; several are separated by commas", Multiple: f.Multiple(),
			Filter: &f}
		switch f.Kind {
		case models.From, models.To:
			p = openapi.Param{Name: f.Name, Kind: "date", Doc: f.Doc}
		case models.Since:
			p = openapi.Param{Name: f.Name, Kind: "instant", Doc: f.Doc}
		case models.ByBool:
			p = openapi.Param{Name: f.Name, Kind: "string", Doc: f.Doc, Enum: yesNo}
		}
		all = append(all, p)
	}
	return all
}

// filters are the values of a list's filters that were given as parameters.
func (q query) filters(of []models.FilterSpec) map[string]string {
	given := map[string]string{}
	for _, f := range of {
		if value := q.values[f.Name]; value != "" {
			given[f.Name] = value
		}
	}
	return given
}
