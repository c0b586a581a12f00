package handlers

import (
	"context"
	"net/http"

	"qadam/app"
	"qadam/handlers/openapi"
	"qadam/models"
)

func personRoutes(a *app.App) group {
	return group{"people", "Whether two records are of one person, where the program cannot tell.", []route{
		own(http.MethodGet, "/people/doubles", "person.doubles", "People who may be one", a.PersonDoubles).
			note("The oldest pairs with one address, or one name at one organisation, of which nobody has said that they are two. When " +
				"they are decided on, the next ones come."),
		decision("/people/join", "person.join", "Join two records of one person",
			`{"kept_id":"$user spare","other_id":"$double","dry_run":false}`, a.JoinPeople).
			note("What names the other one names the kept one from then on, and what opens something for the other one ends. Two " +
				"accounts have the same role before, and who is active is kept. It cannot be undone: ask with dry_run first, which tells " +
				"what is moved."),
		decision("/people/apart", "person.apart", "Say that two people are two", `{"first_id":"$user spare","second_id":"$double"}`,
			a.KeepPeopleApart),
	}}
}

// decision is a use case on two people whom its input names.
func decision[T, I any](path, name, summary, example string, do func(context.Context, models.Actor, I) (*T, error)) route {
	return route{openapi.Route{Method: http.MethodPost, Path: path, Action: name, Summary: summary, In: *new(I), Out: new(T),
		Example: example, Conflict: true},
		func(x *exchange) error {
			var in I
			if err := x.decode(&in); err != nil {
				return err
			}
			return x.ok(do(x.ctx, x.actor, in))
		}}
}
