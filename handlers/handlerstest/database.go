package handlerstest

import (
	"database/sql"
	"fmt"
	"testing"

	_ "github.com/ncruces/go-sqlite3/driver" // to read the database file past the store
)

// Drop drops the tables for which gone says so.
func Drop(t *testing.T, kind, address string, gone func(table string) bool) {
	t.Helper()
	driver, dsn, list, ending := "sqlite3", "file:"+address,
		"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_words%'", ""
	if kind == "postgres" {
		driver, dsn, list, ending = "pgx", address, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'", " CASCADE"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if kind == "sqlite" {
		if _, err := db.Exec("PRAGMA foreign_keys = OFF"); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := db.Query(list)
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, name := range tables {
		if !gone(name) {
			continue
		}
		// the parts of a table go with it
		if _, err := db.Exec(fmt.Sprintf("DROP TABLE IF EXISTS %s%s", name, ending)); err != nil {
			t.Fatal(err)
		}
	}
}

// Past runs a statement past the store. It waits for no other one: on SQLite it fails while another is writing.
func Past(t *testing.T, kind, address, statement string) error {
	t.Helper()
	driver, dsn := "sqlite3", "file:"+address+"?_pragma=busy_timeout(0)"
	if kind == "postgres" {
		driver, dsn = "pgx", address
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec(statement)
	return err
}

// Dump reads a whole database past the store: every row of every table, each value as text, bytes as they are and in hexadecimal.
func Dump(t *testing.T, kind, address string) map[string][]map[string]string {
	t.Helper()
	driver, dsn, list := "sqlite3", "file:"+address+"?mode=ro",
		"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_words%'"
	if kind == "postgres" {
		driver, dsn, list = "pgx", address, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	all := map[string][]map[string]string{}
	for _, table := range rowsOf(t, db, list) {
		for _, name := range table {
			all[name] = rowsOf(t, db, "SELECT * FROM "+name)
		}
	}
	return all
}

func rowsOf(t *testing.T, db *sql.DB, query string) []map[string]string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	for rows.Next() {
		values, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		if err := rows.Scan(places...); err != nil {
			t.Fatal(err)
		}
		row := map[string]string{}
		for i, v := range values {
			if b, isBytes := v.([]byte); isBytes {
				row[columns[i]] = fmt.Sprintf("%s %x", b, b)
			} else {
				row[columns[i]] = fmt.Sprint(v)
			}
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// Alter runs statements on a database past the store.
func Alter(t *testing.T, kind, address string, statements ...string) {
	t.Helper()
	driver, dsn := "sqlite3", "file:"+address+"?_pragma=busy_timeout(5000)"
	if kind == "postgres" {
		driver, dsn = "pgx", address
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}
