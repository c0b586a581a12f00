package store

import (
	"database/sql"
	"strings"
	"time"

	"gorm.io/gorm"

	"qadam/models"
)

// Filter is one filter; SQL has one placeholder for the values. Open ones may be used on partly shared rows: a filter by a hidden
// column would reveal its value.
type Filter struct {
	models.FilterSpec
	SQL       string
	OnPartial bool
	Today     bool // SQL has another placeholder before that one, for today
	OwnOnly   bool // partners and donors may give their own organisation only
	// Visible keeps of the rows of another noun, which the values name, those that the actor sees.
	Visible func(*Tx, []models.ID) (map[models.ID]models.Extent, error)
	// Instant says that the column holds instants, of which from and to are days in UTC.
	Instant bool
	// Match, where it is set, makes the WHERE in the place of SQL.
	Match func(tx *Tx, value any) Where
}

// filter adds the WHERE of each filter asked for.
func (n *Noun[T]) filter(tx *Tx, db *gorm.DB, q models.ListQuery) (*gorm.DB, error) {
	closed := false
	for _, f := range n.Filters {
		text, asked := q.Filters[f.Name]
		if !asked {
			continue
		}
		value, err := f.value(text)
		if err != nil {
			return nil, err
		}
		if f.OwnOnly && tx.actor.Audience() != "" && text != string(tx.actor.OrganisationID) {
			return nil, models.Fault(f.Name, "Give your own organisation, %s.", tx.actor.OrganisationID)
		}
		if f.Visible != nil && !tx.actor.SeesAll() {
			if value, err = f.visibleValues(tx, value.([]string)); err != nil {
				return nil, err
			}
		}
		w := f.where(tx, value)
		db = db.Where(w.SQL, w.Args...)
		closed = closed || !f.OnPartial
	}
	// A filter must not reveal what a partly shared row hides.
	if closed && n.Extent != nil && tx.actor.Audience() != "" {
		ext := n.Extent(tx)
		db = db.Where(ext.SQL+" = 'full'", ext.Args...)
	}
	return db, nil
}

// visibleValues keeps of a filter's ids those of rows that the actor sees.
func (f Filter) visibleValues(tx *Tx, given []string) ([]string, error) {
	all := make([]models.ID, len(given))
	for i, id := range given {
		all[i] = models.ID(id)
	}
	shared, err := f.Visible(tx, all)
	known := []string{string(models.NilID)} // nothing has it: where no id is known, nothing is found
	for id := range shared {
		known = append(known, string(id))
	}
	return known, err
}

func (f Filter) where(tx *Tx, value any) Where {
	if f.Match != nil {
		return f.Match(tx, value)
	}
	if f.Today {
		return Where{SQL: f.SQL, Args: []any{models.DateOf(tx.now), value}}
	}
	return Where{SQL: f.SQL, Args: []any{value}}
}

// value reads a filter's text as what its kind says.
func (f Filter) value(text string) (any, error) {
	fault := func(detail string) error { return models.Fault(f.Name, "%s", detail) }
	switch f.Kind {
	case models.From, models.To:
		day, err := models.ParseDate(text)
		if err != nil {
			return nil, fault(models.Sentence(err))
		}
		if f.Instant && f.Kind == models.From {
			return day.Time(), nil
		} else if f.Instant {
			return day.AddDays(1).Time().Add(-time.Microsecond), nil
		}
		return day, nil
	case models.ByBool:
		if text != "true" && text != "false" {
			return nil, fault("Give true or false.")
		}
		return text == "true", nil
	}
	values := strings.Split(text, ",")
	if len(values) > 100 {
		return nil, fault("Give at most 100 values.")
	}
	for i, v := range values {
		switch f.Kind {
		case models.ByID:
			id, err := models.ParseID(v)
			if err != nil {
				return nil, fault(models.Sentence(err))
			}
			values[i] = string(id)
		case models.ByEnum:
			if !contains(f.Enum, v) {
				return nil, fault("Give one of: " + strings.Join(f.Enum, ", ") + ".")
			}
		}
	}
	return values, nil
}

func contains(list []string, v string) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

// The makers of filters; SQL has one placeholder, for a list of values but in since, until and flag.
func codes(name, sql, doc string) Filter {
	return Filter{FilterSpec: models.FilterSpec{Name: name, Kind: models.ByCode, Doc: doc}, SQL: sql}
}

func ids(name, sql, doc string) Filter {
	return Filter{FilterSpec: models.FilterSpec{Name: name, Kind: models.ByID, Doc: doc}, SQL: sql}
}

func enum[E models.Enum](name, sql string) Filter {
	var e E
	return oneOf(name, sql, e.Values())
}

func status(sql string, life models.Lifecycle) Filter { return oneOf("status", sql, life.Statuses()) }

func oneOf(name, sql string, values []string) Filter {
	return Filter{FilterSpec: models.FilterSpec{Name: name, Kind: models.ByEnum, Enum: values,
		Doc: "Any of the values, separated by commas"}, SQL: sql}
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

// onPartial marks a filter that may be used on partly shared rows.
func onPartial(f Filter) Filter {
	f.OnPartial = true
	return f
}

// byVisible marks a filter by rows of another noun that consent may hide.
func byVisible(other func(*Tx, []models.ID) (map[models.ID]models.Extent, error), f Filter) Filter {
	f.Visible = other
	return f
}

// asOf marks a filter by a state that depends on the instant: its SQL names the instant @now, and the values @value.
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

// onToday marks a filter that depends on today's date.
func onToday(f Filter) Filter {
	f.Today = true
	return f
}

// ownOnly marks a filter by organisations that partners and donors may use for their own organisation only.
func ownOnly(f Filter) Filter {
	f.OwnOnly = true
	return f
}
