package ranking

import (
	"cmp"
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
// With x for the weight and the others stretched in proportion, a need's points are N(x)/M(x), both linear: N sums weight by
// merit, M the weights of what the need is scored on. Two needs meet where N₁M₂ − N₂M₁ = 0, which is linear where both are
// scored on the same criteria, else quadratic: solved in closed form. Which hundredth beside the root is the first is then
// settled in whole numbers.
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
	roots := cross(a, b)
	slices.SortFunc(roots, func(a, b float64) int { return cmp.Compare(a*float64(step), b*float64(step)) })
	for _, root := range roots {
		if !(root >= -1 && root <= Whole+1) {
			continue
		}
		middle := int(math.Round(root))
		for at := middle - 2*step; at != middle+3*step; at += step {
			if (at-from)*step > 0 && (last-at)*step >= 0 && a.passes(b, int64(at), tie) {
				return Swap{Criterion: j, From: from, To: at, Rises: rises, Falls: falls}, true
			}
		}
	}
	return Swap{}, false
}

// line is N and M of one need as functions of a weight: constant and slope of each.
type line struct{ n0, n1, m0, m1 int64 }

// line finds both; the others have (Whole−x)/others of today's weight, and all is multiplied by others.
func (t Table) line(j, row int, others int64) line {
	var n, m int64
	for k, v := range t.Rows[row].Merit {
		if k != j && v != Unscored {
			n, m = n+int64(t.Weights[k]*v), m+int64(t.Weights[k])
		}
	}
	l := line{n0: n * Whole, n1: -n, m0: m * Whole, m1: -m}
	if v := t.Rows[row].Merit[j]; v != Unscored {
		l.n1 += int64(v) * others
		l.m1 += others
	}
	return l
}

// passes tells whether one need stands before another when the weight is x, exactly: the products stay below 2⁶³. With weights
// under which nothing of it is scored a need has no rank.
func (a line) passes(b line, x int64, tie bool) bool {
	an, am, bn, bm := a.n0+a.n1*x, a.m0+a.m1*x, b.n0+b.n1*x, b.m0+b.m1*x
	if am == 0 || bm == 0 {
		return false
	}
	left, right := an*bm, bn*am
	return left > right || left == right && tie
}

// cross gives the weights at which two needs meet.
func cross(a, b line) []float64 {
	if a.m0 == b.m0 && a.m1 == b.m1 { // scored on the same: M falls out
		if slope := a.n1 - b.n1; slope != 0 {
			return []float64{float64(b.n0-a.n0) / float64(slope)}
		}
		return nil
	}
	// c2·x² + c1·x + c0 = 0
	c0 := float64(a.n0*b.m0 - b.n0*a.m0)
	c1 := float64(a.n0*b.m1 + a.n1*b.m0 - b.n0*a.m1 - b.n1*a.m0)
	c2 := float64(a.n1*b.m1 - b.n1*a.m1)
	if c2 == 0 {
		if c1 == 0 {
			return nil
		}
		return []float64{-c0 / c1}
	}
	d := float64(c1*c1) - float64(4*float64(c2*c0))
	if d < 0 {
		return nil
	}
	q := -0.5 * (c1 + math.Copysign(math.Sqrt(d), c1))
	roots := []float64{q / c2}
	if q != 0 {
		roots = append(roots, c0/q)
	}
	return roots
}
