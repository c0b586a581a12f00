package models

// FilterSpec describes one filter of a list: its query name, the kind of its values and, for enums, which there are.
type FilterSpec struct {
	Name string
	Kind FilterKind
	Enum []string
	Doc  string
}

// Multiple tells that a filter takes several values.
func (f FilterSpec) Multiple() bool { return f.Kind == ByID || f.Kind == ByCode || f.Kind == ByEnum }

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
	Since  FilterKind = "since" // an instant
)

// ListQuery asks for one page of a list.
type ListQuery struct {
	Filters map[string]string
	Words   string
	Sort    string
	Cursor  string
	Limit   int
	Count   bool // whether the total is wanted
	Stream  bool // whether the pages go on into a file: each is of StreamLimit rows
	Expand  []string
}

// The sizes of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 200
	StreamLimit  = 1000
)

// Page is one key-set page; Next is the cursor of the following one, "" at the end.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next" doc:"The cursor of the following page; empty at the end."`
	Total *int   `json:"total,omitempty" doc:"How many there are on all pages, among those that you may see; only with count=true."`
}

// NextCursor is the cursor of the following page, for callers that do not know what the page is of.
func (p Page[T]) NextCursor() string { return p.Next }

// ListSpec describes a list's filters and sorts.
type ListSpec struct {
	Filters []FilterSpec
	Sorts   []string
	Default string
	Words   bool
	// Countable says that the list can give its total.
	Countable bool
}
