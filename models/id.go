package models

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
)

// ID is a UUID in its canonical text; "" is none. New ones are version 7: they sort by time and need no sequence.
type ID string

// NilID is the nil UUID, which sorts before every other.
const NilID ID = "00000000-0000-0000-0000-000000000000"

// NewID makes a UUIDv7.
func NewID() ID { return ID(uuid.Must(uuid.NewV7()).String()) }

// ParseID reads a UUID in any of its usual forms.
func ParseID(s string) (ID, error) {
	u, err := uuid.Parse(s)
	if err != nil || len(s) != 36 {
		return "", fmt.Errorf("give a UUID such as 0190d2c4-7a00-7000-8000-000000000001")
	}
	return ID(u.String()), nil
}

// MarshalJSON writes the UUID, or null for none.
func (id ID) MarshalJSON() ([]byte, error) { return id.AppendJSON(nil), nil }

// AppendJSON appends what MarshalJSON gives.
func (id ID) AppendJSON(dst []byte) []byte { return appendQuoted(dst, string(id)) }

// appendQuoted appends a text that needs no escape, or null for none.
func appendQuoted(dst []byte, s string) []byte {
	if s == "" {
		return append(dst, "null"...)
	}
	return append(append(append(dst, '"'), s...), '"')
}

// UnmarshalJSON reads a UUID; null is none.
func (id *ID) UnmarshalJSON(b []byte) error {
	var s *string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("give a UUID as text")
	}
	if s == nil {
		*id = ""
		return nil
	}
	got, err := ParseID(*s)
	*id = got
	return err
}

// Value stores the UUID as text, NULL for none.
func (id ID) Value() (driver.Value, error) {
	if id == "" {
		return nil, nil
	}
	return string(id), nil
}

// Scan reads what either database gives back for a UUID.
func (id *ID) Scan(v any) error {
	switch x := v.(type) {
	case nil:
		*id = ""
	case string:
		*id = ID(x)
	case []byte:
		*id = ID(x)
	case [16]byte:
		*id = ID(uuid.UUID(x).String())
	default:
		return fmt.Errorf("an id came back as %T", v)
	}
	return nil
}
