package models

import "math/bits"

// Apportion parts an amount by weights, so that the parts sum to it exactly: each gets its exact part rounded towards 0, and what
// is left over goes, one minor unit each, to the largest remainders, ties to the one that comes first. So each part is less than
// one minor unit off the exact one. A negative weight counts as 0; without any weight all parts are nought.
func Apportion(amount int64, weights []int64) []int64 {
	parts := make([]int64, len(weights))
	var total uint64
	for _, w := range weights {
		total += uint64(max(w, 0))
	}
	if total == 0 {
		return parts
	}
	sign, left := int64(1), uint64(amount)
	if amount < 0 {
		sign, left = -1, -left
	}
	whole, remainders := left, make([]uint64, len(weights))
	for i, w := range weights {
		hi, lo := bits.Mul64(whole, uint64(max(w, 0)))
		q, r := bits.Div64(hi, lo, total)
		parts[i], remainders[i] = sign*int64(q), r
		left -= q
	}
	for ; left > 0; left-- {
		first := 0
		for i, r := range remainders {
			if r > remainders[first] {
				first = i
			}
		}
		parts[first] += sign
		remainders[first] = 0
	}
	return parts
}

// ShareOf is a part of a whole in per cent with two decimals, rounded half up; nil where there is no whole.
func ShareOf(part, whole int64) *Score {
	if whole <= 0 {
		return nil
	}
	hi, lo := bits.Mul64(uint64(max(part, 0)), 10000)
	lo, carry := bits.Add64(lo, uint64(whole)/2, 0)
	q, _ := bits.Div64(hi+carry, lo, uint64(whole))
	share := Score(q)
	return &share
}
