package store

import (
	"fmt"
	"reflect"
	"slices"

	"gorm.io/gorm/schema"

	"qadam/app/store/batch"
)

// rowWriter puts rows of values into the columns of a table.
type rowWriter func(table string, columns []string, rows [][]any) error

// InsertMany writes new rows and what belongs to them, as Insert does with one, in as few statements as the databases take.
func (n *Noun[T]) InsertMany(tx *Tx, found []*T) error {
	for _, r := range found {
		stamp(tx, r)
	}
	return n.insertAll(tx, found, tx.insert)
}

// insertAll hands rows as they are, and then what belongs to them, to a writer. It takes some at a time, since their values
// need several times the memory of the rows.
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
		return fmt.Errorf("what belongs to %s cannot be written for many at a time", n.Table)
	}
	fields, err := n.fields(tx)
	if err != nil {
		return err
	}
	columns, values := make([]string, len(fields)), make([][]any, len(found))
	for i, f := range fields {
		columns[i] = f.DBName
	}
	var children []childRows
	for i, r := range found {
		foldTexts(r)
		values[i] = valuesOf(tx, fields, reflect.ValueOf(r))
		for k, c := range n.children(tx, r) {
			if k == len(children) {
				children = append(children, childRows{table: c.table, columns: c.columns})
			}
			children[k].rows = append(children[k].rows, c.rows...)
		}
	}
	if err := write(n.Table, columns, values); err != nil {
		return err
	}
	for _, c := range children {
		if err := write(c.table, c.columns, c.rows); err != nil {
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
