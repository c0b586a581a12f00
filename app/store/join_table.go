package store

import (
	"cmp"
	"slices"
	"strings"

	"qadam/models"
)

// joinTable is a table that relates an owner to the values of one list.
type joinTable struct{ table, owner, value string }

// joinRow is one row of a join table: which list of which owner, and the value.
type joinRow struct {
	K     int
	Owner models.ID
	Value string
}

// readJoinTables reads several lists of several owners in one query and hands each value to put, in order.
func readJoinTables(tx *Tx, owners []string, links []joinTable, put func(list int, owner models.ID, value string)) error {
	parts := make([]string, len(links))
	args := make([]any, len(links))
	for i, l := range links {
		parts[i] = "SELECT " + string(rune('0'+i)) + " AS k, " + l.owner + " AS owner, CAST(" + l.value + " AS text) AS value FROM " +
			l.table + " WHERE " + l.owner + " IN ?"
		args[i] = owners
	}
	found, err := scanJoinRows(tx, strings.Join(parts, " UNION ALL "), args)
	if err != nil {
		return err
	}
	slices.SortStableFunc(found, func(a, b joinRow) int { return cmp.Compare(a.Value, b.Value) })
	for _, t := range found {
		put(t.K, t.Owner, t.Value)
	}
	return nil
}

// scanJoinRows scans without reflection: these rows are the most numerous of a page.
func scanJoinRows(tx *Tx, query string, args []any) ([]joinRow, error) {
	rs, err := tx.db.Raw(query, args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var out []joinRow
	for rs.Next() {
		var t joinRow
		if err := rs.Scan(&t.K, &t.Owner, &t.Value); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rs.Err()
}

// writeJoinTable makes one list of an owner be these values.
func writeJoinTable[V ~string](tx *Tx, l joinTable, owner models.ID, values []V) error {
	if _, err := tx.exec("DELETE FROM "+l.table+" WHERE "+l.owner+" = ?", owner); err != nil {
		return err
	}
	if len(values) == 0 {
		return nil
	}
	args := make([]any, 0, 2*len(values))
	for _, v := range values {
		args = append(args, owner, v)
	}
	_, err := tx.exec("INSERT INTO "+l.table+" ("+l.owner+", "+l.value+") VALUES (?, ?)"+strings.Repeat(", (?, ?)", len(values)-1), args...)
	return err
}

// replaceChildren makes the children of an owner be n rows, each made by row.
func replaceChildren(tx *Tx, table, owner string, id models.ID, n int, row func(int) any) error {
	if _, err := tx.exec("DELETE FROM "+table+" WHERE "+owner+" = ?", id); err != nil {
		return err
	}
	for i := range n {
		if err := tx.db.Table(table).Create(row(i)).Error; err != nil {
			return err
		}
	}
	return nil
}
