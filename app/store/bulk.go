package store

import (
	"fmt"
	"reflect"
	"slices"

	"gorm.io/gorm/schema"

	"qadam/app/store/batch"
	"qadam/models"
)

// Many rows at once: what the engine does with one row, in as few statements as the databases take.

// childRows are rows of another table that belong to one row.
type childRows struct {
	table   string
	columns []string
	rows    [][]any
}

// childList makes child rows of a list.
func childList[V ~string](l joinTable, owner models.ID, values []V) childRows {
	t := childRows{table: l.table, columns: []string{l.owner, l.value}}
	for _, v := range values {
		t.rows = append(t.rows, []any{owner, v})
	}
	return t
}

// rowWriter puts rows of values into the columns of a table.
type rowWriter func(table string, columns []string, rows [][]any) error

// InsertMany writes new rows and their child rows, as Insert does with one.
func (n *Noun[T]) InsertMany(tx *Tx, found []*T) error {
	for _, r := range found {
		stamp(tx, r)
	}
	return n.insertAll(tx, found, tx.insert)
}

// insertAll hands rows as they are, and then their child rows to a writer, so many at a time to bound the memory.
func (n *Noun[T]) insertAll(tx *Tx, found []*T, write rowWriter) error {
	for some := range slices.Chunk(found, 4*batch.MaxRows) {
		if err := n.insertChunk(tx, some, write); err != nil {
			return err
		}
	}
	return nil
}

func (n *Noun[T]) insertChunk(tx *Tx, found []*T, write rowWriter) error {
	if n.Save != nil && n.Children == nil {
		return fmt.Errorf("what hangs on %s cannot be written many at a time", n.Table)
	}
	fields, err := n.fields(tx)
	if err != nil {
		return err
	}
	columns, values := make([]string, len(fields)), make([][]any, len(found))
	for i, f := range fields {
		columns[i] = f.DBName
	}
	for i, r := range found {
		values[i] = valuesOf(tx, fields, reflect.ValueOf(r))
	}
	if err := write(n.Table, columns, values); err != nil || n.Children == nil {
		return err
	}
	var all []childRows
	for _, r := range found {
		for i, t := range n.Children(r) {
			if i == len(all) {
				all = append(all, childRows{table: t.table, columns: t.columns})
			}
			all[i].rows = append(all[i].rows, t.rows...)
		}
	}
	for _, t := range all {
		if err := write(t.table, t.columns, t.rows); err != nil {
			return err
		}
	}
	return nil
}

// fields are the columns of the noun's own table that a row fills.
func (n *Noun[T]) fields(tx *Tx) ([]*schema.Field, error) {
	parsed, err := schema.Parse(new(T), &schemas, tx.db.NamingStrategy)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(parsed.Fields), func(f *schema.Field) bool { return f.DBName == "" || !f.Creatable }), nil
}

// valuesOf gives a row's values of some fields.
func valuesOf(tx *Tx, fields []*schema.Field, row reflect.Value) []any {
	values := make([]any, len(fields))
	for i, f := range fields {
		values[i], _ = f.ValueOf(tx.db.Statement.Context, row)
	}
	return values
}

// insert is the writer of both databases within any transaction.
func (tx *Tx) insert(table string, columns []string, found [][]any) error {
	head := batch.InsertInto(table, columns)
	for some := range batch.Chunks(found, min(batch.MaxRows, batch.MaxParams/len(columns))) {
		args := make([]any, 0, len(some)*len(columns))
		for _, r := range some {
			args = append(args, r...)
		}
		if _, err := tx.exec(head+batch.Tuples(len(some), len(columns)), args...); err != nil {
			return err
		}
	}
	return nil
}
