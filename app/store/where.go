package store

// Where is a piece of a WHERE with its arguments.
type Where struct {
	SQL  string
	Args []any
}

var everything = Where{SQL: "TRUE"}

var nothing = Where{SQL: "FALSE"}
