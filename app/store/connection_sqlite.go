package store

import (
	"container/list"
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"strings"

	"github.com/ncruces/go-sqlite3/driver"
)

const (
	// maxPrepared is how many statements a connection to SQLite keeps prepared. One takes some 10 to 50 KB.
	maxPrepared = 48
	// maxPreparedText is the length of the longest statement that is kept, in bytes.
	maxPreparedText = 16 << 10
)

// openSQLitePool opens a pool of connections that keep their statements.
func openSQLitePool(address string) (*sql.DB, error) {
	c, err := (&driver.SQLite{}).OpenConnector(address)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(sqliteConnector{c}), nil
}

type sqliteConnector struct{ sqldriver.Connector }

// Connect opens a connection.
func (c sqliteConnector) Connect(ctx context.Context) (sqldriver.Conn, error) {
	made, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	conn := made.(sqliteConn)
	if err := prepareSQLite(conn.Raw()); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return &sqliteConnection{sqliteConn: conn, kept: map[string]*list.Element{}, byAge: list.New()}, nil
}

// sqliteConn is what database/sql asks of the driver's connection.
type sqliteConn interface {
	driver.Conn
	sqldriver.ExecerContext
	sqldriver.NamedValueChecker
}

// sqliteStmt is what database/sql asks of the driver's statement.
type sqliteStmt interface {
	sqldriver.Stmt
	sqldriver.StmtExecContext
	sqldriver.StmtQueryContext
	sqldriver.NamedValueChecker
}

// sqliteConnection prepares a statement once and keeps it: preparing costs more than running most of them. Like every driver's
// connection it is used by one goroutine at a time.
type sqliteConnection struct {
	sqliteConn
	kept  map[string]*list.Element // of *keptStatement, those that nobody uses at the moment
	byAge *list.List               // the one used last is in front
}

// keptStatement goes back to its connection when database/sql closes it.
type keptStatement struct {
	sqliteStmt
	query string
	of    *sqliteConnection
}

// PrepareContext takes a statement that is kept, or prepares it.
func (c *sqliteConnection) PrepareContext(ctx context.Context, query string) (sqldriver.Stmt, error) {
	if at, ok := c.kept[query]; ok {
		delete(c.kept, query)
		return c.byAge.Remove(at).(*keptStatement), nil
	}
	made, err := c.sqliteConn.PrepareContext(ctx, query)
	if err != nil || !keeps(query) {
		return made, err
	}
	return &keptStatement{made.(sqliteStmt), query, c}, nil
}

// keeps tells whether a statement may be run again without being prepared again: a PRAGMA does its work while it is prepared.
func keeps(query string) bool {
	word, _, _ := strings.Cut(strings.TrimSpace(query), " ")
	switch strings.ToUpper(word) {
	case "SELECT", "WITH", "INSERT", "UPDATE", "DELETE":
		return len(query) <= maxPreparedText
	}
	return false
}

// Close gives the statement back; the one that was used longest ago makes room.
func (s *keptStatement) Close() error {
	c := s.of
	if _, twice := c.kept[s.query]; twice {
		return s.sqliteStmt.Close()
	}
	c.kept[s.query] = c.byAge.PushFront(s)
	if c.byAge.Len() <= maxPrepared {
		return nil
	}
	oldest := c.byAge.Remove(c.byAge.Back()).(*keptStatement)
	delete(c.kept, oldest.query)
	return oldest.sqliteStmt.Close()
}

// Close closes the connection and all that it keeps.
func (c *sqliteConnection) Close() error {
	var errs []error
	for at := c.byAge.Front(); at != nil; at = at.Next() {
		errs = append(errs, at.Value.(*keptStatement).sqliteStmt.Close())
	}
	clear(c.kept)
	c.byAge.Init()
	return errors.Join(append(errs, c.sqliteConn.Close())...)
}
