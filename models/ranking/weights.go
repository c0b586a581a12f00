// Package ranking is the mathematics of putting needs in order: weights, points, how sure a rank is when the weights are
// not, what would exchange two needs, and what an amount of money buys best. It is pure: the same input gives the same
// answer, bit for bit, on every machine. docs/methods.md gives the formulas and their sources.
package ranking

import (
	"qadam/models"
)

// Whole is what the weights of a scheme sum to: 100, in hundredths.
const Whole = 100_00

// Rescale gives some weights other values and lets the others keep their proportions among each other, so that all sum to Whole
// again; locked ones stay as they are. Where all others are 0 they share alike. Each gets its exact part rounded down to a
// hundredth; the hundredths left over go to the largest remainders, ties to the one that comes first.
func Rescale(weights []int, locked []bool, to map[int]int) ([]int, error) {
	out, free, where := make([]int, len(weights)), []int64{}, []int{}
	left, sum := Whole, int64(0)
	for i, w := range weights {
		given, set := to[i]
		switch {
		case set:
			out[i] = given
		case locked != nil && locked[i]:
			out[i] = w
		default:
			free, where = append(free, int64(w)), append(where, i)
			sum += int64(w)
		}
		left -= out[i]
	}
	switch {
	case left < 0:
		return nil, models.Fault("/weight", "The given and the locked weights sum to %s; make them at most 100, or unlock one.",
			models.Score(Whole-left))
	case left > 0 && len(free) == 0:
		return nil, models.Fault("/weight", "All other weights are given or locked, and all sum to %s. Make them 100, or unlock one.",
			models.Score(Whole-left))
	case sum == 0:
		for i := range free {
			free[i] = 1
		}
	}
	for i, part := range models.Apportion(int64(left), free) {
		out[where[i]] = int(part)
	}
	return out, nil
}
