package engine

import (
	"context"
	"reflect"

	"qadam/app/store"
	"qadam/models"
	"qadam/models/jsontext"
)

// Resource is the use cases of a noun: list, get, create, patch, and the steps of its lifecycle. It is an interface so that a
// package which only calls them does not compile them anew: Go compiles the methods of a generic type in each package that knows
// one of its instances.
type Resource[T, I any] interface {
	Name() string
	Spec() models.ListSpec
	Expansions(single bool) []string
	Statuses() []string

	List(ctx context.Context, actor models.Actor, q models.ListQuery) (models.Page[T], error)
	Get(ctx context.Context, actor models.Actor, id models.ID) (*T, error)
	GetExpanded(ctx context.Context, actor models.Actor, id models.ID, asked []string) (*T, error)
	By(ctx context.Context, actor models.Actor, column string, value any) (*T, error)
	Create(ctx context.Context, actor models.Actor, in I) (*T, error)
	Patch(ctx context.Context, actor models.Actor, id models.ID, version int, apply func(*I) error) (*T, error)
	Step(ctx context.Context, actor models.Actor, id models.ID, version int, in models.StepInput) (*T, error)
	Hold(ctx context.Context, actor models.Actor, id models.ID, version int) (*T, error)
	Steps(ctx context.Context, actor models.Actor, id models.ID, q models.ListQuery) (models.Page[models.Step], error)
	History(ctx context.Context, actor models.Actor, id models.ID, q models.ListQuery) (models.Page[models.Event], error)
	Load(b *Bulk, rows []*T) error

	// What follows serves other use cases, inside their transactions.

	CreateIn(ctx context.Context, tx *store.Tx, in I) (*T, error)
	PatchIn(ctx context.Context, tx *store.Tx, id models.ID, version int, apply func(*I) error) (*T, error)
	StepIn(ctx context.Context, tx *store.Tx, row *T, before models.RawJSON, in models.StepInput) (*T, error)
	Lock(tx *store.Tx, id models.ID, version int) (row, old *T, before models.RawJSON, err error)
	LockBy(tx *store.Tx, column string, value any) (row *T, before models.RawJSON, err error)
	Finish(ctx context.Context, tx *store.Tx, action string, old, row *T, before models.RawJSON) (*T, error)
	Record(ctx context.Context, tx *store.Tx, action string, row *T, before any) error
}

// resource is a Resource. What is particular to a noun is in its hooks, which run inside the transaction.
type resource[T, I any] struct {
	Engine *Engine
	Kind   Kind[T, I]
}

// Kind says what is particular to a noun.
type Kind[T, I any] struct {
	Noun *store.Noun[T]
	// Input gives the part of a row that people write.
	Input func(*T) *I
	// Prepare holds the rules that need other rows, and fills what is not written by people; old is nil for a new row.
	Prepare func(tx *store.Tx, old, row *T) error
	// Adopt gives the row that a new object is already, as another noun's; nil for none. It gets the object's input then.
	Adopt func(tx *store.Tx, row *T) (*models.Base, error)
	// After does what follows from a change, in the same transaction.
	After func(ctx context.Context, tx *store.Tx, old, row *T) error
	// MaskSteps refuses or masks an object's steps for actors who see the object and may not read all of its history.
	MaskSteps func(tx *store.Tx, row *T, steps []models.Step) error
	// Detail reads what a single object has and a list leaves out.
	Detail    func(tx *store.Tx, row *T) error
	Lifecycle *Lifecycle[T]
	// Ask refuses filters by values that there are not, where the store cannot know them.
	Ask func(tx *store.Tx, filters map[string]string) error
	// Expand says what can be asked to be given with an object; nil for nothing.
	Expand *Expansion[T]
}

// None is the input of a noun without an input.
type None struct{}

// NewResource makes the use cases of a noun.
func NewResource[T, I any](e *Engine, k Kind[T, I]) Resource[T, I] {
	return &resource[T, I]{Engine: e, Kind: k}
}

// Name is the noun in the singular, as the policy and the log name it.
func (r *resource[T, I]) Name() string { return r.Kind.Noun.Name }

// Spec describes the list's filters and sorts.
func (r *resource[T, I]) Spec() models.ListSpec { return r.Kind.Noun.Spec() }

// List gives a page of what the actor sees.
func (r *resource[T, I]) List(ctx context.Context, actor models.Actor, q models.ListQuery) (models.Page[T], error) {
	if err := Allow(actor, r.Name()+".list"); err != nil {
		return models.Page[T]{}, err
	}
	return View(r.Engine, ctx, actor, func(tx *store.Tx) (models.Page[T], error) {
		if r.Kind.Ask != nil {
			if err := r.Kind.Ask(tx, q.Filters); err != nil {
				return models.Page[T]{}, err
			}
		}
		page, err := r.Kind.Noun.List(tx, q)
		if err != nil {
			return page, err
		}
		rows := make([]*T, len(page.Items))
		for i := range page.Items {
			rows[i] = &page.Items[i]
		}
		return page, r.expand(tx, rows, q.Expand)
	})
}

// Get gives one object that the actor sees.
func (r *resource[T, I]) Get(ctx context.Context, actor models.Actor, id models.ID) (*T, error) {
	return r.GetExpanded(ctx, actor, id, nil)
}

// read reads one object that the actor sees, with what a list leaves out.
func (r *resource[T, I]) read(tx *store.Tx, id models.ID) (*T, error) {
	row, err := r.Kind.Noun.Get(tx, id)
	if err != nil || r.Kind.Detail == nil {
		return row, err
	}
	return row, r.Kind.Detail(tx, row)
}

// By gives the one visible object whose column has this value: a code, a reference, an address.
func (r *resource[T, I]) By(ctx context.Context, actor models.Actor, column string, value any) (*T, error) {
	if err := Allow(actor, r.Name()+".get"); err != nil {
		return nil, err
	}
	return View(r.Engine, ctx, actor, func(tx *store.Tx) (*T, error) { return r.Kind.Noun.By(tx, column, value) })
}

// Create makes a new object.
func (r *resource[T, I]) Create(ctx context.Context, actor models.Actor, in I) (*T, error) {
	if err := Begin(actor, r.Name()+".create", in); err != nil {
		return nil, err
	}
	return r.rereadAnswer(ctx, actor)(Change(r.Engine, ctx, actor, func(tx *store.Tx) (*T, error) { return r.CreateIn(ctx, tx, in) }))
}

// CreateIn is Create inside a transaction, for objects that follow from another change.
func (r *resource[T, I]) CreateIn(ctx context.Context, tx *store.Tx, in I) (*T, error) {
	row := new(T)
	*r.Kind.Input(row) = in
	if err := r.run(tx, nil, row); err != nil {
		return nil, err
	}
	if err := r.insert(tx, row); err != nil {
		return nil, err
	}
	if r.Kind.After != nil {
		if err := r.Kind.After(ctx, tx, nil, row); err != nil {
			return nil, err
		}
	}
	return row, r.Record(ctx, tx, r.Name()+".create", row, nil)
}

// insert writes a new row, or into the one that it is already.
func (r *resource[T, I]) insert(tx *store.Tx, row *T) error {
	if r.Kind.Adopt != nil {
		switch found, err := r.Kind.Adopt(tx, row); {
		case err != nil:
			return err
		case found != nil:
			*any(row).(models.Entity).Meta() = *found
			return r.Kind.Noun.UpdateAll(tx, row)
		}
	}
	return r.Kind.Noun.Insert(tx, row)
}

// Patch applies a change to an object's input, if the object still has the version that the actor has read.
func (r *resource[T, I]) Patch(ctx context.Context, actor models.Actor, id models.ID, version int, apply func(*I) error) (*T, error) {
	if err := Allow(actor, r.Name()+".update"); err != nil {
		return nil, err
	}
	return Change(r.Engine, ctx, actor, func(tx *store.Tx) (*T, error) { return r.PatchIn(ctx, tx, id, version, apply) })
}

// PatchIn is Patch inside a transaction, for changes of many objects at once.
func (r *resource[T, I]) PatchIn(ctx context.Context, tx *store.Tx, id models.ID, version int, apply func(*I) error) (*T, error) {
	row, old, before, err := r.lock(tx, id, version, apply)
	if err != nil {
		return nil, err
	}
	if l := r.Kind.Lifecycle; l != nil {
		status, _ := l.State(row)
		if err := l.Table.RefuseClosed(*status, tx.Actor().Role); err != nil {
			return nil, err
		}
	}
	if err := apply(r.Kind.Input(row)); err != nil {
		return nil, err
	}
	if err := CheckShape(*r.Kind.Input(row)); err != nil {
		return nil, err
	}
	if err := r.run(tx, old, row); err != nil {
		return nil, err
	}
	if reflect.DeepEqual(r.Kind.Input(row), r.Kind.Input(old)) { // nothing is changed, which is no version
		*row = *old
		return row, r.showAsRead(tx, row)
	}
	if err := r.Kind.Noun.UpdateAll(tx, row); err != nil {
		return nil, err
	}
	return r.Finish(ctx, tx, r.Name()+".update", old, row, before)
}

func (r *resource[T, I]) run(tx *store.Tx, old, row *T) error {
	if r.Kind.Prepare == nil {
		return nil
	}
	return r.Kind.Prepare(tx, old, row)
}

// Hold locks an object as it was read, for the changes that follow in the same joint transaction.
func (r *resource[T, I]) Hold(ctx context.Context, actor models.Actor, id models.ID, version int) (*T, error) {
	if err := Allow(actor, r.Name()+".get"); err != nil {
		return nil, err
	}
	return Change(r.Engine, ctx, actor, func(tx *store.Tx) (*T, error) {
		row, _, _, err := r.Lock(tx, id, version)
		return row, err
	})
}

// AnyVersion is for changes that follow from another one: they have locked the row and need no If-Match.
const AnyVersion = -1

// Lock reads an object for a change, with a copy of what it was.
func (r *resource[T, I]) Lock(tx *store.Tx, id models.ID, version int) (row, old *T, before models.RawJSON, err error) {
	return r.lock(tx, id, version, nil)
}

// lock is Lock for a change that writes what apply does, nil where it writes no members.
func (r *resource[T, I]) lock(
	tx *store.Tx, id models.ID, version int, apply func(*I) error,
) (row, old *T, before models.RawJSON, err error) {
	row, err = r.Kind.Noun.Lock(tx, id)
	row, old, before, err = r.locked(row, version, err)
	if models.CodeOf(err) == models.Stale {
		err = &tooLate{err, func(ctx context.Context, actor models.Actor) error {
			return r.explain(ctx, actor, id, version, apply, err)
		}}
	}
	return row, old, before, err
}

// LockBy is Lock of the one visible object whose column has this value.
func (r *resource[T, I]) LockBy(tx *store.Tx, column string, value any) (row *T, before models.RawJSON, err error) {
	row, err = r.Kind.Noun.LockBy(tx, column, value)
	row, _, before, err = r.locked(row, AnyVersion, err)
	return row, before, err
}

func (r *resource[T, I]) locked(found *T, version int, failed error) (row, old *T, before models.RawJSON, err error) {
	if row = found; failed != nil {
		return nil, nil, "", failed
	}
	if r.Kind.Noun.Partial(row) { // do not reveal the version of a partly shared row
		return nil, nil, "", models.NotFoundError()
	}
	if have := any(row).(models.Entity).Meta().Version; version != AnyVersion && have != version {
		return nil, nil, "", models.Errorf(
			models.Stale,
			"Somebody changed this since you read it. Read it again, and send your change with its new ETag.",
		)
	}
	b, err := jsontext.Marshal(row)
	copied := *row
	return row, &copied, models.RawJSON(b), err
}

// Finish runs the hook After of a change and logs it.
func (r *resource[T, I]) Finish(ctx context.Context, tx *store.Tx, action string, old, row *T, before models.RawJSON) (*T, error) {
	if r.Kind.After != nil {
		if err := r.Kind.After(ctx, tx, old, row); err != nil {
			return nil, err
		}
	}
	return row, r.Record(ctx, tx, action, row, before)
}

// Record logs a change whole, and then makes the row what a GET gives to its actor.
func (r *resource[T, I]) Record(ctx context.Context, tx *store.Tx, action string, row *T, before any) error {
	if err := r.Kind.Noun.Reread(tx, row); err != nil {
		return err
	}
	if err := Audit(ctx, tx, action, r.Name(), any(row).(models.Entity).Meta().ID, before, row); err != nil {
		return err
	}
	return r.showAsRead(tx, row)
}

// showAsRead makes a row that was read whole what a GET gives to its actor.
func (r *resource[T, I]) showAsRead(tx *store.Tx, row *T) error {
	if err := r.Kind.Noun.MaskRow(tx, row); err != nil || r.Kind.Detail == nil {
		return err
	}
	return r.Kind.Detail(tx, row)
}

// rereadAnswer reads an answer again that was kept for a repeated request: consent may have ended since.
func (r *resource[T, I]) rereadAnswer(ctx context.Context, actor models.Actor) func(*T, error) (*T, error) {
	return func(row *T, err error) (*T, error) {
		if err != nil || actor.Audience() == "" || !Replayed(ctx) {
			return row, err
		}
		id := any(row).(models.Entity).Meta().ID
		return View(r.Engine, ctx, actor, func(tx *store.Tx) (*T, error) { return r.read(tx, id) })
	}
}
