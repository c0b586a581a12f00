package store

import (
	"cmp"
	"slices"
	"strings"

	"qadam/models"
)

// link is a table that ties an owner to the values of one list.
type link struct{ table, owner, value string }

// tied is one row of a link: which list of which owner, and the value.
type tied struct {
	K     int
	Owner models.ID
	Value string
}

// readLinks reads several lists of several owners in one query and hands each value to put, in order.
func readLinks(tx *Tx, owners []string, links []link, put func(list int, owner models.ID, value string)) error {
	parts := make([]string, len(links))
	args := make([]any, len(links))
	for i, l := range links {
		parts[i] = "SELECT " + string(rune('0'+i)) + " AS k, " + l.owner + " AS owner, CAST(" + l.value + " AS text) AS value FROM " + l.table + " WHERE " + l.owner + " IN ?"
		args[i] = owners
	}
	found, err := scanTied(tx, strings.Join(parts, " UNION ALL "), args)
	if err != nil {
		return err
	}
	slices.SortStableFunc(found, func(a, b tied) int { return cmp.Compare(a.Value, b.Value) })
	for _, t := range found {
		put(t.K, t.Owner, t.Value)
	}
	return nil
}

// scanTied scans without reflection: these rows are the most numerous of a page.
func scanTied(tx *Tx, query string, args []any) ([]tied, error) {
	rs, err := tx.db.Raw(query, args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var out []tied
	for rs.Next() {
		var t tied
		if err := rs.Scan(&t.K, &t.Owner, &t.Value); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rs.Err()
}

// writeLinks makes one list of an owner be these values.
func writeLinks[V ~string](tx *Tx, l link, owner models.ID, values []V) error {
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

// replace makes the children of an owner be n rows, each made by row.
func replace(tx *Tx, table, owner string, id models.ID, n int, row func(int) any) error {
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
