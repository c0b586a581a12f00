package store

import (
	"slices"
	"strings"

	"qadam/models"
)

// Sort is one order of a list.
type Sort struct {
	Key       string
	Column    string // NOT NULL
	Desc      bool
	OnPartial bool // the column is visible on partly shared rows, too; other orders are refused to those who see such rows
	Number    bool // the column holds whole numbers
	Instant   bool // the column holds instants
}

func (s Sort) name() string {
	if s.Desc {
		return "-" + s.Key
	}
	return s.Key
}

// byCreated is the order by id, which is that of creation (UUIDv7).
func byCreated(table string) Sort {
	return Sort{Key: "created_at", Column: table + ".id", Desc: true, OnPartial: true}
}

// sorts are the noun's own, and the order by the last change, for who follows what is new.
func (n *Noun[T]) sorts() []Sort {
	if !keepsUpdateTime[T]() {
		return n.Sorts
	}
	return append(slices.Clone(n.Sorts), Sort{Key: "updated_at", Column: n.Table + ".updated_at", Instant: true})
}

// order finds the sort that a query asks for, among those that the actor may use.
func (n *Noun[T]) order(tx *Tx, asked string) (Sort, error) {
	partial := n.Extent != nil && tx.actor.Audience() != ""
	var keys []string
	for _, s := range n.sorts() {
		if partial && !s.OnPartial {
			continue
		}
		if asked == "" {
			return s, nil
		}
		if strings.TrimPrefix(asked, "-") == s.Key {
			s.Desc = asked[0] == '-'
			return s, nil
		}
		keys = append(keys, s.Key)
	}
	return Sort{}, models.Fault("sort", "Sort by one of: %s; put - before it for the other way round.", strings.Join(keys, ", "))
}
