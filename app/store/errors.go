package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/ncruces/go-sqlite3"
	"gorm.io/gorm"

	"qadam/models"
)

// modelError turns a database error into one of ours; ours pass as they are.
func (s *Store) modelError(err error) error {
	var ours *models.Error
	var doubt inDoubt
	switch {
	case err == nil || errors.As(err, &ours):
		return err
	case errors.As(err, &doubt):
		return unavailable(models.NotKnown, 5*time.Second, err)
	case errors.Is(err, gorm.ErrRecordNotFound), errors.Is(err, sql.ErrNoRows):
		return models.NotFoundError()
	case errorKindOf(err) == uniqueViolation:
		return &models.Error{Code: models.Conflict, Message: "There is one like this already.", Fields: uniqueFaults(err), Cause: err}
	case errorKindOf(err) == foreignKeyViolation:
		return &models.Error{Code: models.Invalid, Message: "It refers to something that does not exist.", Cause: err}
	case errorKindOf(err) == invalidValue:
		return &models.Error{Code: models.Invalid, Message: "A value is not of the kind that is asked for here.", Cause: err}
	case s.storageFault(err) != nil:
		return s.storageFault(err)
	case errorKindOf(err) == serializationFailure:
		return unavailable("Another change got in the way. Nothing was saved; send it again.", time.Second, err)
	case errorKindOf(err) == waitedTooLong:
		return unavailable("This took the database too long, because others change the same, say. Nothing was saved; try again in a few "+
			"seconds.", 5*time.Second, err)
	case errorKindOf(err) == readOnly:
		return unavailable("The database can be read only just now. Nothing was saved; if it stays so, ask the administrator.",
			30*time.Second, err)
	case noAnswer(err):
		return unavailable("The database does not answer. Try again in a few seconds.", 5*time.Second, err)
	}
	return &models.Error{Code: models.Internal, Message: "The fault is ours.", Cause: err}
}

// noAnswer says that the database could not be reached, or that the connection ended before it had answered.
func noAnswer(err error) bool {
	var netErr *net.OpError // not net.Error: every error of SQLite has its methods
	return errorKindOf(err) == connectionLost || errors.As(err, &netErr) || slices.ContainsFunc([]error{driver.ErrBadConn, sql.ErrConnDone,
		sql.ErrTxDone, pgconn.ErrConnClosed, context.DeadlineExceeded, context.Canceled, io.ErrUnexpectedEOF, io.EOF},
		func(gone error) bool { return errors.Is(err, gone) })
}

// inDoubt is what a COMMIT ended with that may have been carried out all the same.
type inDoubt struct{ error }

// Unwrap gives what happened.
func (d inDoubt) Unwrap() error { return d.error }

// errUnreplicated is a COMMIT that is done here, and perhaps nowhere else: its wait for a standby was cut short.
var errUnreplicated = errors.New("the wait for a standby was cancelled")

// committed says what a COMMIT that ended so has come to. A database that refuses it says so, and nothing is saved.
func (s *Store) committed(err error) error {
	if errors.Is(err, errUnreplicated) || noAnswer(err) && !errors.Is(err, sqlite3.BUSY) && s.storageFault(err) == nil {
		return inDoubt{err}
	}
	return err
}

// uniqueFaults name the fields whose values another row has.
func uniqueFaults(err error) []models.FieldError {
	columns := violatedColumns(err)
	out := make([]models.FieldError, len(columns))
	for i, c := range columns {
		out[i] = models.FieldError{Pointer: "/" + c, Rule: "taken", Detail: "Give another one: this is taken."}
		if len(columns) > 1 {
			out[i].Detail = "There is one with the same " + strings.Join(columns, ", ") + " already."
		}
	}
	return out
}

func unavailable(text string, after time.Duration, cause error) error {
	return &models.Error{Code: models.Unavailable, Message: text, RetryAfter: after, Cause: cause}
}

// errorKind is the kind of a database error.
type errorKind int

const (
	otherError           errorKind = iota
	connectionLost                 // no connection, shutting down, too many clients
	serializationFailure           // deadlock or serialization
	diskFull                       // no room on the disk
	waitedTooLong                  // a lock or a statement took longer than it may, or was cancelled
	readOnly                       // a server that takes no changes: a standby
	invalidValue                   // a value that its column cannot hold
	uniqueViolation                // unique constraint
	foreignKeyViolation            // foreign key
	noSuchTable                    // the schema is not there
	damaged                        // what is on the disk is no database any more
)

func errorKindOf(err error) errorKind {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch {
		case pg.Code == "40001" || pg.Code == "40P01":
			return serializationFailure
		case strings.HasPrefix(pg.Code, "57P") || strings.HasPrefix(pg.Code, "08") || pg.Code == "53300":
			return connectionLost
		case pg.Code == "57014" || pg.Code == "55P03":
			return waitedTooLong
		case pg.Code == "25006":
			return readOnly
		case strings.HasPrefix(pg.Code, "53"):
			return diskFull
		case strings.HasPrefix(pg.Code, "22"):
			return invalidValue
		case pg.Code == "23505":
			return uniqueViolation
		case pg.Code == "23503":
			return foreignKeyViolation
		case pg.Code == "42P01":
			return noSuchTable
		case pg.Code == "XX001" || pg.Code == "XX002":
			return damaged
		}
		return otherError
	}
	var connect *pgconn.ConnectError
	switch {
	case errors.As(err, &connect):
		return connectionLost
	case errors.Is(err, sqlite3.CONSTRAINT_UNIQUE), errors.Is(err, sqlite3.CONSTRAINT_PRIMARYKEY):
		return uniqueViolation
	case errors.Is(err, sqlite3.CONSTRAINT_FOREIGNKEY):
		return foreignKeyViolation
	case err != nil && strings.Contains(err.Error(), "no such table"): // SQLite has no code for it
		return noSuchTable
	case errors.Is(err, sqlite3.FULL):
		return diskFull
	case errors.Is(err, sqlite3.CORRUPT), errors.Is(err, sqlite3.NOTADB):
		return damaged
	case errors.Is(err, sqlite3.READONLY):
		return readOnly
	case errors.Is(err, sqlite3.BUSY), errors.Is(err, sqlite3.CANTOPEN), errors.Is(err, sqlite3.IOERR):
		return connectionLost
	}
	return otherError
}

// uniqueColumns finds the columns in what the databases say of a row that there is already: "Key (code)=(X) already exists.", "UNIQUE
// constraint failed: organisations.code".
var uniqueColumns = regexp.MustCompile(
	`^Key \((?:lower\()?([\w, ]+)\)?\)=|UNIQUE constraint failed: (?:index '\w+_any_case_)?([\w., ]+)`)

// violatedColumns are those of a violated unique constraint; none where the database does not tell.
func violatedColumns(err error) []string {
	text := err.Error()
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		text = pg.Detail
	}
	m := uniqueColumns.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	columns := strings.Split(m[1]+m[2], ", ")
	for i, c := range columns {
		columns[i] = keptFor(c[strings.LastIndexByte(c, '.')+1:])
	}
	return columns
}
