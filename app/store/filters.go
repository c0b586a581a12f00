package store

import (
	"database/sql"
	"maps"

	"qadam/models"
)

// The makers of filters; SQL has one placeholder, for a list of values but in since, until and flag.

func codes(name, sql, doc string) Filter {
	return Filter{FilterSpec: models.FilterSpec{Name: name, Kind: models.ByCode, Doc: doc}, SQL: sql}
}

func ids(name, sql, doc string) Filter {
	return Filter{FilterSpec: models.FilterSpec{Name: name, Kind: models.ByID, Doc: doc}, SQL: sql}
}

func enum(name, sql string, values []string) Filter {
	return Filter{FilterSpec: models.FilterSpec{Name: name, Kind: models.ByEnum, Enum: values, Doc: "Any of the values, separated by commas"}, SQL: sql}
}

func since(name, sql, doc string) Filter {
	return Filter{FilterSpec: models.FilterSpec{Name: name, Kind: models.From, Doc: doc}, SQL: sql}
}

func until(name, sql, doc string) Filter {
	return Filter{FilterSpec: models.FilterSpec{Name: name, Kind: models.To, Doc: doc}, SQL: sql}
}

func flag(name, sql, doc string) Filter {
	return Filter{FilterSpec: models.FilterSpec{Name: name, Kind: models.ByBool, Doc: doc}, SQL: sql}
}

// open marks a filter that may be asked of partly shared rows.
func open(f Filter) Filter {
	f.Open = true
	return f
}

// of marks a filter by rows of another noun that consent may hide.
func of(other func(*Tx, []models.ID) (map[models.ID]string, error), f Filter) Filter {
	f.Of = other
	return f
}

// extents makes a function that tells which of some rows the actor sees, and how much of each is shared with it.
func extents(table string, scope, extent func(*Tx) Where) func(*Tx, []models.ID) (map[models.ID]string, error) {
	return func(tx *Tx, all []models.ID) (map[models.ID]string, error) {
		s, e := scope(tx), extent(tx)
		found, err := rows[needName](tx, "SELECT "+table+".id, "+e.SQL+" AS extent FROM "+table+" WHERE "+table+".id IN ? AND "+s.SQL,
			append(append(append([]any{}, e.Args...), all), s.Args...)...)
		seen := make(map[models.ID]string, len(found))
		for _, f := range found {
			seen[f.ID] = f.Extent
		}
		return seen, err
	}
}

// fully leaves of these the rows that are shared in full: what else a row is tied to is not said of the others.
func fully(extents func(*Tx, []models.ID) (map[models.ID]string, error)) func(*Tx, []models.ID) (map[models.ID]string, error) {
	return func(tx *Tx, all []models.ID) (map[models.ID]string, error) {
		seen, err := extents(tx, all)
		maps.DeleteFunc(seen, func(_ models.ID, extent string) bool { return extent != models.ExtentFull })
		return seen, err
	}
}

var (
	missionExtents = extents("missions", missionScope, missionExtent)
	needExtents    = extents("needs", needScope, needExtent)
)

// asOf marks a filter by a state that hangs on the instant: its SQL names the instant @now, and the values @value.
func asOf(f Filter) Filter {
	named := f.SQL
	f.Match = func(tx *Tx, value any) Where {
		return Where{SQL: named, Args: []any{sql.Named("now", tx.now), sql.Named("value", value)}}
	}
	return f
}

// instant marks a filter by days of a column that holds instants.
func instant(f Filter) Filter {
	f.Instant = true
	return f
}

// today marks a filter that hangs on the day on which it is asked.
func today(f Filter) Filter {
	f.Day = true
	return f
}

// own marks a filter by organisations that partners and donors may ask of their own organisation alone.
func own(f Filter) Filter {
	f.Own = true
	return f
}

// byBirth is the order of a list that has no better one: ids sort by the time they were made.
func byBirth(table string) Sort {
	return Sort{Key: "created_at", Column: table + ".id", Desc: true, Open: true}
}

// visible tells which of some ids the actor sees.
func (n *Noun[T]) visible(tx *Tx, all []models.ID) (map[models.ID]bool, error) {
	scope := n.Scope(tx)
	found, err := rows[struct{ ID models.ID }](tx, "SELECT "+n.Table+".id FROM "+n.Table+" WHERE "+n.Table+".id IN ? AND "+scope.SQL,
		append([]any{all}, scope.Args...)...)
	seen := make(map[models.ID]bool, len(found))
	for _, f := range found {
		seen[f.ID] = true
	}
	return seen, err
}

// See refuses as missing the first of some ids that the actor does not see; pointer names the field that gave them.
func (n *Noun[T]) See(tx *Tx, pointer string, all ...models.ID) error {
	given := all[:0:0]
	for _, id := range all {
		if id != "" {
			given = append(given, id)
		}
	}
	if len(given) == 0 {
		return nil
	}
	seen, err := n.visible(tx, given)
	if err != nil {
		return err
	}
	for _, id := range given {
		if !seen[id] {
			return models.Fault(pointer, "There is nothing with the id %s, or you may not see it.", id)
		}
	}
	return nil
}
