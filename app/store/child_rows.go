package store

import (
	"cmp"
	"slices"
	"strings"

	"qadam/app/store/batch"
	"qadam/models"
)

// childRows are the rows of another table that are written with a row.
type childRows struct {
	table   string
	owner   string   // the column that names the row
	columns []string // all columns
	rows    [][]any
	visible Where // which of the stored rows are replaced, where it is not all
}

// joinTable relates a noun to values or to other nouns.
type joinTable struct{ table, owner, value string }

// joinList is a list of a row that stands in a join table.
type joinList[T any] struct {
	joinTable
	clear func(*T)
	add   func(*T, string)
	rows  func(*T, models.ID) childRows
}

// inJoinTable makes a joinList of a field.
func inJoinTable[T any, V ~string](table, owner, value string, field func(*T) *[]V) joinList[T] {
	j := joinTable{table, owner, value}
	return joinList[T]{j,
		func(row *T) { *field(row) = []V{} },
		func(row *T, v string) { *field(row) = append(*field(row), V(v)) },
		func(row *T, id models.ID) childRows { return joinRows(j, id, *field(row)) }}
}

// joinRows are the rows that relate one owner to values.
func joinRows[V ~string](j joinTable, owner models.ID, values []V) childRows {
	c := childRows{table: j.table, owner: j.owner, columns: []string{j.owner, j.value}}
	for _, v := range values {
		c.rows = append(c.rows, []any{owner, v})
	}
	return c
}

// joinRow is one row of a join table: of which list, by its number, and of which owner.
type joinRow struct {
	List  int
	Owner models.ID
	Value string
}

// loadLists reads the lists of all rows in one query.
func (n *Noun[T]) loadLists(tx *Tx, found []*T) error {
	if len(n.Lists) == 0 || n.LoadsLists {
		return nil
	}
	all, index := indexByID(found)
	tables := make([]joinTable, len(n.Lists))
	for i, l := range n.Lists {
		tables[i] = l.joinTable
		for _, r := range found {
			l.clear(r)
		}
	}
	rows, err := readJoinTables(tx, tables, func(j joinTable) Where {
		return where(j.table+" l WHERE ?", among(tx, "l."+j.owner, all))
	})
	slices.SortStableFunc(rows, func(a, b joinRow) int { return cmp.Compare(a.Value, b.Value) })
	for _, r := range rows {
		n.Lists[r.List].add(index[r.Owner], r.Value)
	}
	return err
}

// readJoinTables reads several join tables l in one query; from gives what follows the FROM. It scans without reflection:
// these rows are the most numerous of a page.
func readJoinTables(tx *Tx, tables []joinTable, from func(joinTable) Where) ([]joinRow, error) {
	parts, args := make([]string, len(tables)), make([]any, len(tables))
	for i, j := range tables {
		parts[i] = "SELECT " + string(rune('0'+i)) + ", l." + j.owner + ", CAST(l." + j.value + " AS text) FROM ?"
		args[i] = from(j)
	}
	rs, err := tx.db.Raw(strings.Join(parts, " UNION ALL "), args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var out []joinRow
	for rs.Next() {
		var r joinRow
		if err := rs.Scan(&r.List, &r.Owner, &r.Value); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rs.Err()
}

// save writes the lists and child rows of a row; a new one has none that they take the place of.
func (n *Noun[T]) save(tx *Tx, row *T, isNew bool) error {
	switch {
	case n.Save != nil:
		return n.Save(tx, row)
	case isNew:
		return insertChildren(tx, n.children(tx, row)...)
	}
	return replaceChildren(tx, any(row).(models.Entity).Meta().ID, n.children(tx, row)...)
}

// children are the rows of the lists and the child rows of a row.
func (n *Noun[T]) children(tx *Tx, row *T) []childRows {
	var all []childRows
	if n.Children != nil {
		all = n.Children(tx, row)
	}
	for _, l := range n.Lists {
		all = append(all, l.rows(row, any(row).(models.Entity).Meta().ID))
	}
	return all
}

// replaceChildren makes the rows of other tables that belong to an owner be these.
func replaceChildren(tx *Tx, owner models.ID, all ...childRows) error {
	for _, c := range all {
		which := where(c.owner+" = ?", owner)
		if c.visible.SQL != "" {
			which = which.And("?", c.visible)
		}
		if _, err := tx.exec("DELETE FROM "+c.table+" WHERE ?", which); err != nil {
			return err
		}
		if err := insertChildren(tx, c); err != nil {
			return err
		}
	}
	return nil
}

// insertChildren writes rows of other tables.
func insertChildren(tx *Tx, all ...childRows) error {
	for _, c := range all {
		if err := tx.insert(c.table, c.columns, c.rows); err != nil {
			return err
		}
	}
	return nil
}

// insert writes rows of values into the columns of a table.
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
