package store

import (
	"slices"

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
