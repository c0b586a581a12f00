package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"qadam/app/store/chain"
)

// dialect holds everything in which the two databases differ, but for their migration folders.
type dialect struct {
	name        string
	goose       goose.Dialect
	folder      string
	open        func(dsn string) (*sql.DB, error)
	openPlain   func(dsn string) (*sql.DB, error) // for migrations
	gorm        func(*sql.DB) gorm.Dialector
	lockRow     string                         // ends a SELECT that locks what it reads
	skipLocked  string                         // ends a SELECT that claims rows
	search      func(table string) searchSQL   // word search
	readBack    map[string]string              // settings that must hold, read back when the database is opened
	load        func(*Tx, *sql.Conn) rowWriter // writes a great many rows in the transaction that is open on a connection
	chain       chain.SQL                      // of the hash-chained log
	releaseRows string                         // reads releases from a JSON text, the placeholder
	// How a transaction exports its snapshot, and how another takes it; "" where there is no such thing.
	exportSnapshot, takeSnapshot string
	analyze                      string   // what to run after a bulk load: statistics for the planner
	tend                         []string // what to run now and then on one connection, for the same
}

// timeLayout has a fixed width, so that SQLite's texts sort as the instants do.
const timeLayout = "2006-01-02T15:04:05.000000Z07:00"

// dialectOf picks the database by its address: a postgres:// URL, or a file for SQLite.
func dialectOf(address string) (*dialect, string) {
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		return &postgresDialect, address
	}
	return &sqliteDialect, strings.TrimPrefix(address, "sqlite:")
}

// locking locks what a SELECT reads; SQLite has but one writer. Rows that refer to the locked one may still be added: two changes that
// have added some, and lock it then, would else wait for each other.
func (d *dialect) locking() []clause.Expression {
	if d.lockRow == "" {
		return nil
	}
	return []clause.Expression{clause.Locking{Strength: "NO KEY UPDATE"}}
}

// check asks the database for the settings that must hold.
func (d *dialect) check(db *sql.DB) error {
	ctx, cancel := context.WithTimeout(context.Background(), readyTimeout)
	defer cancel()
	for ask, want := range d.readBack {
		var got string
		if err := db.QueryRowContext(ctx, ask).Scan(&got); err != nil {
			return fmt.Errorf("%s: %w", ask, err)
		}
		if !strings.EqualFold(got, want) {
			return fmt.Errorf("%s is %q, and must be %q", ask, got, want)
		}
	}
	return nil
}
