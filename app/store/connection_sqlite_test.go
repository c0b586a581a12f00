package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/pressly/goose/v3"
)

// onOneConnection gives a connection of a new database and what it keeps.
func onOneConnection(t *testing.T) (*sql.Conn, *sqliteConnection) {
	t.Helper()
	pool, err := openSQLitePool("file:" + filepath.Join(t.TempDir(), "q.db"))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pool.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
		if err := pool.Close(); err != nil { // SQLite refuses to close over a statement that is not finished
			t.Error(err)
		}
	})
	var kept *sqliteConnection
	if err := conn.Raw(func(c any) error { kept = c.(*sqliteConnection); return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(context.Background(), "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)"); err != nil {
		t.Fatal(err)
	}
	return conn, kept
}

func TestAStatementIsPreparedOnce(t *testing.T) {
	conn, kept := onOneConnection(t)
	ctx := context.Background()
	var first *keptStatement
	for i := range 5 {
		if _, err := conn.ExecContext(ctx, "INSERT INTO t VALUES (?, ?)", i, fmt.Sprint("b", i)); err != nil {
			t.Fatal(err)
		}
		if kept.byAge.Len() != 1 {
			t.Fatalf("%d statements are kept, want 1", kept.byAge.Len())
		}
		now := kept.byAge.Front().Value.(*keptStatement)
		if first != nil && now != first {
			t.Fatal("the statement was prepared again")
		}
		first = now
	}
	// a fault of one run is none of the next
	if _, err := conn.ExecContext(ctx, "INSERT INTO t VALUES (?, ?)", 1, "again"); err == nil {
		t.Fatal("a second row with one key was accepted")
	}
	if _, err := conn.ExecContext(ctx, "INSERT INTO t VALUES (?, ?)", 9, nil); err != nil {
		t.Fatal(err)
	}
	// one that is read only in part gives its other rows to nobody
	for range 3 {
		var a int
		if err := conn.QueryRowContext(ctx, "SELECT a FROM t WHERE a > ? ORDER BY a", 1).Scan(&a); err != nil || a != 2 {
			t.Fatal(a, err)
		}
	}
}

func TestAStatementInsideItself(t *testing.T) {
	conn, kept := onOneConnection(t)
	ctx := context.Background()
	const query = "SELECT value FROM json_each(?)"
	outer, err := conn.QueryContext(ctx, query, "[1,2,3]")
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	err = conn.Raw(func(c any) error { // database/sql itself runs one statement of a connection at a time
		for range 2 {
			inner, err := c.(*sqliteConnection).PrepareContext(ctx, query)
			if err != nil {
				return err
			}
			defer inner.Close()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for outer.Next() {
		var n int
		if err := outer.Scan(&n); err != nil {
			t.Fatal(err)
		}
		sum += n
	}
	if err := outer.Close(); err != nil || sum != 6 {
		t.Fatal(sum, err)
	}
	if kept.byAge.Len() != 1 {
		t.Errorf("%d statements are kept, want 1", kept.byAge.Len())
	}
}

func TestOnlySoManyStatementsAreKept(t *testing.T) {
	conn, kept := onOneConnection(t)
	ctx := context.Background()
	for i := range 3 * maxPrepared {
		if _, err := conn.ExecContext(ctx, fmt.Sprintf("UPDATE t SET b = ? WHERE a = %d", i), "x"); err != nil {
			t.Fatal(err)
		}
	}
	if len(kept.kept) != maxPrepared || kept.byAge.Len() != maxPrepared {
		t.Errorf("%d and %d statements are kept, want %d", len(kept.kept), kept.byAge.Len(), maxPrepared)
	}
	rows, err := conn.QueryContext(ctx, "PRAGMA table_info(t)")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	if _, ok := kept.kept["PRAGMA table_info(t)"]; ok {
		t.Error("a PRAGMA is kept, which does its work while it is prepared")
	}
}

// A statement that is kept reads the columns that there were: after a migration none is left.
func TestNoStatementOutlivesAMigration(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "q.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	columns := func() int {
		rows, err := s.pool.Query("SELECT * FROM goose_db_version WHERE id = ?", 1)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		names, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		return len(names)
	}
	if _, err := s.pool.Exec("CREATE TABLE goose_db_version (id INTEGER, version_id INTEGER, is_applied INTEGER)"); err != nil {
		t.Fatal(err)
	}
	before := columns()
	err = s.migrating(func(*goose.Provider) error {
		_, err := s.pool.Exec("ALTER TABLE goose_db_version ADD COLUMN tstamp TIMESTAMP")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if now := columns(); now != before+1 {
		t.Errorf("%d columns after one was added to %d", now, before)
	}
}
