package store

import (
	"context"
	sqldriver "database/sql/driver"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
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
	return &connection{made.(*stdlib.Conn)}, nil
}

type connection struct{ *stdlib.Conn }

// BeginTx begins a transaction.
func (c *connection) BeginTx(ctx context.Context, opts sqldriver.TxOptions) (sqldriver.Tx, error) {
	tx, err := c.Conn.BeginTx(ctx, opts)
	if err != nil {
		return nil, err
	}
	return &transaction{tx, c.Conn.Conn().PgConn().CustomData()}, nil
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
