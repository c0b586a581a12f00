package store

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib" // registers the "pgx" driver, too
	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/fts5"
	"github.com/ncruces/go-sqlite3/gormlite"
	"github.com/pressly/goose/v3"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"qadam/models"
)

// dialect holds everything in which the two databases differ, but for their migration folders.
type dialect struct {
	name        string
	goose       goose.Dialect
	folder      string
	open        func(dsn string) (*sql.DB, error)
	openPlain   func(dsn string) (*sql.DB, error) // for migrations
	gorm        func(*sql.DB) gorm.Dialector
	lockRow     string                                        // ends a SELECT that locks what it reads
	skipLocked  string                                        // ends a SELECT that claims rows
	words       func(table string) wordSQL                    // word search
	readBack    map[string]string                             // settings that must hold, asked when the database is opened
	load        func(*Tx, *sql.Conn) writer                   // writes a great many rows in the transaction that is open on a connection
	append      func(*Tx, models.Head, []models.Change) error // writes entries into a lane of the log
	releaseRows string                                        // reads releases from a JSON text, the placeholder
	amongIDs    string                                        // whether an entry r of the log names an id, the placeholder, among others
	amongArg    func(id string) string                        // writes that id
	// How a transaction gives away the name of what it sees, and how another takes it; "" where there is no such thing.
	exportSnapshot, takeSnapshot string
	settle                       string // what to run after that, outside of it: figures for the planner
}

// wordSQL is the WHERE of a word search: in all text, and in what "summary only" opens. Each has one placeholder.
type wordSQL struct {
	all, open string
	query     func(words string) string
}

// timeLayout has a fixed width, so that SQLite's texts sort as the instants do.
const timeLayout = "2006-01-02T15:04:05.000000Z07:00"

var sqliteDialect = dialect{
	name: "sqlite", goose: goose.DialectSQLite3, folder: "migrations/sqlite",
	open: func(path string) (*sql.DB, error) { return openSQLite(path, url.Values{"_timefmt": {timeLayout}}) },
	// goose reads back times that SQLite wrote in a format of its own.
	openPlain: func(path string) (*sql.DB, error) { return openSQLite(path, url.Values{}) },
	gorm:      func(db *sql.DB) gorm.Dialector { return gormlite.OpenDB(db) },
	words: func(table string) wordSQL {
		in := table + ".seq IN (SELECT rowid FROM " + table + "_words WHERE " + table + "_words MATCH ?)"
		return wordSQL{all: in, open: in, query: ftsQuery}
	},
	readBack: map[string]string{"PRAGMA journal_mode": "wal", "PRAGMA synchronous": "2", "PRAGMA foreign_keys": "1"},
	load:     func(tx *Tx, _ *sql.Conn) writer { return tx.insert },
	append:   appendApart,
	releaseRows: `SELECT value->>'subject_type', value->>'subject_id', value->>'extent', value->>'user_id', value->>'organisation_id', value->>'name', value->>'audience',
		value->>'surface', value->>'first_at', value->>'last_at', value->>'times' FROM json_each(?) WHERE TRUE`, // without a WHERE, ON would begin a join
	amongIDs: "EXISTS (SELECT 1 FROM json_each(CASE r.after WHEN '' THEN '{}' ELSE r.after END, '$.ids') WHERE value = ?)",
	amongArg: func(id string) string { return id },
	settle:   "ANALYZE",
}

func openSQLite(path string, q url.Values) (*sql.DB, error) {
	q.Set("_txlock", "immediate")
	q["_pragma"] = []string{"busy_timeout(20000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)", "temp_store(MEMORY)", "cache_size(-16000)"}
	return driver.Open((&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String(),
		func(c *sqlite3.Conn) error { return fts5.Register(c) })
}

// locking locks what a SELECT reads; SQLite has but one writer.
func (d *dialect) locking() []clause.Expression {
	if d.lockRow == "" {
		return nil
	}
	return []clause.Expression{clause.Locking{Strength: "UPDATE"}}
}

func openPostgres(dsn string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	// Compiling a plan takes Postgres longer, up to 80 ms, than any of our queries gains by it.
	return stdlib.OpenDB(*config, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "SET jit = off")
		return err
	})), nil
}

var postgresDialect = dialect{
	name: "postgres", goose: goose.DialectPostgres, folder: "migrations/postgres",
	exportSnapshot: "SELECT pg_export_snapshot()", takeSnapshot: "SET TRANSACTION SNAPSHOT ",
	open: openPostgres, openPlain: openPostgres,
	gorm:    func(db *sql.DB) gorm.Dialector { return postgres.New(postgres.Config{Conn: db}) },
	lockRow: " FOR UPDATE", skipLocked: " FOR UPDATE SKIP LOCKED",
	words: func(table string) wordSQL {
		return wordSQL{all: table + ".words @@ to_tsquery('simple', ?)", open: table + ".open_words @@ to_tsquery('simple', ?)", query: tsQuery}
	},
	readBack: map[string]string{"SHOW server_encoding": "UTF8"},
	load:     copyRows,
	append:   appendAtOnce,
	releaseRows: `SELECT * FROM json_to_recordset(?) AS r (subject_type text, subject_id uuid, extent text, user_id uuid, organisation_id uuid, name text, audience text,
		surface text, first_at timestamptz, last_at timestamptz, times bigint)`,
	amongIDs: "(CASE WHEN r.kind IN ('read', 'denied') AND r.after <> '' THEN r.after::jsonb -> 'ids' END) @> CAST(? AS jsonb)", // as changes_ids has it
	amongArg: func(id string) string { return `["` + id + `"]` },
	settle:   "VACUUM ANALYZE",
}

// copyRows writes rows by COPY, which only the connection below database/sql can do.
func copyRows(tx *Tx, conn *sql.Conn) writer {
	return func(table string, columns []string, found [][]any) error {
		for _, row := range found {
			for i, v := range row {
				native, err := copyValue(v)
				if err != nil {
					return fmt.Errorf("%s.%s: %w", table, columns[i], err)
				}
				row[i] = native
			}
		}
		return conn.Raw(func(driver any) error {
			_, err := driver.(*stdlib.Conn).Conn().CopyFrom(tx.db.Statement.Context, pgx.Identifier{table}, columns, pgx.CopyFromRows(found))
			return err
		})
	}
}

// copyValue gives a value in the form that COPY sends without a detour over text.
func copyValue(v any) (any, error) {
	switch v := v.(type) {
	case models.ID:
		if v == "" {
			return nil, nil
		}
		u, err := uuid.Parse(string(v))
		return [16]byte(u), err // as a uuid.UUID it would go as text after all
	case models.Date:
		if v == "" {
			return nil, nil
		}
		return v.Time(), nil
	}
	return sqldriver.DefaultParameterConverter.ConvertValue(v)
}

// dialectOf picks the database by its address: a postgres:// URL, or a file for SQLite.
func dialectOf(address string) (*dialect, string) {
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		return &postgresDialect, address
	}
	return &sqliteDialect, strings.TrimPrefix(address, "sqlite:")
}

// ftsQuery asks FTS5 for all the words, the last as the beginning of one.
func ftsQuery(words string) string {
	terms := splitWords(words)
	for i, t := range terms {
		terms[i] = `"` + t + `"`
	}
	return strings.Join(terms, " ") + "*"
}

// tsQuery asks Postgres for all the words, the last as the beginning of one.
func tsQuery(words string) string {
	terms := splitWords(words)
	for i, t := range terms {
		terms[i] = "'" + t + "'"
	}
	return strings.Join(terms, " & ") + ":*"
}

// faultOf tells what kind of failure a database error is.
type fault int

const (
	faultOther     fault = iota
	faultGone            // no connection, shutting down, too many clients
	faultRetry           // deadlock or serialization
	faultFull            // no room on the disk
	faultValue           // a value that its column cannot hold
	faultTaken           // there is such a row already
	faultReference       // it refers to a row that there is not
)

func faultOf(err error) fault {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch {
		case pg.Code == "40001" || pg.Code == "40P01":
			return faultRetry
		case strings.HasPrefix(pg.Code, "57P") || strings.HasPrefix(pg.Code, "08") || pg.Code == "53300":
			return faultGone
		case strings.HasPrefix(pg.Code, "53"):
			return faultFull
		case strings.HasPrefix(pg.Code, "22"):
			return faultValue
		case pg.Code == "23505":
			return faultTaken
		case pg.Code == "23503":
			return faultReference
		}
		return faultOther
	}
	var connect *pgconn.ConnectError
	switch {
	case errors.As(err, &connect):
		return faultGone
	case errors.Is(err, sqlite3.CONSTRAINT_UNIQUE), errors.Is(err, sqlite3.CONSTRAINT_PRIMARYKEY):
		return faultTaken
	case errors.Is(err, sqlite3.CONSTRAINT_FOREIGNKEY):
		return faultReference
	case errors.Is(err, sqlite3.FULL):
		return faultFull
	case errors.Is(err, sqlite3.BUSY), errors.Is(err, sqlite3.CANTOPEN), errors.Is(err, sqlite3.IOERR):
		return faultGone
	}
	return faultOther
}

// taken finds the columns in what the databases say of a row that there is already: "Key (code)=(X) already exists.", "UNIQUE
// constraint failed: organisations.code".
var taken = regexp.MustCompile(`^Key \(([\w, ]+)\)=|UNIQUE constraint failed: ([\w., ]+)`)

// takenColumns are those in which a new row is like one that there is; none where the database does not tell.
func takenColumns(err error) []string {
	text := err.Error()
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		text = pg.Detail
	}
	m := taken.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	columns := strings.Split(m[1]+m[2], ", ")
	for i, c := range columns {
		columns[i] = c[strings.LastIndexByte(c, '.')+1:]
	}
	return columns
}

// check asks the database for the settings that must hold.
func (d *dialect) check(db *sql.DB) error {
	for ask, want := range d.readBack {
		var got string
		if err := db.QueryRow(ask).Scan(&got); err != nil {
			return fmt.Errorf("%s: %w", ask, err)
		}
		if !strings.EqualFold(got, want) {
			return fmt.Errorf("%s is %q, and must be %q", ask, got, want)
		}
	}
	return nil
}
