package store

import (
	"database/sql"
	"errors"

	"gorm.io/gorm"

	"qadam/models"
)

// queryAll runs a query and scans each row into a T, by column name.
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

// NoRow tells a missing row from a failure.
func NoRow(err error) bool { return errors.Is(err, gorm.ErrRecordNotFound) }

// scanRows runs a query and makes a T of each row; it scans without reflection, for a donor's rows are many.
func scanRows[T any](tx *Tx, query string, args []any, read func(*sql.Rows, *T) error) ([]T, error) {
	rs, err := tx.db.Raw(query, args...).Rows()
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

// indexByID gives the ids of some rows, and how to find a row by its id. The ids are plain texts: there are many in a query, and
// a type that converts itself costs the driver several times as much.
func indexByID[T any](found []*T) ([]string, map[models.ID]*T) {
	ids := make([]string, len(found))
	index := make(map[models.ID]*T, len(found))
	for i, r := range found {
		id := any(r).(models.Entity).Meta().ID
		ids[i], index[id] = string(id), r
	}
	return ids, index
}

// pointers points at each of some rows.
func pointers[T any](list []T) []*T {
	out := make([]*T, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

// orEmpty makes an empty list of none, so that JSON says [] and not null.
func orEmpty[V any](list []V) []V {
	if list == nil {
		return []V{}
	}
	return list
}
