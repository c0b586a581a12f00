package handlers

import (
	"context"
	"reflect"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/app/engine"
	"qadam/models"
)

// The makers of the routes that most nouns have. Each gives one line of the table.

// list gives a page of a noun.
func list[T, I any](path string, r *engine.Resource[T, I], summary string) route {
	spec := r.Spec()
	return route{method: fiber.MethodGet, path: path, action: r.Name() + ".list", summary: summary, out: models.Page[T]{}, list: &spec,
		run: func(x *exchange) error {
			q, err := x.query(spec)
			if err != nil {
				return err
			}
			page, err := r.List(x.ctx, x.actor, q)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, page)
		}}
}

// get gives one object.
func get[T, I any](path string, r *engine.Resource[T, I]) route {
	return route{method: fiber.MethodGet, path: path + "/:id", action: r.Name() + ".get", summary: "Get one " + title(r.Name()), out: new(T), etag: versioned[T](),
		run: func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			row, err := r.Get(x.ctx, x.actor, id)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, row)
		}}
}

// versioned tells whether a noun counts its changes; what is only ever added to does not.
func versioned[T any]() bool {
	_, found := reflect.TypeFor[T]().FieldByName("Version")
	return found
}

// create makes an object.
func create[T, I any](path string, r *engine.Resource[T, I], example string) route {
	return creation(path, r.Name(), example, r.Create)
}

// creation is create with a use case of its own.
func creation[T, I any](path, name, example string, make func(context.Context, models.Actor, I) (*T, error)) route {
	return route{method: fiber.MethodPost, path: path, action: name + ".create", summary: "Add a " + title(name), in: *new(I), out: new(T), status: fiber.StatusCreated,
		example: example, etag: true, conflict: true,
		run: func(x *exchange) error {
			var in I
			if err := x.decode(&in); err != nil {
				return err
			}
			row, err := make(x.ctx, x.actor, in)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusCreated, row)
		}}
}

// clashes are the nouns of which a change can meet a code, a name or an address that is taken, or a state that forbids it.
var clashes = map[string]bool{"organisation": true, "contact": true, "user": true, "instrument": true, "provision": true,
	"institution": true, "scheme": true, "update": true, "referral": true}

// patch changes the fields of an object that the body names.
func patch[T, I any](path string, r *engine.Resource[T, I], example string) route {
	return route{method: fiber.MethodPatch, path: path + "/:id", action: r.Name() + ".update", summary: "Change a " + title(r.Name()), in: *new(I), out: new(T),
		example: example, etag: true, ifMatch: true, conflict: clashes[r.Name()],
		run: func(x *exchange) error {
			id, version, err := x.target()
			if err != nil {
				return err
			}
			body, err := x.body("application/json", jsonLimit)
			if err != nil {
				return err
			}
			row, err := r.Patch(x.ctx, x.actor, id, version, func(in *I) error { return decodeInto(body, in) })
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, row)
		}}
}

// step takes one step of an object's life.
func step[T, I any](path string, r *engine.Resource[T, I], example string) route {
	line := action(path+"/:id/step", r.Name()+".step", "Take a step of its life", example, r.Step)
	line.note = "The statuses are " + strings.Join(r.Statuses(), ", ") + "."
	return line
}

// action is a use case on one object that takes an input and needs If-Match.
func action[T, I any](path, name, summary, example string, do func(context.Context, models.Actor, models.ID, int, I) (*T, error)) route {
	return route{method: fiber.MethodPost, path: path, action: name, summary: summary, in: *new(I), out: new(T), example: example, etag: true, ifMatch: true, conflict: true,
		run: func(x *exchange) error {
			id, version, err := x.target()
			if err != nil {
				return err
			}
			var in I
			if err := x.decode(&in); err != nil {
				return err
			}
			row, err := do(x.ctx, x.actor, id, version, in)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, row)
		}}
}

// plainAction is an action without an input.
func plainAction[T any](path, name, summary string, do func(context.Context, models.Actor, models.ID, int) (*T, error)) route {
	return route{method: fiber.MethodPost, path: path, action: name, summary: summary, out: new(T), etag: true, ifMatch: true, conflict: true,
		run: func(x *exchange) error {
			id, version, err := x.target()
			if err != nil {
				return err
			}
			row, err := do(x.ctx, x.actor, id, version)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, row)
		}}
}

// steps gives the steps of an object's life.
func steps[T, I any](path string, r *engine.Resource[T, I]) route {
	return past(path+"/:id/steps", r.Name()+".steps", "The steps of its life, dated and signed", r.Steps)
}

// past gives what happened to an object, page by page.
func past[T any](path, name, summary string, tell func(context.Context, models.Actor, models.ID, models.ListQuery) (models.Page[T], error)) route {
	spec := models.ListSpec{Sorts: []string{"created_at", "-created_at"}, Default: "created_at"}
	return route{method: fiber.MethodGet, path: path, action: name, summary: summary, out: models.Page[T]{}, list: &spec,
		run: func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			q, err := x.query(spec)
			if err != nil {
				return err
			}
			page, err := tell(x.ctx, x.actor, id, q)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, page)
		}}
}

// target reads which object a change is of, and which version.
func (x *exchange) target() (models.ID, int, error) {
	id, err := x.id()
	if err != nil {
		return "", 0, err
	}
	version, err := x.version()
	return id, version, err
}

// title names a noun as people read it.
func title(name string) string { return strings.ReplaceAll(name, "_", " ") }
