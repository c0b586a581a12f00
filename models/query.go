package models

// FilterSpec describes one filter of a list: its query name, the kind of its values and, for enums, which there are.
// A filter takes several values, separated by commas, but for the kinds "from", "to" and "bool".
type FilterSpec struct {
	Name string
	Kind FilterKind
	Enum []string
	Doc  string
}

// FilterKind is the kind of a filter's values.
type FilterKind string

// The kinds of filter: days for from and to are inclusive.
const (
	ByID   FilterKind = "id"
	ByCode FilterKind = "code"
	ByEnum FilterKind = "enum"
	From   FilterKind = "from"
	To     FilterKind = "to"
	ByBool FilterKind = "bool"
)

// ListQuery asks for one page of a list.
type ListQuery struct {
	Filters map[string]string
	Words   string
	Sort    string
	Cursor  string
	Limit   int
}

// The sizes of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 200
)

// Page is one key-set page; Next is the cursor of the following one, "" at the end.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next" doc:"The cursor of the following page; empty at the end."`
}

// ListSpec describes a list's filters and sorts.
type ListSpec struct {
	Filters []FilterSpec
	Sorts   []string
	Default string
	Words   bool
}
