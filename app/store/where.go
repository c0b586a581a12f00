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

// fewIDs is how many ids Postgres plans for where it does not look at them. A shorter list would seem cheaper to it, so that it would
// plan the statement anew each time, which takes longer than to run it.
const fewIDs = 16

// among is the condition that a column of ids has one of some. Postgres gets several as one value, so that a statement is the same for
// any number of them, is prepared once, and is planned once.
func among(tx *Tx, column string, ids []string) Where {
	switch {
	case len(ids) == 1:
		return where(column+" = ?", ids[0])
	case tx.dialect != &postgresDialect || len(ids) == 0:
		return where(column+" IN ?", ids)
	case len(ids) < fewIDs:
		ids = append(slices.Clip(ids), slices.Repeat(ids[:1], fewIDs-len(ids))...)
	}
	return where(column+" = ANY(CAST(? AS uuid[]))", "{"+strings.Join(ids, ",")+"}")
}
