package store

import (
	"context"
	sqldriver "database/sql/driver"
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

// connector makes connections whose COMMIT fails where it was not replicated as it should have been.
type connector struct{ sqldriver.Connector }

// Connect opens a connection.
func (c connector) Connect(ctx context.Context) (sqldriver.Conn, error) {
	made, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &connection{made.(pgxConn)}, nil
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

type connection struct{ pgxConn }

// BeginTx begins a transaction.
func (c *connection) BeginTx(ctx context.Context, opts sqldriver.TxOptions) (sqldriver.Tx, error) {
	tx, err := c.pgxConn.BeginTx(ctx, opts)
	if err != nil {
		return nil, err
	}
	return &transaction{tx, c.Conn().PgConn().CustomData()}, nil
}

type transaction struct {
	sqldriver.Tx
	notes map[string]any
}

// Commit fails with errUnreplicated where the notice came.
func (t *transaction) Commit() error {
	err := t.Tx.Commit()
	if _, noted := t.notes[unreplicated]; noted && err == nil {
		err = errUnreplicated
	}
	delete(t.notes, unreplicated)
	return err
}
