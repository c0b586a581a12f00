package handlerstest

import (
	"qadam/app"
	"qadam/handlers"
	"qadam/models"
)

// Line is one line of the table of routes.
type Line struct {
	Method, Path, Action, Example, Media string
	Status, MaxBody                      int
	Body, IfMatch, ETag, Pure            bool
	Open, Public, Proof, Person, Batch   bool
	List                                 *models.ListSpec
	Params                               []param
}

// param is a query parameter of a line that is no list, or has more than a list.
type param struct {
	Name, Kind string
	Required   bool
	Multiple   bool
	Enum       []string
}

// LinesOf gives the lines of the API's table, their paths as OpenAPI writes them.
func LinesOf(a *app.App) []Line {
	var lines []Line
	for _, g := range handlers.Routes(a) {
		for _, r := range g.Routes {
			var params []param
			for _, p := range r.Params {
				params = append(params, param{p.Name, p.Kind, p.Required, p.Multiple, p.Enum})
			}
			lines = append(lines, Line{Method: r.Method, Path: r.Template(), Action: r.Action, Example: r.Example, Media: r.Media,
				Status: r.Success(), MaxBody: r.MaxBody(), Body: r.In != nil, IfMatch: r.IfMatch, ETag: r.ETag, Pure: r.Pure,
				List: r.List, Params: params, Open: r.Open, Public: r.Public, Proof: r.Proof, Person: r.Person, Batch: r.Batch})
		}
	}
	return lines
}
