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

// Noun is all that the engine knows of a table: which rows an actor sees, what a list can be asked, which other tables belong
// to a row.
type Noun[T any] struct {
	Table string
	Name  string // in the singular, as the policy and the log name it

	Scope   func(*Tx) Where       // which rows the actor sees
	Extent  func(*Tx) Where       // how much of a row is shared with the actor; nil where consent does not matter
	Mask    func(*T)              // blanks what a partly shared row does not open
	MaskFor func(*Tx, []*T) error // blanks what else the actor may not see of visible rows

	Unrestricted bool // holds nothing that a State gave in confidence: reads are not logged

	Filters      []Filter // what a list can be asked
	Sorts        []Sort   // the first is the default
	Searchable   bool     // has word search
	HeavyColumns []string // columns that a list leaves out; Get reads them

	Lists      []joinList[T]             // lists of a row that stand in join tables
	LoadsLists bool                      // Load reads the lists, too
	Children   func(*Tx, *T) []childRows // the rows of other tables that are written with a row
	Load       func(*Tx, []*T) error     // reads child rows and derives fields, in a fixed number of queries
	Save       func(*Tx, *T) error       // writes child rows where replacing them is wrong

	once    sync.Once
	columns []string
	unread  []string // columns that the program writes for the database alone
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
				if !f.Readable {
					n.unread = append(n.unread, f.DBName)
				}
			}
		}
	})
	return n.columns
}

// selectVisible begins a SELECT of the rows that the actor sees.
func (n *Noun[T]) selectVisible(tx *Tx) *gorm.DB { return n.scoped(tx, n.selectColumns(tx)) }

// selectColumns begins a SELECT of all columns but some, and of a row's extent.
func (n *Noun[T]) selectColumns(tx *Tx, without ...string) *gorm.DB {
	cols := make([]string, 0, 32)
	for _, c := range n.init(tx.db) {
		if !slices.Contains(without, c) && !slices.Contains(n.unread, c) {
			cols = append(cols, n.Table+"."+c)
		}
	}
	sel := strings.Join(cols, ", ")
	if n.Extent == nil {
		return tx.db.Table(n.Table).Select(sel)
	}
	return tx.db.Table(n.Table).Select(sel+", ? AS extent", n.Extent(tx))
}

// scoped narrows a SELECT to the rows that the actor sees.
func (n *Noun[T]) scoped(tx *Tx, q *gorm.DB) *gorm.DB {
	if w := n.Scope(tx); w.SQL != everything.SQL {
		q = q.Where("("+w.SQL+")", w.Args...)
	}
	return q
}

// load reads what belongs to rows from other tables, and derives fields.
func (n *Noun[T]) load(tx *Tx, found []*T) error {
	if len(found) == 0 {
		return nil
	}
	if err := n.loadLists(tx, found); err != nil || n.Load == nil {
		return err
	}
	return n.Load(tx, found)
}

// mask blanks what the actor may not see of visible rows; a row is never saved after that.
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

// Reload reads again what belongs to a row from other tables.
func (n *Noun[T]) Reload(tx *Tx, row *T) error { return n.load(tx, []*T{row}) }

// Reread reads a changed row as a reader of it does, unmasked: what is derived follows the change. A row that its actor sees no more
// stays as it is, with what belongs to it read again.
func (n *Noun[T]) Reread(tx *Tx, row *T) error {
	fresh, err := n.first(tx, n.selectVisible(tx).Where(n.Table+".id = ?", any(row).(models.Entity).Meta().ID))
	switch {
	case models.CodeOf(err) == models.NotFound:
		return n.Reload(tx, row)
	case err != nil:
		return err
	}
	*row = *fresh
	return nil
}

// MaskRow blanks what the actor may not see of a row that was read for a change.
func (n *Noun[T]) MaskRow(tx *Tx, row *T) error { return n.mask(tx, []*T{row}) }

// Get reads one visible row.
func (n *Noun[T]) Get(tx *Tx, id models.ID) (*T, error) {
	return n.getOne(tx, n.selectVisible(tx).Where(n.Table+".id = ?", id))
}

// Lock reads one visible row unmasked, for a change, and keeps others from changing it until the transaction ends.
func (n *Noun[T]) Lock(tx *Tx, id models.ID) (*T, error) { return n.LockBy(tx, "id", id) }

// LockBy is Lock of the one visible row whose column has this value.
func (n *Noun[T]) LockBy(tx *Tx, column string, value any) (*T, error) {
	return n.first(tx, n.visibleBy(tx, column, value).Clauses(tx.dialect.locking()...))
}

// By reads the one visible row whose column has this value.
func (n *Noun[T]) By(tx *Tx, column string, value any) (*T, error) {
	return n.getOne(tx, n.visibleBy(tx, column, value))
}

func (n *Noun[T]) visibleBy(tx *Tx, column string, value any) *gorm.DB {
	return n.selectVisible(tx).Where(clause.Eq{Column: clause.Column{Table: n.Table, Name: column}, Value: value})
}

// getOne reads the first row of a query, masks it and logs the read.
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
	found, err := n.find(tx, q.Limit(1))
	if err == nil && len(found) == 0 {
		err = models.NotFoundError()
	}
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}

// find reads the rows of a query with what belongs to them, unmasked.
func (n *Noun[T]) find(tx *Tx, q *gorm.DB) ([]T, error) {
	found, err := scanStructs[T](tx, q)
	if err != nil {
		return nil, err
	}
	return found, n.load(tx, pointers(found))
}

// Insert writes a new row and what belongs to it.
func (n *Noun[T]) Insert(tx *Tx, row *T) error {
	stamp(tx, row)
	foldTexts(row)
	if err := tx.db.Table(n.Table).Omit(clause.Associations).Create(row).Error; err != nil {
		return err
	}
	return n.save(tx, row, true)
}

// stamp gives a new row its id, its first version and its times.
func stamp(tx *Tx, row any) {
	meta := row.(models.Entity).Meta()
	if meta.ID == "" {
		meta.ID = models.NewID()
	}
	meta.Version, meta.CreatedAt, meta.UpdatedAt = 1, tx.now, tx.now
}

// UpdateAll writes a row as Update does, with what is folded of its texts, and what belongs to it.
func (n *Noun[T]) UpdateAll(tx *Tx, row *T) error {
	foldTexts(row)
	if err := n.update(tx, row, "id", "created_at"); err != nil {
		return err
	}
	return n.save(tx, row, false)
}

// Update writes every column of a row that still has the version it was read with; else it is Stale. It is for changes that leave the
// texts alone by which the row is found.
func (n *Noun[T]) Update(tx *Tx, row *T) error {
	n.init(tx.db)
	return n.update(tx, row, append([]string{"id", "created_at"}, n.unread...)...)
}

func (n *Noun[T]) update(tx *Tx, row *T, without ...string) error {
	meta := any(row).(models.Entity).Meta()
	old := meta.Version
	meta.Version, meta.UpdatedAt = old+1, tx.now
	cols := slices.DeleteFunc(slices.Clone(n.init(tx.db)), func(c string) bool { return slices.Contains(without, c) })
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

// Remove deletes a row that the actor sees and that no other row refers to.
func (n *Noun[T]) Remove(tx *Tx, row *T) error {
	_, err := tx.exec("DELETE FROM "+n.Table+" WHERE id = ?", any(row).(models.Entity).Meta().ID)
	return err
}

// Spec describes the list, for its users and for the API's description.
func (n *Noun[T]) Spec() models.ListSpec {
	spec := models.ListSpec{Words: n.Searchable, Default: n.Sorts[0].name(), Countable: true}
	for _, f := range n.filters() {
		spec.Filters = append(spec.Filters, f.FilterSpec)
	}
	for _, s := range n.sorts() {
		spec.Sorts = append(spec.Sorts, s.Key, "-"+s.Key)
	}
	return spec
}
