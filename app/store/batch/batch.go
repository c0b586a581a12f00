// Package batch cuts many rows or values into statements of few sizes. Both databases prepare and keep each text of a
// statement, so that there must not be hundreds of them: below the largest size, statements come in powers of two only.
package batch

import (
	"iter"
	"math/bits"
	"slices"
	"strings"
)

// The sizes of a statement: SQLite takes 32,766 parameters, Postgres 65,535.
const (
	MaxRows   = 512
	MaxParams = 32000
	maxPadded = 1024
)

// Chunks cuts rows into as few chunks as there can be of at most some rows, each of a power of two.
func Chunks[V any](all []V, most int) iter.Seq[[]V] {
	return func(yield func([]V) bool) {
		for len(all) > 0 {
			n := 1 << (bits.Len(uint(min(len(all), most))) - 1)
			if !yield(all[:n:n]) {
				return
			}
			all = all[n:]
		}
	}
}

// Padded cuts the values of an IN into lists of a power of two; the last one is filled up with its first value.
func Padded[V any](all []V) iter.Seq[[]V] {
	return func(yield func([]V) bool) {
		for some := range slices.Chunk(all, maxPadded) {
			full := 1 << bits.Len(uint(len(some)-1))
			if !yield(append(some, slices.Repeat(some[:1], full-len(some))...)) {
				return
			}
		}
	}
}

// InsertInto begins an INSERT; Tuples follow.
func InsertInto(table string, columns []string) string {
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES "
}

// Tuples writes n times "(?, ?, …)".
func Tuples(n, width int) string {
	one := "(?" + strings.Repeat(", ?", width-1) + ")"
	return one + strings.Repeat(", "+one, n-1)
}
