package store

import (
	"context"
	sqldriver "database/sql/driver"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// hostTimeout is how long one of several hosts may take to answer.
const hostTimeout = 3 * time.Second

// unreplicated marks a connection whose wait for a standby was cancelled.
const unreplicated = "unreplicated"

// noteUnreplicated takes the warning with which Postgres ends a wait for a standby: the transaction is committed there, and may be
// nowhere else.
func noteUnreplicated(c *pgconn.PgConn, n *pgconn.Notice) {
	if n.Routine == "SyncRepWaitForLSN" {
		c.CustomData()[unreplicated] = true
	}
}

// connector makes connections whose COMMIT fails where it was not replicated as it should have been, and counts their trips.
type connector struct {
	sqldriver.Connector
	trips *atomic.Int64
}

// Driver gives the driver with the count.
func (c connector) Driver() sqldriver.Driver { return countedDriver{c.Connector.Driver(), c.trips} }

// countedDriver knows how often its connections asked the database.
type countedDriver struct {
	sqldriver.Driver
	trips *atomic.Int64
}

// Trips is how often a statement, a BEGIN or an end was sent and answered, but for the preparing of statements.
func (d countedDriver) Trips() int64 { return d.trips.Load() }

// Connect opens a connection.
func (c connector) Connect(ctx context.Context) (sqldriver.Conn, error) {
	made, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &connection{made.(pgxConn), c.trips}, nil
}

// pgxConn is what database/sql asks of pgx's *stdlib.Conn. An interface is embedded below and not the pointer, because Go 1.26 ends a
// promoted method of a pointer by a jump that leaves the race detector's stack one frame deeper: each statement would make each
// goroutine that is started after it slower.
type pgxConn interface {
	sqldriver.Conn
	sqldriver.ConnBeginTx
	sqldriver.ConnPrepareContext
	sqldriver.ExecerContext
	sqldriver.QueryerContext
	sqldriver.NamedValueChecker
	sqldriver.Pinger
	sqldriver.SessionResetter
	Conn() *pgx.Conn
}

type connection struct {
	pgxConn
	trips *atomic.Int64
}

// CheckNamedValue gives pgx plain values. For a type that makes its value itself, an id or a day, it would try every other way first,
// which costs several times as much as to send it.
func (c *connection) CheckNamedValue(v *sqldriver.NamedValue) error {
	if plain, err := sqldriver.DefaultParameterConverter.ConvertValue(v.Value); err == nil {
		v.Value = plain
		return nil
	}
	return c.pgxConn.CheckNamedValue(v)
}

// ExecContext runs a statement, which is a transaction of its own where none has begun: it fails as Commit does.
func (c *connection) ExecContext(ctx context.Context, query string, args []sqldriver.NamedValue) (sqldriver.Result, error) {
	c.trips.Add(1)
	done, err := c.pgxConn.ExecContext(ctx, query, args)
	if err == nil {
		err = replicated(c.Conn().PgConn().CustomData())
	}
	return done, err
}

// QueryContext runs a query.
func (c *connection) QueryContext(ctx context.Context, query string, args []sqldriver.NamedValue) (sqldriver.Rows, error) {
	c.trips.Add(1)
	return c.pgxConn.QueryContext(ctx, query, args)
}

// BeginTx begins a transaction.
func (c *connection) BeginTx(ctx context.Context, opts sqldriver.TxOptions) (sqldriver.Tx, error) {
	c.trips.Add(1)
	tx, err := c.pgxConn.BeginTx(ctx, opts)
	if err != nil {
		return nil, err
	}
	return &transaction{tx, c.Conn().PgConn().CustomData(), c.trips}, nil
}

type transaction struct {
	sqldriver.Tx
	notes map[string]any
	trips *atomic.Int64
}

// Commit fails with errUnreplicated where the notice came.
func (t *transaction) Commit() error {
	t.trips.Add(1)
	err := t.Tx.Commit()
	if late := replicated(t.notes); err == nil {
		err = late
	}
	return err
}

// replicated forgets the notice, and gives errUnreplicated where it came.
func replicated(notes map[string]any) error {
	if _, noted := notes[unreplicated]; !noted {
		return nil
	}
	delete(notes, unreplicated)
	return errUnreplicated
}
