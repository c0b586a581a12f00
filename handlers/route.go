package handlers

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"qadam/app/engine"
	"qadam/handlers/openapi"
	"qadam/models"
)

// The makers of the routes that most nouns have. Each gives one line of the table.

// noun makes the usual routes of a resource below one path.
type noun[T, I any] struct {
	path     string
	resource engine.Resource[T, I]
}

func nounAt[T, I any](path string, r engine.Resource[T, I]) noun[T, I] { return noun[T, I]{path, r} }

// title names the noun as people read it.
func (n noun[T, I]) title() string { return title(n.resource.Name()) }

func title(name string) string { return strings.ReplaceAll(name, "_", " ") }

// withArticle puts "a" or "an" before a noun. A u begins the names of "user" and "update" alike, so the latter is told apart.
func withArticle(name string) string {
	if strings.ContainsRune("aeio", rune(name[0])) || strings.HasPrefix(name, "up") {
		return "an " + name
	}
	return "a " + name
}

// list gives a page of the noun.
func (n noun[T, I]) list(summary string) route {
	spec := n.resource.Spec()
	return route{openapi.Route{Method: http.MethodGet, Path: n.path, Action: n.resource.Name() + ".list", Summary: summary,
		Out: models.Page[T]{}, List: &spec, Params: expandParams(n.resource.Expansions(false))},
		func(x *exchange) error {
			x.query.list.Expand = x.query.expansions()
			return x.ok(n.resource.List(x.ctx, x.actor, x.query.list))
		}}
}

// get gives one object.
func (n noun[T, I]) get() route {
	return route{openapi.Route{Method: http.MethodGet, Path: n.path + "/:id", Action: n.resource.Name() + ".get",
		Summary: "Get one " + n.title(), Out: new(T), ETag: versioned[T](), Params: expandParams(n.resource.Expansions(true))},
		func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			return x.ok(n.resource.GetExpanded(x.ctx, x.actor, id, x.query.expansions()))
		}}
}

// expandParams is the parameter that asks for what objects refer to, where more than names can be had.
func expandParams(allowed []string) []openapi.Param {
	if len(allowed) == 0 {
		return nil
	}
	return []openapi.Param{{Name: "expand", Kind: "string", Multiple: true, Enum: allowed,
		Doc: "Give with it, as expanded, what it refers to, as far as you may see that"}}
}

// withNames lets each route that gives JSON and changes nothing be asked for the names of what its answer refers to. Public answers
// hold no ids of others, and are the same for all.
func withNames(groups []group) []group {
	for _, g := range groups {
		for i := range g.routes {
			g.routes[i].takeNames()
		}
	}
	return groups
}

// takeNames adds "names" to what can be asked for by expand.
func (r *route) takeNames() {
	if !r.Named() {
		return
	}
	const doc = "; names adds, as named, what all ids in the answer stand for"
	if p := r.param("expand"); p != nil {
		p.Enum, p.Doc = append(slices.Clone(p.Enum), openapi.Names), p.Doc+doc
		return
	}
	r.Params = append(slices.Clone(r.Params), openapi.Param{Name: "expand", Kind: "string", Multiple: true, Enum: []string{openapi.Names},
		Doc: "Give with it what it refers to" + doc + ", as far as you may see that"})
}

// create makes an object.
func (n noun[T, I]) create(example string) route {
	r := n.createBy(example, n.resource.Create)
	r.Batch = true
	return r
}

// createBy is create by a use case of its own.
func (n noun[T, I]) createBy(example string, do func(context.Context, models.Actor, I) (*T, error)) route {
	return creation(n.path, n.resource.Name(), example, do)
}

// patch changes the fields of an object that the body names.
func (n noun[T, I]) patch(example string) route {
	return route{openapi.Route{Method: http.MethodPatch, Path: n.path + "/:id", Action: n.resource.Name() + ".update",
		Summary: "Change " + withArticle(n.title()), In: *new(I), Out: new(T), Example: example, ETag: true, IfMatch: true,
		Batch: true},
		func(x *exchange) error {
			return x.change(func(id models.ID, version int) error {
				body, err := x.body("application/json")
				if err != nil {
					return err
				}
				return x.ok(n.resource.Patch(x.ctx, x.actor, id, version, func(in *I) error { return decodeInto(body, in) }))
			})
		}}
}

// step takes one step of an object's life.
func (n noun[T, I]) step(example string) route {
	r := action(n.path+"/:id/step", n.resource.Name()+".step", "Take a step of its life", example, n.resource.Step)
	r.Batch = true
	return r.note("The statuses are " + strings.Join(n.resource.Statuses(), ", ") + ".")
}

// steps gives the steps of an object's life.
func (n noun[T, I]) steps() route {
	return past(n.path+"/:id/steps", n.resource.Name()+".steps", "The steps of its life, dated and signed", n.resource.Steps)
}

// history tells what happened to an object, in words.
func (n noun[T, I]) history() route {
	return past(n.path+"/:id/history", n.resource.Name()+".history", "What happened to it, in words", n.resource.History)
}

// preview tries a change out, of which the body is a part as in a PATCH.
func preview[I, O any](path, name, summary, example string, try previewer[I, O]) route {
	return route{openapi.Route{Method: http.MethodPost, Path: path + "/:id/preview", Action: name + ".preview", Summary: summary,
		Note: "The body is what a PATCH would say. Nothing is changed.", In: *new(I), Out: new(O), Example: example, Partial: true,
		Pure: true},
		func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			body, err := x.body("application/json")
			if err != nil {
				return err
			}
			return x.ok(try(x.ctx, x.actor, id, func(in *I) error { return decodeInto(body, in) }))
		}}
}

// previewer tries a change of one object out.
type previewer[I, O any] func(context.Context, models.Actor, models.ID, func(*I) error) (*O, error)

// creation makes an object by a use case.
func creation[T, I any](path, name, example string, do func(context.Context, models.Actor, I) (*T, error)) route {
	return route{openapi.Route{Method: http.MethodPost, Path: path, Action: name + ".create", Summary: "Add " + withArticle(title(name)),
		In: *new(I), Out: new(T), Status: http.StatusCreated, Example: example, ETag: true, Conflict: true},
		func(x *exchange) error {
			var in I
			if err := x.decode(&in); err != nil {
				return err
			}
			return x.ok(do(x.ctx, x.actor, in))
		}}
}

// own answers with what a use case gives for the actor alone.
func own[T any](method, path, name, summary string, do func(context.Context, models.Actor) (*T, error)) route {
	return route{openapi.Route{Method: method, Path: path, Action: name, Summary: summary, Out: new(T)},
		func(x *exchange) error { return x.ok(do(x.ctx, x.actor)) }}
}

// look answers with what a use case tells of one object.
func look[T any](path, name, summary string, tell func(context.Context, models.Actor, models.ID) (*T, error)) route {
	return route{openapi.Route{Method: http.MethodGet, Path: path, Action: name, Summary: summary, Out: new(T)}, onObject(tell)}
}

// past gives what happened to an object, page by page.
func past[T any](path, name, summary string, tell func(context.Context, models.Actor, models.ID, models.ListQuery) (models.Page[T],
	error)) route {
	spec := models.ListSpec{Sorts: []string{"created_at", "-created_at"}, Default: "created_at"}
	return route{openapi.Route{Method: http.MethodGet, Path: path, Action: name, Summary: summary, Out: models.Page[T]{}, List: &spec},
		func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			return x.ok(tell(x.ctx, x.actor, id, x.query.list))
		}}
}

// action is a use case on one object that takes an input and needs If-Match.
func action[T, I any](path, name, summary, example string, do func(context.Context, models.Actor, models.ID, int, I) (*T, error)) route {
	return route{openapi.Route{Method: http.MethodPost, Path: path, Action: name, Summary: summary, In: *new(I), Out: new(T),
		Example: example, ETag: true, IfMatch: true, Conflict: true},
		func(x *exchange) error {
			return x.change(func(id models.ID, version int) error {
				var in I
				if err := x.decode(&in); err != nil {
					return err
				}
				return x.ok(do(x.ctx, x.actor, id, version, in))
			})
		}}
}

// plainAction is an action without an input.
func plainAction[T any](path, name, summary string, do func(context.Context, models.Actor, models.ID, int) (*T, error)) route {
	return route{openapi.Route{Method: http.MethodPost, Path: path, Action: name, Summary: summary, Out: new(T),
		ETag: true, IfMatch: true, Conflict: true},
		func(x *exchange) error {
			return x.change(func(id models.ID, version int) error { return x.ok(do(x.ctx, x.actor, id, version)) })
		}}
}

// versionless is an action that is no change of a version that was read: it needs no If-Match.
func versionless[T, I any](path, name, summary, example string, do func(context.Context, models.Actor, models.ID, I) (*T, error)) route {
	return route{openapi.Route{Method: http.MethodPost, Path: path, Action: name, Summary: summary, In: *new(I), Out: new(T),
		Example: example, Conflict: true},
		func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			var in I
			if err := x.decode(&in); err != nil {
				return err
			}
			return x.ok(do(x.ctx, x.actor, id, in))
		}}
}

// plainVersionless is an action without an input that needs no If-Match.
func plainVersionless[T any](path, name, summary string, do func(context.Context, models.Actor, models.ID) (*T, error)) route {
	return route{openapi.Route{Method: http.MethodPost, Path: path, Action: name, Summary: summary, Out: new(T), Conflict: true},
		onObject(do)}
}

// onObject answers with what a use case makes of the object in the path.
func onObject[T any](do func(context.Context, models.Actor, models.ID) (*T, error)) func(*exchange) error {
	return func(x *exchange) error {
		id, err := x.id()
		if err != nil {
			return err
		}
		return x.ok(do(x.ctx, x.actor, id))
	}
}

// versioned tells whether a noun counts its changes; what is only ever added to does not.
func versioned[T any]() bool {
	_, found := reflect.TypeFor[T]().FieldByName("Version")
	return found
}

// note says what is particular to a route, before what its maker says.
func (r route) note(text string) route {
	r.Note = strings.TrimSpace(text + " " + r.Note)
	return r
}

// conflicts says that a change can meet a code, a name or an address that is taken, or a state that forbids it.
func (r route) conflicts() route {
	r.Conflict = true
	return r
}

// forPeople says that a route is for people who have signed in: no token may make what could outlive it.
func (r route) forPeople() route {
	r.Person = true
	return r
}

// withETag says that the answer carries an ETag.
func (r route) withETag() route {
	r.ETag = true
	return r
}
