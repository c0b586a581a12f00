package web

import (
	"net/url"
	"slices"
)

// Form is a form of a page: what was typed into its fields, and what is wrong with it. The view of a page with a form embeds it,
// and its template shows each field by Typed and Of. A field bears one name: that of its element in HTML.
type Form struct {
	// Key tells apart several forms of one page: the ids of a form's fields end with it.
	Key string
	// Values are the texts in the fields, as they were typed.
	Values url.Values
	// Faults stand in the order of the fields, those of the form as a whole first.
	Faults []Fault
}

// Fault is what is wrong with a field, or with the form as a whole when Field is empty. Rule says it in the reader's language, with
// its arguments: texts, numbers, days and amounts of money. A rule that has no text in the catalogues is said by Text, in English.
type Fault struct {
	Field, Rule, Text string
	Args              map[string]any
	// At is the id of the field on the page.
	At string
}

// NewForm makes a form of what was typed into it and what is wrong with it.
func NewForm(key string, values url.Values, faults ...Fault) Form {
	f := Form{Key: key, Values: values, Faults: slices.Clone(faults)}
	for i := range f.Faults {
		f.Faults[i].At = f.At(f.Faults[i].Field)
	}
	return f
}

// Typed is the text in a field, as it was typed.
func (f Form) Typed(field string) string { return f.Values.Get(field) }

// Chosen tells whether a value of a field is chosen or ticked.
func (f Form) Chosen(field, value string) bool { return slices.Contains(f.Values[field], value) }

// At is the id of a field on the page.
func (f Form) At(field string) string {
	if f.Key == "" || field == "" {
		return field
	}
	return field + "-" + f.Key
}

// Of gives the faults of a field.
func (f Form) Of(field string) []Fault {
	var out []Fault
	for _, one := range f.Faults {
		if one.Field == field {
			out = append(out, one)
		}
	}
	return out
}
