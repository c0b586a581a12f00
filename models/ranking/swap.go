package ranking

import (
	"math"
	"slices"
)

// Swap is the smallest change of one weight, the others keeping their proportions, that puts one need before another.
type Swap struct {
	// Criterion is the column whose weight changes, From and To its weight in hundredths, today and then.
	Criterion, From, To int
	// Rises passes Falls: before, Falls was ahead. Both are rows.
	Rises, Falls int
}

// size is by how much the weight changes.
func (s Swap) size() int { return max(s.To-s.From, s.From-s.To) }

// Nearest finds the smallest change of one weight by which rises, now behind, passes falls; false where no change does.
func (t Table) Nearest(rises, falls int) (Swap, bool) {
	best, found := Swap{}, false
	for j := range t.Weights {
		for _, up := range []bool{true, false} {
			within := Whole
			if found {
				within = best.size() - 1
			}
			if s, ok := t.swap(j, up, within, rises, falls); ok {
				best, found = s, true
			}
		}
	}
	return best, found
}

// Edges finds, for each criterion and for either way in which its weight can go, the first change of who is among the first
// top needs. Rises comes in, Falls goes out.
func (t Table) Edges(top int) []Swap {
	order := t.Order(t.Weights)
	if top <= 0 || top >= len(order) {
		return []Swap{}
	}
	out := []Swap{}
	for j := range t.Weights {
		for _, up := range []bool{false, true} {
			best, found, within := Swap{}, false, Whole
			for _, falls := range slices.Backward(order[:top]) {
				for _, rises := range order[top:] {
					if s, ok := t.swap(j, up, within, rises, falls); ok {
						best, found, within = s, true, s.size()-1
					}
				}
			}
			if found {
				out = append(out, best)
			}
		}
	}
	return out
}

// swap finds the smallest change of one weight in hundredths, up or down and by at most within, that puts rises before falls.
//
// With x for the weight and the others stretched in proportion, the points of a need are linear in x, and two needs meet at one
// weight at most. Which hundredth beside it is the first is then settled in whole numbers.
func (t Table) swap(j int, up bool, within, rises, falls int) (Swap, bool) {
	from, others := t.Weights[j], int64(Whole-t.Weights[j])
	step, last := -1, max(0, from-within)
	if up {
		step, last = 1, min(Whole, from+within)
	}
	if others == 0 {
		return Swap{}, false
	}
	a, b := t.line(j, rises, others), t.line(j, falls, others)
	tie := t.Rows[rises].Key < t.Rows[falls].Key
	slope := a.n1 - b.n1
	if slope == 0 {
		return Swap{}, false
	}
	root := float64(b.n0-a.n0) / float64(slope)
	if !(root >= -1 && root <= Whole+1) {
		return Swap{}, false
	}
	middle := int(math.Round(root))
	for at := middle - 2*step; at != middle+3*step; at += step {
		if (at-from)*step > 0 && (last-at)*step >= 0 && a.passes(b, int64(at), tie) {
			return Swap{Criterion: j, From: from, To: at, Rises: rises, Falls: falls}, true
		}
	}
	return Swap{}, false
}

// line is the points of one need as a function of a weight: constant and slope.
type line struct{ n0, n1 int64 }

// line finds both; the others have (Whole−x)/others of today's weight, and all is multiplied by others.
func (t Table) line(j, row int, others int64) line {
	var n int64
	for k, v := range t.Rows[row].Merit {
		if k != j && v != Unscored {
			n += int64(t.Weights[k] * v)
		}
	}
	l := line{n0: n * Whole, n1: -n}
	if v := t.Rows[row].Merit[j]; v != Unscored {
		l.n1 += int64(v) * others
	}
	return l
}

// passes tells whether one need stands before another when the weight is x, exactly.
func (a line) passes(b line, x int64, tie bool) bool {
	left, right := a.n0+a.n1*x, b.n0+b.n1*x
	return left > right || left == right && tie
}
