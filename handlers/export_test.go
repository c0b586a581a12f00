package handlers

import (
	"net/http"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"qadam/app"
	"qadam/handlers/openapi"
	"qadam/models"
)

// What the tests outside the package may see of its inside.

// Line is one line of the table of routes.
type Line struct {
	Method, Path, Action, Example, Media string
	Status                               int
	Body, IfMatch, ETag, Pure            bool
	Open, Proof, Person                  bool
	List                                 *models.ListSpec
	Params                               []Param
}

// Param is a query parameter of a line that is no list, or has more than a list.
type Param struct {
	Name, Kind string
	Required   bool
	Enum       []string
}

// Table gives the lines of the API's table, their paths as OpenAPI writes them.
func Table(a *app.App) []Line {
	var lines []Line
	for _, g := range Routes(a) {
		for _, r := range g.Routes {
			var params []Param
			for _, p := range r.Params {
				params = append(params, Param{p.Name, p.Kind, p.Required, p.Enum})
			}
			lines = append(lines, Line{Method: r.Method, Path: r.Template(), Action: r.Action, Example: r.Example, Media: r.Media,
				Status: r.Success(), Body: r.In != nil, IfMatch: r.IfMatch, ETag: r.ETag, Pure: r.Pure, List: r.List, Params: params,
				Open: r.Open, Proof: r.Proof, Person: r.Person})
		}
	}
	return lines
}

// Registered lists what Fiber itself answers to, as "GET /path", without HEAD and without middleware.
func (s *Server) Registered() []string {
	var all []string
	for _, r := range s.fiber.GetRoutes(true) {
		if line := r.Method + " " + openapi.Template(r.Path); r.Method != fiber.MethodHead && !slices.Contains(all, line) {
			all = append(all, line)
		}
	}
	return all
}

// Break adds a route that panics.
func (s *Server) Break(path, with string) {
	s.fiber.Get(path, func(*fiber.Ctx) error { panic(with) })
}

// Tire lets a peer have tried more than it may, for an hour.
func (s *Server) Tire(peer string) {
	s.guard.Block(peer, time.Hour)
}

// From answers a request as if it came from another machine.
func (s *Server) From(r *http.Request) (*http.Response, error) { return s.fiber.Test(r, -1) }

// Decode reads a JSON body strictly into an input.
func Decode(body []byte, dst any) error { return decodeInto(body, dst) }
