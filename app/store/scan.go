package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"
)

// scanStructs runs a query and makes a T of each row by column name, as GORM's Find and Scan do. It reflects once a query, not
// once a value, which is most of what a list costs. NULL is the zero value; unknown columns are left out.
func scanStructs[T any](tx *Tx, q *gorm.DB) ([]T, error) {
	rs, err := q.Rows()
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	columns, err := rs.Columns()
	if err != nil {
		return nil, err
	}
	var row, empty T
	targets, err := targetsIn(tx, &row, columns)
	if err != nil {
		return nil, err
	}
	out := []T{}
	for rs.Next() {
		row = empty // a list of the row before must not be appended to
		if err := rs.Scan(targets...); err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, rs.Err()
}

// targetsIn finds for each column where its value goes in a row.
func targetsIn(tx *Tx, row any, columns []string) ([]any, error) {
	s, err := schema.Parse(row, &schemas, tx.db.NamingStrategy)
	if err != nil {
		return nil, err
	}
	v := reflect.ValueOf(row).Elem()
	targets := make([]any, len(columns))
	for i, name := range columns {
		if f := s.LookUpField(name); f != nil && f.Readable {
			targets[i] = targetOf(f, f.ReflectValueOf(context.Background(), v).Addr())
		} else {
			targets[i] = discard{}
		}
	}
	return targets, nil
}

// targetOf replaces the targets for which database/sql would reflect, or refuse NULL.
func targetOf(f *schema.Field, p reflect.Value) any {
	if f.Serializer != nil {
		return jsonScanner{p.Interface()}
	}
	if _, ok := p.Interface().(sql.Scanner); ok {
		return p.Interface()
	}
	switch p.Elem().Kind() {
	case reflect.String:
		return p.Convert(reflect.TypeFor[*textScanner]()).Interface()
	case reflect.Int:
		return p.Convert(reflect.TypeFor[*intScanner]()).Interface()
	}
	return p.Interface()
}

type (
	textScanner string
	intScanner  int
	jsonScanner struct{ into any } // what listSerializer keeps
	discard     struct{}
)

// Scan takes a text; "" for NULL.
func (t *textScanner) Scan(v any) error {
	if s, ok := v.(string); ok {
		*t = textScanner(s)
		return nil
	}
	var other sql.Null[string]
	err := other.Scan(v)
	*t = textScanner(other.V)
	return err
}

// Scan takes a whole number; 0 for NULL.
func (n *intScanner) Scan(v any) error {
	if i, ok := v.(int64); ok {
		*n = intScanner(i)
		return nil
	}
	var other sql.Null[int]
	err := other.Scan(v)
	*n = intScanner(other.V)
	return err
}

// Scan takes a list kept as JSON.
func (l jsonScanner) Scan(v any) error {
	switch s := v.(type) {
	case nil:
		return nil
	case string:
		return unmarshalList([]byte(s), l.into)
	case []byte:
		return unmarshalList(s, l.into)
	}
	return fmt.Errorf("a list came back as %T", v)
}

func unmarshalList(text []byte, into any) error {
	if len(text) == 0 {
		return nil
	}
	return json.Unmarshal(text, into)
}

// Scan forgets a value.
func (discard) Scan(any) error { return nil }
