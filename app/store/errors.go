package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"regexp"
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
	var netErr *net.OpError // not net.Error: every error of SQLite has its methods
	switch {
	case err == nil || errors.As(err, &ours):
		return err
	case errors.Is(err, gorm.ErrRecordNotFound), errors.Is(err, sql.ErrNoRows):
		return models.NotFoundError()
	case errorKindOf(err) == uniqueViolation:
		return &models.Error{Code: models.Conflict, Message: "There is one like this already.", Fields: uniqueFaults(err), Cause: err}
	case errorKindOf(err) == foreignKeyViolation:
		return &models.Error{Code: models.Invalid, Message: "It refers to something that does not exist.", Cause: err}
	case errorKindOf(err) == invalidValue:
		return &models.Error{Code: models.Invalid, Message: "A value is not of the kind that is asked for here.", Cause: err}
	case errorKindOf(err) == diskFull:
		return unavailable("The database has no room left on its disk. Nothing was saved; ask the administrator.", time.Minute, err)
	case errorKindOf(err) == serializationFailure:
		return unavailable("Another change got in the way. Nothing was saved; send it again.", time.Second, err)
	case errorKindOf(err) == connectionLost, errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone), errors.As(err, &netErr),
		errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, io.EOF):
		return unavailable("The database does not answer. Try again in a few seconds.", 5*time.Second, err)
	}
	return &models.Error{Code: models.Internal, Message: "The fault is ours.", Cause: err}
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
	invalidValue                   // a value that its column cannot hold
	uniqueViolation                // unique constraint
	foreignKeyViolation            // foreign key
)

func errorKindOf(err error) errorKind {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch {
		case pg.Code == "40001" || pg.Code == "40P01":
			return serializationFailure
		case strings.HasPrefix(pg.Code, "57P") || strings.HasPrefix(pg.Code, "08") || pg.Code == "53300":
			return connectionLost
		case strings.HasPrefix(pg.Code, "53"):
			return diskFull
		case strings.HasPrefix(pg.Code, "22"):
			return invalidValue
		case pg.Code == "23505":
			return uniqueViolation
		case pg.Code == "23503":
			return foreignKeyViolation
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
	case errors.Is(err, sqlite3.FULL):
		return diskFull
	case errors.Is(err, sqlite3.BUSY), errors.Is(err, sqlite3.CANTOPEN), errors.Is(err, sqlite3.IOERR):
		return connectionLost
	}
	return otherError
}

// uniqueColumns finds the columns in what the databases say of a row that there is already: "Key (code)=(X) already exists.", "UNIQUE
// constraint failed: organisations.code".
var uniqueColumns = regexp.MustCompile(`^Key \(([\w, ]+)\)=|UNIQUE constraint failed: ([\w., ]+)`)

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
		columns[i] = c[strings.LastIndexByte(c, '.')+1:]
	}
	return columns
}
