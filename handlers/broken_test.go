package handlers_test

import (
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/app/store/storetest"
)

// policy is the table of role by intention.
var policy = sync.OnceValue(engine.Policy)

// read takes an answer that did not come through the client.
func read(t testing.TB, res *http.Response) answer {
	t.Helper()
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{status: res.StatusCode, header: res.Header, body: body}
}

// allBroken takes the tables away under a running server: every operation fails, none says how.
func allBroken(t *testing.T, kind string) *api {
	t.Helper()
	address := storetest.Address(t, kind)
	s, err := store.ForPartial(address, clock())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	w := newWorld(t, s)
	var calls []call
	for _, l := range w.lines() {
		calls = append(calls, w.right(t, l))
	}
	drop(t, kind, address, func(table string) bool { return table != "tokens" && table != "users" })
	var left []call // those that need no other tables
	for _, c := range calls {
		if got := w.do(t, c); got.status < 400 {
			left = append(left, c)
		} else {
			silent(t, got)
		}
	}
	if len(left) > 10 {
		t.Errorf("%d operations answer without their tables", len(left))
	}
	drop(t, kind, address, func(string) bool { return true })
	for _, c := range left {
		silent(t, w.do(t, c))
	}
	if !strings.Contains(w.log.String(), `"cause"`) {
		t.Error("the log does not tell the causes")
	}
	return w.api
}

// silent holds that a failure tells nothing of the inside.
func silent(t *testing.T, got answer) {
	t.Helper()
	p := got.problem(t, 500)
	for _, inside := range []string{"SQL", "table", "relation", "sqlite", "pgx", "gorm", ".go:"} {
		if strings.Contains(string(got.body), inside) {
			t.Errorf("%s tells the client of %q: %s", got.name(), inside, got.body)
		}
	}
	if p.Detail != "The fault is ours. Nothing was changed. Tell the administrator the request id." {
		t.Errorf("%s says %q", got.name(), p.Detail)
	}
}

// drop drops the tables that a test wants to be gone.
func drop(t *testing.T, kind, address string, gone func(table string) bool) {
	t.Helper()
	driver, dsn, list, ending := "sqlite3", "file:"+address, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_words%'", ""
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
		if _, err := db.Exec(fmt.Sprintf("DROP TABLE %s%s", name, ending)); err != nil {
			t.Fatal(err)
		}
	}
}
