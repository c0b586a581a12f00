package app

import (
	"context"
	"encoding/json"
	"slices"

	"qadam/app/store"
	"qadam/models"
)

// Resource is the ordinary life of a noun: list, get, create, patch, and the steps of its lifecycle. What is particular to
// a noun is in its hooks, which run inside the transaction.
type Resource[T, I any] struct {
	engine *Engine
	kind   Kind[T, I]
}

// Kind says what is particular to a noun.
type Kind[T, I any] struct {
	Noun *store.Noun[T]
	// Name is the noun in the singular, as the policy and the log name it.
	Name string
	// Input gives the part of a row that people write.
	Input func(*T) *I
	// Prepare holds the rules that need other rows, and fills what is not written by people; old is nil for a new row.
	Prepare func(tx *store.Tx, old, row *T) error
	// Follow does what follows from the change, in the same transaction.
	Follow func(ctx context.Context, tx *store.Tx, old, row *T) error
	// History says who of those that see an object does not see its steps, and takes from these what the actor may not read.
	History func(tx *store.Tx, row *T, steps []models.Step) error
	// Detail brings what a single object carries and a list of them does not.
	Detail func(tx *store.Tx, row *T) error
	Life   *Life[T]
}

// None is the input of what nobody writes by hand.
type None struct{}

// newResource gives a noun its ordinary life.
func newResource[T, I any](e *Engine, k Kind[T, I]) *Resource[T, I] {
	return &Resource[T, I]{engine: e, kind: k}
}

// Name is the noun in the singular, as the policy and the audit name it.
func (r *Resource[T, I]) Name() string { return r.kind.Name }

// Spec describes what the list can be asked.
func (r *Resource[T, I]) Spec() models.ListSpec { return r.kind.Noun.Spec() }

// List gives a page of what the actor sees.
func (r *Resource[T, I]) List(ctx context.Context, actor models.Actor, q models.ListQuery) (models.Page[T], error) {
	if err := allow(actor, r.kind.Name+".list"); err != nil {
		return models.Page[T]{}, err
	}
	return view(r.engine, ctx, actor, func(tx *store.Tx) (models.Page[T], error) { return r.kind.Noun.List(tx, q) })
}

// Get gives one object that the actor sees.
func (r *Resource[T, I]) Get(ctx context.Context, actor models.Actor, id models.ID) (*T, error) {
	if err := allow(actor, r.kind.Name+".get"); err != nil {
		return nil, err
	}
	return view(r.engine, ctx, actor, func(tx *store.Tx) (*T, error) {
		row, err := r.kind.Noun.Get(tx, id)
		if err != nil || r.kind.Detail == nil {
			return row, err
		}
		return row, r.kind.Detail(tx, row)
	})
}

// By gives the one visible object whose column has this value: a code, a reference, an address.
func (r *Resource[T, I]) By(ctx context.Context, actor models.Actor, column string, value any) (*T, error) {
	if err := allow(actor, r.kind.Name+".get"); err != nil {
		return nil, err
	}
	return view(r.engine, ctx, actor, func(tx *store.Tx) (*T, error) { return r.kind.Noun.By(tx, column, value) })
}

// Create makes a new object.
func (r *Resource[T, I]) Create(ctx context.Context, actor models.Actor, in I) (*T, error) {
	if err := allow(actor, r.kind.Name+".create"); err != nil {
		return nil, err
	}
	if err := CheckShape(in); err != nil {
		return nil, err
	}
	return r.shown(ctx, actor)(change(r.engine, ctx, actor, func(tx *store.Tx) (*T, error) { return r.create(ctx, tx, in) }))
}

// create is Create inside a transaction, for what makes objects as a consequence.
func (r *Resource[T, I]) create(ctx context.Context, tx *store.Tx, in I) (*T, error) {
	row := new(T)
	*r.kind.Input(row) = in
	if err := r.run(tx, nil, row); err != nil {
		return nil, err
	}
	if err := r.kind.Noun.Insert(tx, row); err != nil {
		return nil, err
	}
	if r.kind.Follow != nil {
		if err := r.kind.Follow(ctx, tx, nil, row); err != nil {
			return nil, err
		}
	}
	return row, r.keep(ctx, tx, r.kind.Name+".create", row, nil)
}

// Patch changes what apply changes of an object's input, if the object still has the version that the actor has read.
func (r *Resource[T, I]) Patch(ctx context.Context, actor models.Actor, id models.ID, version int, apply func(*I) error) (*T, error) {
	if err := allow(actor, r.kind.Name+".update"); err != nil {
		return nil, err
	}
	return change(r.engine, ctx, actor, func(tx *store.Tx) (*T, error) {
		row, old, before, err := r.open(tx, id, version)
		if err != nil {
			return nil, err
		}
		if err := apply(r.kind.Input(row)); err != nil {
			return nil, err
		}
		if err := CheckShape(*r.kind.Input(row)); err != nil {
			return nil, err
		}
		if err := r.run(tx, old, row); err != nil {
			return nil, err
		}
		if err := r.kind.Noun.UpdateAll(tx, row); err != nil {
			return nil, err
		}
		return r.close(ctx, tx, r.kind.Name+".update", old, row, before)
	})
}

func (r *Resource[T, I]) run(tx *store.Tx, old, row *T) error {
	if r.kind.Prepare == nil {
		return nil
	}
	return r.kind.Prepare(tx, old, row)
}

// anyVersion is for changes that follow from another one: they have locked the row and need no If-Match.
const anyVersion = -1

// open reads an object for a change, with a copy of what it was.
func (r *Resource[T, I]) open(tx *store.Tx, id models.ID, version int) (row, old *T, before models.RawJSON, err error) {
	if row, err = r.kind.Noun.Lock(tx, id); err != nil {
		return nil, nil, "", err
	}
	if r.kind.Noun.Partial(row) { // not even which version it has is for its reader to try out
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
	if r.kind.Follow != nil {
		if err := r.kind.Follow(ctx, tx, old, row); err != nil {
			return nil, err
		}
	}
	return row, r.keep(ctx, tx, action, row, before)
}

// keep writes the audit of a change, whole, and then makes the row what its actor may read.
func (r *Resource[T, I]) keep(ctx context.Context, tx *store.Tx, action string, row *T, before any) error {
	if err := r.kind.Noun.Reload(tx, row); err != nil {
		return err
	}
	if err := audit(ctx, tx, action, r.kind.Name, any(row).(models.Entity).Meta().ID, before, row); err != nil {
		return err
	}
	return r.kind.Noun.Show(tx, row)
}

// Life is how a noun steps through its lifecycle.
type Life[T any] struct {
	Table models.Lifecycle
	// State gives where a row keeps its status and since when.
	State func(*T) (status *string, on *models.Date)
	// Check holds the rules of a step that the table cannot know.
	Check func(tx *store.Tx, row *T, in models.StepInput) error
	// Follow does what follows from the step, after it was saved.
	Follow func(ctx context.Context, tx *store.Tx, row *T, from string, in models.StepInput) error
	// Propose notes that somebody asks for a step that it may not take.
	Propose func(tx *store.Tx, row *T, in models.StepInput) error
}

// Statuses lists the statuses of the noun's life.
func (r *Resource[T, I]) Statuses() []string { return r.kind.Life.Table.Statuses() }

// Step takes one step of an object's life, or proposes it where the table says so.
func (r *Resource[T, I]) Step(ctx context.Context, actor models.Actor, id models.ID, version int, in models.StepInput) (*T, error) {
	if err := allow(actor, r.kind.Name+".step"); err != nil {
		return nil, err
	}
	if err := CheckShape(in); err != nil {
		return nil, err
	}
	return r.shown(ctx, actor)(change(r.engine, ctx, actor, func(tx *store.Tx) (*T, error) {
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
		return view(r.engine, ctx, actor, func(tx *store.Tx) (*T, error) { return r.kind.Noun.Get(tx, id) })
	}
}

// step is Step inside a transaction, for steps that follow from others.
func (r *Resource[T, I]) step(ctx context.Context, tx *store.Tx, row *T, before models.RawJSON, in models.StepInput) (*T, error) {
	tx = tx.Because(in.Reason)
	status, on := r.kind.Life.State(row)
	from := *status
	move, err := r.kind.Life.Table.Find(from, in.To, tx.Actor().Role)
	if err != nil {
		return nil, err
	}
	if in.OnDate == "" {
		in.OnDate = today(tx)
	}
	if err := notFuture(tx, "/on_date", in.OnDate); err != nil {
		return nil, err
	}
	proposed := !slices.Contains(move.Roles, tx.Actor().Role)
	if r.kind.Life.Check != nil {
		if err := r.kind.Life.Check(tx, row, in); err != nil {
			return nil, err
		}
	}
	if proposed {
		err = r.kind.Life.Propose(tx, row, in)
	} else {
		*status, *on = in.To, in.OnDate
	}
	if err != nil {
		return nil, err
	}
	if err := r.kind.Noun.Update(tx, row); err != nil {
		return nil, err
	}
	id := any(row).(models.Entity).Meta().ID
	if err := store.AddStep(tx, models.Step{SubjectType: r.kind.Name, SubjectID: id, FromStatus: from, ToStatus: in.To, OnDate: in.OnDate, Reason: in.Reason, Proposed: proposed}); err != nil {
		return nil, err
	}
	if r.kind.Life.Follow != nil && !proposed {
		if err := r.kind.Life.Follow(ctx, tx, row, from, in); err != nil {
			return nil, err
		}
	}
	return row, r.keep(ctx, tx, r.kind.Name+".step", row, before)
}

// Steps gives an object's history, oldest first, to whoever sees all of the object.
func (r *Resource[T, I]) Steps(ctx context.Context, actor models.Actor, id models.ID, q models.ListQuery) (models.Page[models.Step], error) {
	if err := allow(actor, r.kind.Name+".steps"); err != nil {
		return models.Page[models.Step]{}, err
	}
	return view(r.engine, ctx, actor, func(tx *store.Tx) (models.Page[models.Step], error) {
		row, err := r.kind.Noun.Get(tx, id)
		if err != nil {
			return models.Page[models.Step]{}, err
		}
		if any(row).(models.Entity).Meta().Version == 0 { // shared in part: its history is not
			return models.Page[models.Step]{}, models.Missing()
		}
		q.Filters = map[string]string{"subject_id": string(id)}
		page, err := store.Steps.List(tx, q)
		if err != nil || r.kind.History == nil {
			return page, err
		}
		return page, r.kind.History(tx, row, page.Items)
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
