package store

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"time"
	"unicode"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"qadam/models"
)

// List gives one page of the visible rows, in a stable order. A key-set cursor stands on the last row's sort value and id,
// so that no page is skipped or repeated while others write. Which rows stand on the page is found by their ids alone, so
// that the database can do it within an index, and only these rows are read.
func (n *Noun[T]) List(tx *Tx, q models.ListQuery) (models.Page[T], error) {
	db := n.seen(tx, tx.db.Table(n.Table).Select(n.Table+".id"))
	masked, err := n.filter(tx, db, q)
	if err != nil {
		return models.Page[T]{}, err
	}
	if n.Words && strings.TrimSpace(q.Words) != "" {
		if err := n.search(tx, masked, q.Words); err != nil {
			return models.Page[T]{}, err
		}
	}
	sort, err := n.order(tx, q.Sort)
	if err != nil {
		return models.Page[T]{}, err
	}
	limit := min(max(q.Limit, 0), models.MaxLimit)
	if limit == 0 {
		limit = models.DefaultLimit
	}
	page, err := n.page(tx, masked, sort, q.Cursor, limit)
	if err != nil {
		return models.Page[T]{}, err
	}
	n.saw(tx, &q, pointers(page.Items)...)
	return page, nil
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
		if f.Own && tx.actor.Audience() != "" && text != string(tx.actor.OrganisationID) {
			return nil, models.Fault(f.Name, "Give your own organisation, %s.", tx.actor.OrganisationID)
		}
		if f.Of != nil && !tx.actor.SeesAll() {
			if value, err = f.known(tx, value.([]string)); err != nil {
				return nil, err
			}
		}
		w := f.where(tx, value)
		db = db.Where(w.SQL, w.Args...)
		closed = closed || !f.Open
	}
	// What a partly shared row hides must not be told by whether it answers to a filter.
	if closed && n.Extent != nil && tx.actor.Audience() != "" {
		ext := n.Extent(tx)
		db = db.Where(ext.SQL+" = 'full'", ext.Args...)
	}
	return db, nil
}

// known leaves of the ids that a filter was given those that its reader may ask by.
func (f Filter) known(tx *Tx, given []string) ([]string, error) {
	all := make([]models.ID, len(given))
	for i, id := range given {
		all[i] = models.ID(id)
	}
	shared, err := f.Of(tx, all)
	known := []string{string(beforeAll)} // nothing has it: where no id is known, nothing is found
	for id := range shared {
		known = append(known, string(id))
	}
	return known, err
}

func (f Filter) where(tx *Tx, value any) Where {
	if f.Match != nil {
		return f.Match(tx, value)
	}
	if f.Day {
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
			return nil, fault(capital(err.Error()) + ".")
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
				return nil, fault(capital(err.Error()) + ".")
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

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// search adds the word search: in all text of what is fully shared, in the releasable summary of the rest.
func (n *Noun[T]) search(tx *Tx, db *gorm.DB, words string) error {
	if len(splitWords(words)) == 0 {
		return models.Fault("q", "Give at least one word to search for.")
	}
	w := tx.dialect.words(n.Table)
	query := w.query(words)
	if n.Extent == nil || tx.actor.Audience() == "" {
		db.Where(w.all, query)
		return nil
	}
	ext, open := n.Extent(tx), query
	if tx.dialect.name == sqliteDialect.name {
		open = "{reference releasable_summary} : (" + query + ")"
	}
	// What is found in the open words is found in all words, too, and these have the index.
	db.Where(w.all, query)
	db.Where("("+ext.SQL+" = 'full' OR "+w.open+")", append(append([]any{}, ext.Args...), open)...)
	return nil
}

// splitWords cuts a search into its words; anything but letters and digits separates. At most 12 words count.
func splitWords(s string) []string {
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	return words[:min(len(words), 12)]
}

// order finds the sort asked for. Someone who sees rows only partly gets the orders that tell nothing hidden.
func (n *Noun[T]) order(tx *Tx, asked string) (Sort, error) {
	bounded := n.Extent != nil && tx.actor.Audience() != ""
	var keys []string
	for _, s := range n.Sorts {
		if bounded && !s.Open {
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

// cursor is where a page ended.
type cursor struct {
	Sort  string    `json:"s"`
	Value any       `json:"v"`
	ID    models.ID `json:"i"`
}

// page adds order, cursor and limit to the SELECT of ids, and reads the rows.
func (n *Noun[T]) page(tx *Tx, db *gorm.DB, s Sort, from string, limit int) (models.Page[T], error) {
	var none models.Page[T]
	dir, than := " ASC", " > "
	if s.Desc {
		dir, than = " DESC", " < "
	}
	id := n.Table + ".id"
	if from != "" {
		c, err := readCursor(from, s.name(), s.Number)
		if err != nil {
			return none, err
		}
		if s.Column == id {
			db = db.Where(id+than+"?", c.ID)
		} else {
			db = db.Where("("+s.Column+", "+id+")"+than+"(?, ?)", c.Value, c.ID)
		}
	}
	order := s.Column + dir
	if s.Column != id {
		order += ", " + id + dir
	}
	standing := db.Order(order).Limit(limit + 1)
	items, err := collect[T](tx, n.selection(tx, n.Heavy...).Where(id+" IN (?)", standing).Order(order))
	if err != nil {
		return none, err
	}
	page := models.Page[T]{Items: items[:min(limit, len(items)):len(items)]}
	if len(items) > limit {
		if page.Next, err = n.cursorAt(tx, s, &items[limit-1]); err != nil {
			return none, err
		}
	}
	found := pointers(page.Items)
	if err := n.load(tx, found); err != nil {
		return none, err
	}
	if err := n.show(tx, found); err != nil {
		return none, err
	}
	return page, nil
}

// cursorAt writes the cursor of a row.
func (n *Noun[T]) cursorAt(tx *Tx, s Sort, row *T) (string, error) {
	c := cursor{Sort: s.name(), ID: any(row).(models.Entity).Meta().ID}
	if s.Column != n.Table+".id" {
		parsed, err := schema.Parse(row, &schemas, tx.db.NamingStrategy)
		if err != nil {
			return "", err
		}
		c.Value, _ = parsed.LookUpField(strings.TrimPrefix(s.Column, n.Table+".")).ValueOf(tx.db.Statement.Context, reflect.ValueOf(row))
	}
	b, err := json.Marshal(c)
	return base64.RawURLEncoding.EncodeToString(b), err
}

// sound tells whether a cursor's value is of its order's kind: a cursor comes from outside, and anything may stand in it.
func (c cursor) sound(number bool) bool {
	switch v := c.Value.(type) {
	case nil:
		return true // the order is by id alone
	case float64:
		return number && v == math.Trunc(v) && math.Abs(v) < 1e9
	case string:
		return !number && !strings.ContainsRune(v, 0)
	}
	return false
}

func readCursor(text, sort string, number bool) (cursor, error) {
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if _, noID := models.ParseID(string(c.ID)); err != nil || noID != nil || c.Sort != sort || !c.sound(number) {
		return c, models.Fault("cursor", "This cursor is not of this list and order; begin again without it.")
	}
	return c, nil
}
