package store

import (
	"database/sql"
	"net/url"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/fts5"
	"github.com/ncruces/go-sqlite3/gormlite"
	"github.com/pressly/goose/v3"
	"gorm.io/gorm"
)

var sqliteDialect = dialect{
	name: "sqlite", goose: goose.DialectSQLite3, folder: "migrations/sqlite",
	open: func(path string) (*sql.DB, error) {
		return openSQLitePool(addressOf(path, url.Values{"_timefmt": {timeLayout}}))
	},
	// goose reads back times that SQLite wrote in a format of its own.
	openPlain: func(path string) (*sql.DB, error) { return driver.Open(addressOf(path, url.Values{}), prepareSQLite) },
	gorm:      func(db *sql.DB) gorm.Dialector { return gormlite.OpenDB(db) },
	search: func(table string) searchSQL {
		in := table + ".seq IN (SELECT rowid FROM " + table + "_words WHERE " + table + "_words MATCH ?)"
		return searchSQL{full: in, partial: in, query: ftsQuery}
	},
	readBack: map[string]string{"PRAGMA journal_mode": "wal", "PRAGMA synchronous": "2", "PRAGMA foreign_keys": "1"},
	load:     func(tx *Tx, _ *sql.Conn) rowWriter { return tx.insert },
	releaseRows: `SELECT value->>'subject_type', value->>'subject_id', value->>'extent', value->>'user_id', value->>'organisation_id',
		value->>'name', value->>'audience',
		value->>'surface', value->>'first_at', value->>'last_at', value->>'times' FROM json_each(?) WHERE TRUE`,
	// without a WHERE, ON would begin a join
	analyze: "ANALYZE",
	// of all tables, whether this connection has asked them or not, and so many rows of each index at most
	tend: []string{"PRAGMA analysis_limit = 400", "PRAGMA optimize = 0x10002"},
}

func addressOf(path string, q url.Values) string {
	q.Set("_txlock", "immediate")
	q["_pragma"] = []string{"busy_timeout(20000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)", "temp_store(MEMORY)",
		"cache_size(-16000)"}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// prepareSQLite gives a new connection what SQLite has not built in.
func prepareSQLite(c *sqlite3.Conn) error { return fts5.Register(c) }
