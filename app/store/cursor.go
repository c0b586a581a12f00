package store

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"reflect"
	"strings"

	"gorm.io/gorm/schema"

	"qadam/models"
)

// cursor is where a page ended.
type cursor struct {
	Sort  string    `json:"s"`
	Value any       `json:"v"`
	ID    models.ID `json:"i"`
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

// take reads the value as what its order's kind says, and tells whether it is that: a cursor comes from outside, and anything may
// stand in it.
func (c *cursor) take(s Sort) bool {
	switch v := c.Value.(type) {
	case nil:
		return true // the order is by id alone
	case float64:
		return s.Number && v == math.Trunc(v) && math.Abs(v) < 1e9
	case string:
		if s.Instant {
			at, err := models.ParseInstant(v)
			c.Value = at
			return err == nil
		}
		return !s.Number && !strings.ContainsRune(v, 0)
	}
	return false
}

func readCursor(text string, s Sort) (cursor, error) {
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if _, noID := models.ParseID(string(c.ID)); err != nil || noID != nil || c.Sort != s.name() || !c.take(s) {
		return c, models.Fault("cursor", "This cursor is not of this list and order; begin again without it.")
	}
	return c, nil
}
