package store

import (
	"slices"
	"strings"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"

	"qadam/models"
)

// Noun is all that the engine must know of a table: scope, filters, sorts, child rows.
type Noun[T any] struct {
	Table        string
	Name         string                // in the singular, as the log names it; the table's without its s where it is not given
	Scope        func(*Tx) Where       // which rows the actor sees
	Extent       func(*Tx) Where       // how much of a row is shared with it; nil where consent does not matter
	Mask         func(*T)              // blanks what a partly shared row does not open
	Filters      []Filter              // what a list can be asked
	Sorts        []Sort                // the first is the default
	Searchable   bool                  // has word search
	HeavyColumns []string              // columns that a list leaves out; Get brings them
	Load         func(*Tx, []*T) error // reads child rows, in a fixed number of queries
	MaskFor      func(*Tx, []*T) error // masks what else the actor may not see
	Save         func(*Tx, *T) error   // writes child rows
	Children     func(*T) []childRows  // what Save writes of a new row, for many rows at once (bulk.go)

	once    sync.Once
	columns []string
}

var schemas sync.Map

// init learns the table's columns from the model, once.
func (n *Noun[T]) init(db *gorm.DB) []string {
	n.once.Do(func() {
		s, err := schema.Parse(new(T), &schemas, db.NamingStrategy)
		if err != nil {
			panic("a model that GORM cannot read: " + err.Error())
		}
		for _, f := range s.Fields {
			if f.DBName != "" && f.Creatable {
				n.columns = append(n.columns, f.DBName)
			}
		}
	})
	return n.columns
}

// selectVisible begins a SELECT of the rows that the actor sees, whole.
func (n *Noun[T]) selectVisible(tx *Tx) *gorm.DB { return n.scoped(tx, n.selectColumns(tx)) }

// selectColumns begins a SELECT of the columns of rows, whole but for some.
func (n *Noun[T]) selectColumns(tx *Tx, without ...string) *gorm.DB {
	cols := make([]string, 0, 32)
	for _, c := range n.init(tx.db) {
		if !slices.Contains(without, c) {
			cols = append(cols, n.Table+"."+c)
		}
	}
	sel := strings.Join(cols, ", ")
	if n.Extent == nil {
		return tx.db.Table(n.Table).Select(sel)
	}
	ext := n.Extent(tx)
	return tx.db.Table(n.Table).Select(sel+", "+ext.SQL+" AS extent", ext.Args...)
}

// scoped narrows a SELECT to the rows that the actor sees.
func (n *Noun[T]) scoped(tx *Tx, q *gorm.DB) *gorm.DB {
	if w := n.Scope(tx); w.SQL != everything.SQL {
		q = q.Where("("+w.SQL+")", w.Args...)
	}
	return q
}

// load reads the child rows of rows.
func (n *Noun[T]) load(tx *Tx, found []*T) error {
	if n.Load == nil || len(found) == 0 {
		return nil
	}
	return n.Load(tx, found)
}

// loadedPointers reads the child rows of rows that were found.
func loadedPointers[T any](tx *Tx, n *Noun[T], found []T, err error) ([]*T, error) {
	if err != nil {
		return nil, err
	}
	out := make([]*T, len(found))
	for i := range found {
		out[i] = &found[i]
	}
	return out, n.load(tx, out)
}

// mask blanks what the actor may not see of visible rows; a masked row is never saved.
func (n *Noun[T]) mask(tx *Tx, found []*T) error {
	if n.Mask != nil {
		for _, r := range found {
			n.Mask(r)
		}
	}
	if n.MaskFor == nil || len(found) == 0 {
		return nil
	}
	return n.MaskFor(tx, found)
}

// Partial tells whether a row is shared with the actor only in part.
func (n *Noun[T]) Partial(row *T) bool {
	if n.Mask == nil {
		return false
	}
	masked := *row
	n.Mask(&masked)
	return any(&masked).(models.Entity).Meta().Version != any(row).(models.Entity).Meta().Version
}

// Reload reads a row's child rows again.
func (n *Noun[T]) Reload(tx *Tx, row *T) error { return n.load(tx, []*T{row}) }

// MaskRow masks a row that was read for a change for its actor.
func (n *Noun[T]) MaskRow(tx *Tx, row *T) error {
	return n.mask(tx, []*T{row})
}

// Get reads one visible row with its child rows.
func (n *Noun[T]) Get(tx *Tx, id models.ID) (*T, error) {
	return n.getOne(tx, n.selectVisible(tx).Where(n.Table+".id = ?", id))
}

// Lock reads one visible row whole, for a change, and keeps others from changing it until the transaction ends.
func (n *Noun[T]) Lock(tx *Tx, id models.ID) (*T, error) {
	q := n.selectVisible(tx).Where(n.Table+".id = ?", id)
	return n.first(tx, q.Clauses(tx.dialect.locking()...))
}

// By reads the one visible row whose column has this value.
func (n *Noun[T]) By(tx *Tx, column string, value any) (*T, error) {
	return n.getOne(tx, n.selectVisible(tx).Where(clause.Eq{Column: clause.Column{Table: n.Table, Name: column}, Value: value}))
}

func (n *Noun[T]) getOne(tx *Tx, q *gorm.DB) (*T, error) {
	row, err := n.first(tx, q)
	if err != nil {
		return nil, err
	}
	if err := n.mask(tx, []*T{row}); err != nil {
		return nil, err
	}
	n.logRead(tx, nil, row)
	return row, nil
}

func (n *Noun[T]) first(tx *Tx, q *gorm.DB) (*T, error) {
	found, err := scanStructs[T](tx, q.Limit(1))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, models.NotFoundError()
	}
	return &found[0], n.load(tx, []*T{&found[0]})
}

// Insert writes a new row and its child rows.
func (n *Noun[T]) Insert(tx *Tx, row *T) error {
	stamp(tx, row)
	if err := tx.db.Table(n.Table).Omit(clause.Associations).Create(row).Error; err != nil {
		return err
	}
	if n.Save == nil {
		return nil
	}
	return n.Save(tx, row)
}

// stamp gives a new row its id, its first version and its times.
func stamp(tx *Tx, row any) {
	meta := row.(models.Entity).Meta()
	if meta.ID == "" {
		meta.ID = models.NewID()
	}
	meta.Version, meta.CreatedAt, meta.UpdatedAt = 1, tx.now, tx.now
}

// UpdateAll writes a row as Update does, and its child rows.
func (n *Noun[T]) UpdateAll(tx *Tx, row *T) error {
	if err := n.Update(tx, row); err != nil || n.Save == nil {
		return err
	}
	return n.Save(tx, row)
}

// Update writes every column of a row that still has the version it was read with; else it is Stale.
func (n *Noun[T]) Update(tx *Tx, row *T) error {
	meta := any(row).(models.Entity).Meta()
	old := meta.Version
	meta.Version, meta.UpdatedAt = old+1, tx.now
	cols := slices.DeleteFunc(slices.Clone(n.init(tx.db)), func(c string) bool { return c == "id" || c == "created_at" })
	res := tx.db.Table(n.Table).Where("id = ? AND version = ?", meta.ID, old).Select(cols).UpdateColumns(row)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return models.Errorf(models.Stale,
			"Somebody changed this since you read it. Read it again, and send your change with its new ETag.")
	}
	return nil
}

// Remove deletes a row that the actor sees and that nothing refers to.
func (n *Noun[T]) Remove(tx *Tx, row *T) error {
	_, err := tx.exec("DELETE FROM "+n.Table+" WHERE id = ?", any(row).(models.Entity).Meta().ID)
	return err
}

// Spec describes the list for those who ask and for the API's description.
func (n *Noun[T]) Spec() models.ListSpec {
	spec := models.ListSpec{Words: n.Searchable, Default: n.Sorts[0].name()}
	for _, f := range n.Filters {
		spec.Filters = append(spec.Filters, f.FilterSpec)
	}
	for _, s := range n.Sorts {
		spec.Sorts = append(spec.Sorts, s.Key, "-"+s.Key)
	}
	return spec
}

// name is the noun in the singular.
func (n *Noun[T]) name() string {
	switch {
	case n.Name != "":
		return n.Name
	case strings.HasSuffix(n.Table, "ies"):
		return strings.TrimSuffix(n.Table, "ies") + "y"
	}
	return strings.TrimSuffix(n.Table, "s")
}
