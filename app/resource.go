package app

import (
	"context"
	"encoding/json"

	"qadam/app/store"
	"qadam/models"
)

// Resource is the ordinary life of a noun: list, get, create, patch, and the steps of its lifecycle. What is particular to
// a noun is in its hooks, which run inside the transaction.
type Resource[T, I any] struct {
	app  *App
	noun *store.Noun[T]
	name string
	// input gives the part of a row that people write.
	input func(*T) *I
	// prepare holds the rules that need other rows, and fills what is not written by people; old is nil for a new row.
	prepare func(tx *store.Tx, old, row *T) error
	// follow does what follows from the change, in the same transaction.
	follow func(ctx context.Context, tx *store.Tx, old, row *T) error
	// history says who of those that see an object does not see its steps, and takes from these what the actor may not read.
	history func(tx *store.Tx, row *T, steps []models.Step) error
	// detail brings what a single object carries and a list of them does not.
	detail func(tx *store.Tx, row *T) error
	life   *life[T]
}

// Name is the noun in the singular, as the policy and the audit name it.
func (r *Resource[T, I]) Name() string { return r.name }

// Spec describes what the list can be asked.
func (r *Resource[T, I]) Spec() models.ListSpec { return r.noun.Spec() }

// List gives a page of what the actor sees.
func (r *Resource[T, I]) List(ctx context.Context, actor models.Actor, q models.ListQuery) (models.Page[T], error) {
	if err := allow(actor, r.name+".list"); err != nil {
		return models.Page[T]{}, err
	}
	return view(r.app, ctx, actor, func(tx *store.Tx) (models.Page[T], error) { return r.noun.List(tx, q) })
}

// Get gives one object that the actor sees.
func (r *Resource[T, I]) Get(ctx context.Context, actor models.Actor, id models.ID) (*T, error) {
	if err := allow(actor, r.name+".get"); err != nil {
		return nil, err
	}
	return view(r.app, ctx, actor, func(tx *store.Tx) (*T, error) {
		row, err := r.noun.Get(tx, id)
		if err != nil || r.detail == nil {
			return row, err
		}
		return row, r.detail(tx, row)
	})
}

// By gives the one visible object whose column has this value: a code, a reference, an address.
func (r *Resource[T, I]) By(ctx context.Context, actor models.Actor, column string, value any) (*T, error) {
	if err := allow(actor, r.name+".get"); err != nil {
		return nil, err
	}
	return view(r.app, ctx, actor, func(tx *store.Tx) (*T, error) { return r.noun.By(tx, column, value) })
}

// Create makes a new object.
func (r *Resource[T, I]) Create(ctx context.Context, actor models.Actor, in I) (*T, error) {
	if err := allow(actor, r.name+".create"); err != nil {
		return nil, err
	}
	if err := CheckShape(in); err != nil {
		return nil, err
	}
	return r.shown(ctx, actor)(change(r.app, ctx, actor, func(tx *store.Tx) (*T, error) { return r.create(ctx, tx, in) }))
}

// create is Create inside a transaction, for what makes objects as a consequence.
func (r *Resource[T, I]) create(ctx context.Context, tx *store.Tx, in I) (*T, error) {
	row := new(T)
	*r.input(row) = in
	if err := r.run(tx, nil, row); err != nil {
		return nil, err
	}
	if err := r.noun.Insert(tx, row); err != nil {
		return nil, err
	}
	if r.follow != nil {
		if err := r.follow(ctx, tx, nil, row); err != nil {
			return nil, err
		}
	}
	return row, r.keep(ctx, tx, r.name+".create", row, nil)
}

// Patch changes what apply changes of an object's input, if the object still has the version that the actor has read.
func (r *Resource[T, I]) Patch(ctx context.Context, actor models.Actor, id models.ID, version int, apply func(*I) error) (*T, error) {
	if err := allow(actor, r.name+".update"); err != nil {
		return nil, err
	}
	return change(r.app, ctx, actor, func(tx *store.Tx) (*T, error) {
		row, old, before, err := r.open(tx, id, version)
		if err != nil {
			return nil, err
		}
		if err := apply(r.input(row)); err != nil {
			return nil, err
		}
		if err := CheckShape(*r.input(row)); err != nil {
			return nil, err
		}
		if err := r.run(tx, old, row); err != nil {
			return nil, err
		}
		if err := r.noun.UpdateAll(tx, row); err != nil {
			return nil, err
		}
		return r.close(ctx, tx, r.name+".update", old, row, before)
	})
}

func (r *Resource[T, I]) run(tx *store.Tx, old, row *T) error {
	if r.prepare == nil {
		return nil
	}
	return r.prepare(tx, old, row)
}

// anyVersion is for changes that follow from another one: they have locked the row and need no If-Match.
const anyVersion = -1

// open reads an object for a change, with a copy of what it was.
func (r *Resource[T, I]) open(tx *store.Tx, id models.ID, version int) (row, old *T, before models.RawJSON, err error) {
	if row, err = r.noun.Lock(tx, id); err != nil {
		return nil, nil, "", err
	}
	if r.noun.Partial(row) { // not even which version it has is for its reader to try out
		return nil, nil, "", models.Missing()
	}
	if have := any(row).(models.Entity).Meta().Version; version != anyVersion && have != version {
		return nil, nil, "", models.Errorf(models.Stale, "Somebody changed this since you read it. Read it again, and send your change with its new ETag.")
	}
	b, err := json.Marshal(row)
	copied := *row
	return row, &copied, models.RawJSON(b), err
}

// close does what follows from a change and writes the audit.
func (r *Resource[T, I]) close(ctx context.Context, tx *store.Tx, action string, old, row *T, before models.RawJSON) (*T, error) {
	if r.follow != nil {
		if err := r.follow(ctx, tx, old, row); err != nil {
			return nil, err
		}
	}
	return row, r.keep(ctx, tx, action, row, before)
}

// keep writes the audit of a change, whole, and then makes the row what its actor may read.
func (r *Resource[T, I]) keep(ctx context.Context, tx *store.Tx, action string, row *T, before any) error {
	if err := r.noun.Reload(tx, row); err != nil {
		return err
	}
	if err := audit(ctx, tx, action, r.name, any(row).(models.Entity).Meta().ID, before, row); err != nil {
		return err
	}
	return r.noun.Show(tx, row)
}

// life is how a noun steps through its lifecycle.
type life[T any] struct {
	table models.Lifecycle
	// state gives where a row keeps its status and since when.
	state func(*T) (status *string, on *models.Date)
	// check holds the rules of a step that the table cannot know.
	check func(tx *store.Tx, row *T, in models.StepInput) error
	// follow does what follows from the step, after it was saved.
	follow func(ctx context.Context, tx *store.Tx, row *T, from string, in models.StepInput) error
	// propose notes that somebody asks for a step that it may not take.
	propose func(tx *store.Tx, row *T, in models.StepInput) error
}

// Statuses lists the statuses of the noun's life.
func (r *Resource[T, I]) Statuses() []string { return r.life.table.Statuses() }

// Step takes one step of an object's life, or proposes it where the table says so.
func (r *Resource[T, I]) Step(ctx context.Context, actor models.Actor, id models.ID, version int, in models.StepInput) (*T, error) {
	if err := allow(actor, r.name+".step"); err != nil {
		return nil, err
	}
	if err := CheckShape(in); err != nil {
		return nil, err
	}
	return r.shown(ctx, actor)(change(r.app, ctx, actor, func(tx *store.Tx) (*T, error) {
		row, _, before, err := r.open(tx, id, version)
		if err != nil {
			return nil, err
		}
		return r.step(ctx, tx, row, before, in)
	}))
}

// shown reads an answer anew that may have been kept for a repeated request: it may hold what a State has closed since.
func (r *Resource[T, I]) shown(ctx context.Context, actor models.Actor) func(*T, error) (*T, error) {
	return func(row *T, err error) (*T, error) {
		if err != nil || actor.Audience() == "" || requestOf(ctx).key == "" {
			return row, err
		}
		id := any(row).(models.Entity).Meta().ID
		return view(r.app, ctx, actor, func(tx *store.Tx) (*T, error) { return r.noun.Get(tx, id) })
	}
}

// step is Step inside a transaction, for steps that follow from others.
func (r *Resource[T, I]) step(ctx context.Context, tx *store.Tx, row *T, before models.RawJSON, in models.StepInput) (*T, error) {
	tx = tx.Because(in.Reason)
	status, on := r.life.state(row)
	from := *status
	move, err := r.life.table.Find(from, in.To, tx.Actor().Role)
	if err != nil {
		return nil, err
	}
	if in.OnDate == "" {
		in.OnDate = today(tx)
	}
	if err := notFuture(tx, "/on_date", in.OnDate); err != nil {
		return nil, err
	}
	proposed := !has(move.Roles, tx.Actor().Role)
	if r.life.check != nil {
		if err := r.life.check(tx, row, in); err != nil {
			return nil, err
		}
	}
	if proposed {
		err = r.life.propose(tx, row, in)
	} else {
		*status, *on = in.To, in.OnDate
	}
	if err != nil {
		return nil, err
	}
	if err := r.noun.Update(tx, row); err != nil {
		return nil, err
	}
	id := any(row).(models.Entity).Meta().ID
	if err := store.AddStep(tx, models.Step{SubjectType: r.name, SubjectID: id, FromStatus: from, ToStatus: in.To, OnDate: in.OnDate, Reason: in.Reason, Proposed: proposed}); err != nil {
		return nil, err
	}
	if r.life.follow != nil && !proposed {
		if err := r.life.follow(ctx, tx, row, from, in); err != nil {
			return nil, err
		}
	}
	return row, r.keep(ctx, tx, r.name+".step", row, before)
}

// Steps gives an object's history, oldest first, to whoever sees all of the object.
func (r *Resource[T, I]) Steps(ctx context.Context, actor models.Actor, id models.ID, q models.ListQuery) (models.Page[models.Step], error) {
	if err := allow(actor, r.name+".steps"); err != nil {
		return models.Page[models.Step]{}, err
	}
	return view(r.app, ctx, actor, func(tx *store.Tx) (models.Page[models.Step], error) {
		row, err := r.noun.Get(tx, id)
		if err != nil {
			return models.Page[models.Step]{}, err
		}
		if any(row).(models.Entity).Meta().Version == 0 { // shared in part: its history is not
			return models.Page[models.Step]{}, models.Missing()
		}
		q.Filters = map[string]string{"subject_id": string(id)}
		page, err := store.Steps.List(tx, q)
		if err != nil || r.history == nil {
			return page, err
		}
		return page, r.history(tx, row, page.Items)
	})
}

// ownWords leaves of a history, to those whom consent bounds, which steps were taken when, and the names and reasons of the
// steps that they took themselves: what others say of a need, and who is at work on it, is not opened with it.
func ownWords[T any](tx *store.Tx, _ *T, steps []models.Step) error {
	a := tx.Actor()
	for i := range steps {
		if s := &steps[i]; a.Audience() != "" && s.ActorID != a.UserID {
			s.Reason, s.ActorID, s.ActorName = "", "", ""
		}
	}
	return nil
}

func has(roles []models.Role, role models.Role) bool {
	for _, r := range roles {
		if r == role {
			return true
		}
	}
	return false
}
