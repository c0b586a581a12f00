package store

import (
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"qadam/i18n"
	"qadam/models"
	"qadam/models/fold"
)

// Filter is one filter of a list; SQL has one placeholder for the values.
type Filter struct {
	models.FilterSpec
	SQL string
	// OnPartial says that the column is visible on partly shared rows, too. By any other filter these rows are not found: the
	// filter would reveal what its column holds.
	OnPartial bool
	// Today says that SQL has a placeholder for today before that of the values.
	Today bool
	// OwnOnly says that partners and donors may give their own organisation only.
	OwnOnly bool
	// Instant says that the column holds instants, and that the values are days in UTC.
	Instant bool
	// Visible gives those of the values, which are ids of another noun, by which the actor may filter.
	Visible extents
	// read gives a value as its column has it, or says in words what is allowed.
	read func(string) (string, error)
	// listed, where it is set, is the list in which the values must stand.
	listed *valueList
	// Match, where it is set, makes the condition in place of SQL.
	Match func(tx *Tx, value any, part pagePart) (Where, error)
}

// pagePart is the part of a list that a page can hold, for a condition that finds its ids in their order; the zero value is the whole
// list.
type pagePart struct {
	beyond string // the condition of an id beyond the cursor, with a placeholder for that; "" for the first page
	cursor models.ID
	dir    string // ascending or descending
	limit  int
}

const ascending, descending = " ASC", " DESC"

// filter adds the condition of each filter that a query gives.
func (n *Noun[T]) filter(tx *Tx, db *gorm.DB, q models.ListQuery, part pagePart) (*gorm.DB, error) {
	onPartial := true
	for _, f := range n.filters() {
		text, asked := q.Filters[f.Name]
		if !asked {
			continue
		}
		value, err := f.value(text)
		if err != nil {
			return nil, err
		}
		if f.listed != nil {
			if value, err = f.listed.find(tx, f.Name, value.([]string)); err != nil {
				return nil, err
			}
		}
		if f.OwnOnly && tx.actor.Audience() != "" && text != string(tx.actor.OrganisationID) {
			return nil, models.Fault(f.Name, "Give your own organisation, %s.", tx.actor.OrganisationID)
		}
		if f.Visible != nil && !tx.actor.SeesAll() {
			if value, err = f.visibleValues(tx, value.([]string)); err != nil {
				return nil, err
			}
		}
		w, err := f.where(tx, value, part)
		if err != nil {
			return nil, err
		}
		db = db.Where(w.SQL, w.Args...)
		onPartial = onPartial && f.OnPartial
	}
	if !onPartial && n.Extent != nil && tx.actor.Audience() != "" {
		db = db.Where("? = "+fullExtent, n.Extent(tx))
	}
	return db, nil
}

// maxFilterValues is how many values a filter takes.
const maxFilterValues = 100

// idFilter is the filter by the rows' own ids.
const idFilter = "id"

// filters are the noun's own, and those that every noun has.
func (n *Noun[T]) filters() []Filter {
	all := append(slices.Clone(n.Filters), onPartial(ids(idFilter, n.Table+".id IN ?", "These and no others, in the list's order")))
	if keepsUpdateTime[T]() {
		all = append(all, Filter{SQL: n.Table + ".updated_at >= ?", FilterSpec: models.FilterSpec{Name: "updated_since", Kind: models.Since,
			Doc: "Added or changed at this instant or after"}})
	}
	return all
}

// keepsUpdateTime tells that rows of a type say when they were changed; what is only ever added does not.
func keepsUpdateTime[T any]() bool {
	_, found := reflect.TypeFor[T]().FieldByName("UpdatedAt")
	return found
}

// visibleValues gives those of a filter's values by which the actor may filter.
func (f Filter) visibleValues(tx *Tx, given []string) ([]string, error) {
	all := make([]models.ID, len(given))
	for i, id := range given {
		all[i] = models.ID(id)
	}
	shared, err := f.Visible(tx, all)
	known := []string{string(models.NilID)} // no row has it: where no id is visible, nothing is found
	for id := range shared {
		known = append(known, string(id))
	}
	return known, err
}

func (f Filter) where(tx *Tx, value any, part pagePart) (Where, error) {
	if f.Match != nil {
		return f.Match(tx, value, part)
	}
	if f.Today {
		return where(f.SQL, models.DateOf(tx.now), value), nil
	}
	return where(f.SQL, value), nil
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
	case models.Since:
		at, err := models.ParseInstant(text)
		if err != nil {
			return nil, fault(models.Sentence(err))
		}
		return at, nil
	}
	values := strings.Split(text, ",")
	if len(values) > maxFilterValues {
		return nil, fault(fmt.Sprintf("Give at most %d values.", maxFilterValues))
	}
	for i, v := range values {
		if f.read != nil {
			known, err := f.read(v)
			if err != nil {
				return nil, fault(models.Sentence(err))
			}
			values[i] = known
		}
		switch f.Kind {
		case models.ByID:
			id, err := models.ParseID(v)
			if err != nil {
				return nil, fault(models.Sentence(err))
			}
			values[i] = string(id)
		case models.ByEnum:
			if !slices.Contains(f.Enum, v) {
				return nil, fault("Give one of: " + strings.Join(f.Enum, ", ") + ".")
			}
		}
	}
	return values, nil
}

// codes is a filter by codes. The SQL of this and the next two has a placeholder for a list of values.
func codes(name, sql, doc string) Filter {
	return Filter{FilterSpec: models.FilterSpec{Name: name, Kind: models.ByCode, Doc: doc}, SQL: sql}
}

// anyCase is a filter by references, codes or addresses: of one column, in capitals or not.
func anyCase(name, column, doc string) Filter {
	f := codes(name, "LOWER("+column+") IN ?", doc+", in capitals or not")
	f.read = func(v string) (string, error) { return fold.Key(v), nil }
	return f
}

// addresses is a filter by addresses of mail, which are kept in small letters.
func addresses(name, column string) Filter {
	f := codes(name, column+" IN ?", "Addresses, in capitals or not")
	f.read = func(v string) (string, error) { return strings.ToLower(strings.TrimSpace(v)), nil }
	return f
}

// countries is a filter by countries.
func countries(name, sql string) Filter {
	f := codes(name, sql, "ISO 3166-1 alpha-3 codes")
	f.read = func(v string) (string, error) {
		if code := strings.ToUpper(v); i18n.IsCountry(code) {
			return code, nil
		}
		return "", fmt.Errorf("%.40q is no ISO 3166-1 alpha-3 code; give one such as KAZ", v)
	}
	return f
}

// currencies is a filter by currencies.
func currencies(name, sql string) Filter {
	f := codes(name, sql, "ISO 4217 codes")
	f.read = func(v string) (string, error) {
		_, err := models.Digits(strings.ToUpper(v))
		return strings.ToUpper(v), err
	}
	return f
}

// ids is a filter by ids.
func ids(name, sql, doc string) Filter {
	return Filter{FilterSpec: models.FilterSpec{Name: name, Kind: models.ByID, Doc: doc}, SQL: sql}
}

// enum is a filter by the values of an enumeration.
func enum[E models.Enum](name, sql string) Filter {
	var e E
	return oneOf(name, sql, e.Values())
}

// status is a filter by the statuses of a lifecycle.
func status(sql string, life models.Lifecycle) Filter { return oneOf("status", sql, life.Statuses()) }

func oneOf(name, sql string, values []string) Filter {
	spec := models.FilterSpec{Name: name, Kind: models.ByEnum, Enum: values, Doc: "Any of the values, separated by commas"}
	return Filter{FilterSpec: spec, SQL: sql}
}

// since is a filter by a first day. The SQL of this and the next two has a placeholder for one value.
func since(name, sql, doc string) Filter {
	return Filter{FilterSpec: models.FilterSpec{Name: name, Kind: models.From, Doc: doc}, SQL: sql}
}

// until is a filter by a last day.
func until(name, sql, doc string) Filter {
	return Filter{FilterSpec: models.FilterSpec{Name: name, Kind: models.To, Doc: doc}, SQL: sql}
}

// flag is a filter by true or false.
func flag(name, sql, doc string) Filter {
	return Filter{FilterSpec: models.FilterSpec{Name: name, Kind: models.ByBool, Doc: doc}, SQL: sql}
}

// onPartial marks a filter by a column that is visible on partly shared rows, too.
func onPartial(f Filter) Filter {
	f.OnPartial = true
	return f
}

// byVisible marks a filter by ids of another noun that consent may hide.
func byVisible(other extents, f Filter) Filter {
	f.Visible = other
	return f
}

// asOf marks a filter by a state that depends on the instant: its SQL names the instant @now, and the values @value.
func asOf(f Filter) Filter {
	named := f.SQL
	f.Match = func(tx *Tx, value any, _ pagePart) (Where, error) {
		return where(named, sql.Named("now", tx.now), sql.Named("value", value)), nil
	}
	return f
}

// instant marks a filter by days of a column that holds instants.
func instant(f Filter) Filter {
	f.Instant = true
	return f
}

// onToday marks a filter that depends on the day.
func onToday(f Filter) Filter {
	f.Today = true
	return f
}

// ownOnly marks a filter by organisations to which partners and donors may give their own only.
func ownOnly(f Filter) Filter {
	f.OwnOnly = true
	return f
}
