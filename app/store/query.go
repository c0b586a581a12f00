package store

import (
	"database/sql"
	"errors"

	"gorm.io/gorm"

	"qadam/models"
)

// queryAll runs a query and scans each row into a T by column name. An argument may be a Where.
func queryAll[T any](tx *Tx, query string, args ...any) ([]T, error) {
	return scanStructs[T](tx, tx.db.Raw(query, args...))
}

// queryOne runs a query for a single row; ErrRecordNotFound where there is none.
func queryOne[T any](tx *Tx, query string, args ...any) (T, error) {
	found, err := scanStructs[T](tx, tx.db.Raw(query, args...))
	if err == nil && len(found) == 0 {
		err = gorm.ErrRecordNotFound
	}
	if err != nil {
		return *new(T), err
	}
	return found[0], nil
}

// exec runs a statement and gives how many rows it touched.
func (tx *Tx) exec(query string, args ...any) (int64, error) {
	res := tx.db.Exec(query, args...)
	return res.RowsAffected, res.Error
}

// queryIDs runs a query for ids.
func queryIDs(tx *Tx, query string, args ...any) ([]models.ID, error) {
	return scanRows(tx, where(query, args...), func(r *sql.Rows, id *models.ID) error { return r.Scan(id) })
}

// queryTexts runs a query for texts.
func queryTexts(tx *Tx, query string, args ...any) ([]string, error) {
	return scanRows(tx, where(query, args...), func(r *sql.Rows, s *string) error { return r.Scan(s) })
}

// count runs a query for one number.
func count(tx *Tx, query string, args ...any) (int, error) {
	n, err := queryOne[struct{ N int }](tx, "SELECT ("+query+") AS n", args...)
	return n.N, err
}

// exists tells whether a query finds a row.
func exists(tx *Tx, query string, args ...any) (bool, error) {
	found, err := queryAll[struct{ Found bool }](tx, "SELECT EXISTS ("+query+") AS found", args...)
	return len(found) > 0 && found[0].Found, err
}

// queryOptional runs a query for a single row; nil where there is none.
func queryOptional[T any](tx *Tx, query string, args ...any) (*T, error) {
	row, err := queryOne[T](tx, query, args...)
	if NoRow(err) {
		return nil, nil
	}
	return &row, err
}

// NoRow tells a missing row from a failure.
func NoRow(err error) bool { return errors.Is(err, gorm.ErrRecordNotFound) }

// scanRows runs a query and makes a T of each row without reflection, for answers of many rows.
func scanRows[T any](tx *Tx, query Where, read func(*sql.Rows, *T) error) ([]T, error) {
	rs, err := tx.db.Raw(query.SQL, query.Args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var out []T
	for rs.Next() {
		out = append(out, *new(T))
		if err := read(rs, &out[len(out)-1]); err != nil {
			return nil, err
		}
	}
	return out, rs.Err()
}

// indexByID gives the ids of rows, and each row by its id. The ids are plain texts: there are many in a query, and a type that
// converts itself costs the driver several times as much.
func indexByID[T any](found []*T) ([]string, map[models.ID]*T) {
	ids := make([]string, len(found))
	index := make(map[models.ID]*T, len(found))
	for i, r := range found {
		id := any(r).(models.Entity).Meta().ID
		ids[i], index[id] = string(id), r
	}
	return ids, index
}

// pointers points at each row of a list.
func pointers[T any](list []T) []*T {
	out := make([]*T, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

// orEmpty makes nil an empty list, so that JSON says [] and not null.
func orEmpty[V any](list []V) []V {
	if list == nil {
		return []V{}
	}
	return list
}
