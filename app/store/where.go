package store

import (
	"slices"
	"strings"

	"gorm.io/gorm/clause"
)

// Where is a condition, or another piece of SQL, with its arguments. It may itself be the argument for a "?" of a longer one.
type Where struct {
	SQL  string
	Args []any
}

var (
	everything = where("TRUE")
	nothing    = where("FALSE")
)

func where(sql string, args ...any) Where { return Where{SQL: sql, Args: args} }

// And gives the condition that another one holds, too.
func (w Where) And(sql string, args ...any) Where {
	return Where{SQL: w.SQL + " AND " + sql, Args: slices.Concat(w.Args, args)}
}

// Build writes a Where that GORM meets among the arguments of a query.
func (w Where) Build(b clause.Builder) { clause.Expr{SQL: w.SQL, Vars: w.Args}.Build(b) }

// among is the condition that a column of ids has one of some. Postgres gets them as one value, so that a statement is the same for any
// number of them and is prepared once.
func among(tx *Tx, column string, ids []string) Where {
	if tx.dialect == &postgresDialect {
		return where(column+" = ANY(CAST(? AS uuid[]))", "{"+strings.Join(ids, ",")+"}")
	}
	return where(column+" IN ?", ids)
}
