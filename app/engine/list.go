package engine

import (
	"slices"

	"qadam/app/store"
	"qadam/models"
)

// ReadInFull are rows that are shown whole.
func ReadInFull(all []models.ID) []store.SharedRow {
	out := make([]store.SharedRow, len(all))
	for i, id := range all {
		out[i] = store.SharedRow{ID: id, Extent: models.ExtentFull}
	}
	return out
}

// Distinct collects values, each once, in the order in which they came; it leaves out "".
type Distinct[V ~string] struct {
	All  []V
	seen map[V]bool
}

func (d *Distinct[V]) Add(values ...V) {
	if d.seen == nil {
		d.seen = map[V]bool{"": true}
	}
	for _, v := range values {
		if !d.seen[v] {
			d.seen[v] = true
			d.All = append(d.All, v)
		}
	}
}

func IdsOf[T any](list []T, id func(T) models.ID) []models.ID {
	out := make([]models.ID, len(list))
	for i, v := range list {
		out[i] = id(v)
	}
	return out
}

// Capped gives as much of a list as a summary names, in an order, and how much more there is.
func Capped[T any](list []T, compare func(a, b T) int) ([]T, int) {
	slices.SortFunc(list, compare)
	n := min(len(list), models.SummaryLimit)
	return list[:n:n], len(list) - n
}
