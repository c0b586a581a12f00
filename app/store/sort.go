package store

import (
	"strings"

	"qadam/models"
)

// Sort is one order of a list; Column must not be null. Orders that are not Open are refused to actors who see some rows only
// partly.
type Sort struct {
	Key       string
	Column    string
	Desc      bool
	OnPartial bool
	Number    bool // the column holds whole numbers
}

func (s Sort) name() string {
	if s.Desc {
		return "-" + s.Key
	}
	return s.Key
}

// byCreated is the default order: ids sort by the time they were made.
func byCreated(table string) Sort {
	return Sort{Key: "created_at", Column: table + ".id", Desc: true, OnPartial: true}
}

// order finds the sort asked for. An actor who sees rows only partly gets the open orders.
func (n *Noun[T]) order(tx *Tx, asked string) (Sort, error) {
	bounded := n.Extent != nil && tx.actor.Audience() != ""
	var keys []string
	for _, s := range n.Sorts {
		if bounded && !s.OnPartial {
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
