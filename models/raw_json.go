package models

// RawJSON is a JSON text kept as it was written; "" is null.
type RawJSON string

// MarshalJSON writes the text as it is.
func (r RawJSON) MarshalJSON() ([]byte, error) {
	if r == "" {
		return []byte("null"), nil
	}
	return []byte(r), nil
}

// UnmarshalJSON keeps the text as it is.
func (r *RawJSON) UnmarshalJSON(b []byte) error {
	*r = RawJSON(b)
	if *r == "null" {
		*r = ""
	}
	return nil
}
