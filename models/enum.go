package models

import "strings"

// Enum is a text of which all values are known. Validation, filters, choices and the API's description take them from here. What the
// API gives out is described with its values too, unless the member is tagged `enum:"-"`, or with some of them: `enum:"partial,full"`.
type Enum interface{ Values() []string }

// JoinTexts writes values of an enumeration with commas between, as filters take them.
func JoinTexts[S ~string](values []S) string { return strings.Join(texts(values...), ",") }

// texts makes the list of an enumeration's values.
func texts[S ~string](values ...S) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
