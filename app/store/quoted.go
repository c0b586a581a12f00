package store

import (
	"fmt"
	"slices"
	"strings"

	"qadam/models"
)

// quoted writes values of an enumeration into SQL: 'agreed', 'prioritized'. It takes what the type lists and nothing else, so that no
// input gets into a query.
func quoted[E interface {
	~string
	models.Enum
}](values ...E) string {
	texts := make([]string, len(values))
	for i, v := range values {
		if !slices.Contains(v.Values(), string(v)) {
			panic(fmt.Sprintf("%q is no value of %T", v, v))
		}
		texts[i] = "'" + string(v) + "'"
	}
	return strings.Join(texts, ", ")
}
