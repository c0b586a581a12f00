// Package storetest gives tests a fresh, migrated database of either kind. Postgres comes from TEST_DATABASE_URL, which
// ./test sets to a private cluster; without it the tests on Postgres fail and say so, because a skipped test hides a gap.
package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver that makes the databases

	"qadam/app/store"
	"qadam/models"
)

// Kinds are the two databases; every feature works on both.
var Kinds = []string{"sqlite", "postgres"}

// Each runs a test on a fresh database of either kind.
func Each(t *testing.T, fn func(t *testing.T, s *store.Store)) {
	t.Helper()
	EachKind(t, func(t *testing.T, kind string) { fn(t, Open(t, kind, time.Now)) })
}

// EachKind runs a test for either kind, both at the same time: while one waits for its database the other works. It ends when
// both have ended, so that what follows in a test may judge them together. What the two share is theirs to guard.
func EachKind(t *testing.T, fn func(t *testing.T, kind string)) {
	t.Helper()
	var both sync.WaitGroup
	for _, kind := range Kinds {
		both.Go(func() { t.Run(kind, func(t *testing.T) { fn(t, kind) }) })
	}
	both.Wait()
}

// Open opens a fresh database that is closed and dropped when the test ends.
func Open(t testing.TB, kind string, now func() time.Time) *store.Store {
	t.Helper()
	s, err := store.Open(Address(t, kind), now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Address makes a fresh, migrated database and gives its address.
func Address(t testing.TB, kind string) string {
	t.Helper()
	if kind == "postgres" {
		return postgres(t)
	}
	file := filepath.Join(t.TempDir(), "qadam.db")
	b, err := sqliteTemplate()
	if err == nil {
		err = os.WriteFile(file, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// sqliteTemplate is a migrated, empty SQLite database as bytes, made once a process.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "qadam-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "template.db")
	if err := migrate(file); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// postgresTemplate is the name of a migrated, empty Postgres database, made once a process.
var postgresTemplate = sync.OnceValues(func() (string, error) {
	name := fmt.Sprintf("qadam_template_%d_%d", os.Getpid(), time.Now().UnixNano())
	if err := admin("CREATE DATABASE " + name); err != nil {
		return "", err
	}
	return name, migrate(address(name))
})

// migrate runs on a goroutine of its own. The statements that it closes leave the race detector's stack deeper (the driver's statement
// gets Close from a pointer that it embeds), and a test that had called it would pay for that with each goroutine that it starts.
func migrate(address string) error {
	done := make(chan error)
	go func() {
		s, err := store.Open(address, time.Now)
		if err == nil {
			_, err = s.Migrate(context.Background())
			err = errors.Join(err, s.Close())
		}
		done <- err
	}()
	return <-done
}

// postgres makes a database from the template. On a cluster that is deleted with the tests it is not dropped: each DROP waits for a
// checkpoint, which took a third of the time.
func postgres(t testing.TB) string {
	if os.Getenv("TEST_DATABASE_URL") == "" {
		t.Fatal("these tests need Postgres: run ./test, or set TEST_DATABASE_URL to a server where databases may be made")
	}
	template, err := postgresTemplate()
	if err != nil {
		t.Fatal(err)
	}
	name := "qadam_" + string(models.NewID()[24:]) + fmt.Sprint(os.Getpid())
	if err := admin("CREATE DATABASE " + name + " TEMPLATE " + template + " STRATEGY WAL_LOG"); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("QADAM_TEST_PRIVATE_POSTGRES") == "" {
		t.Cleanup(func() {
			if err := admin("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
				t.Error(err)
			}
		})
	}
	return address(name)
}

// address is TEST_DATABASE_URL with another database.
func address(database string) string {
	u, err := url.Parse(os.Getenv("TEST_DATABASE_URL"))
	if err != nil {
		panic("TEST_DATABASE_URL: " + err.Error())
	}
	u.Path = "/" + database
	return u.String()
}

// adminLock lets one template copy run at a time: Postgres refuses a second one of the same template.
var adminLock sync.Mutex

func admin(statement string) error {
	adminLock.Lock()
	defer adminLock.Unlock()
	db, err := sql.Open("pgx", os.Getenv("TEST_DATABASE_URL"))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(statement)
	return err
}
