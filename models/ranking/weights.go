// Package ranking is the mathematics of putting needs in order: weights, points, how sure a rank is when the weights are
// not, what would exchange two needs, and what an amount of money buys best. It is pure: the same input gives the same
// answer, bit for bit, on every machine. docs/methods.md gives the formulas and their sources.
package ranking

import (
	"qadam/models"
)

// Whole is what the weights of a scheme sum to: 100, in hundredths.
const Whole = 100_00

// Rescale gives one weight another value and lets the others keep their proportions among each other, so that all sum to
// Whole again; locked ones stay as they are. Where all others are nought they share alike. Each gets its exact part rounded
// down to a hundredth; the hundredths left over go to the largest remainders, ties to the one that comes first.
func Rescale(weights []int, locked []bool, at, to int) ([]int, error) {
	out, free := make([]int, len(weights)), make([]int64, 0, len(weights))
	left, sum, where := Whole-to, int64(0), []int{}
	for i, w := range weights {
		switch {
		case i == at:
			out[i] = to
		case locked != nil && locked[i]:
			out[i] = w
			left -= w
		default:
			free, where = append(free, int64(w)), append(where, i)
			sum += int64(w)
		}
	}
	if left < 0 {
		return nil, models.Fault("/weight", "The locked weights leave %s for this one; give at most that, or unlock one.", models.Score(left+to))
	}
	if len(free) == 0 && left != 0 {
		return nil, models.Fault("/weight", "All other weights are locked, so this one cannot change. Unlock one.")
	}
	if sum == 0 {
		for i := range free {
			free[i] = 1
		}
	}
	for i, part := range models.Apportion(int64(left), free) {
		out[where[i]] = int(part)
	}
	return out, nil
}
