package batch

import (
	"slices"
	"testing"
)

func TestChunksAndPaddedLoseNothingAndComeInFewSizes(t *testing.T) {
	t.Parallel()
	sizes := map[int]bool{}
	for n := range 3000 {
		all := make([]int, n)
		for i := range all {
			all[i] = i
		}
		var joined []int
		for p := range Chunks(all, MaxRows) {
			joined = append(joined, p...)
			sizes[len(p)] = true
		}
		if !slices.Equal(joined, all) {
			t.Fatalf("%d rows in chunks are %d", n, len(joined))
		}
		seen := map[int]bool{}
		for some := range Padded(all) {
			sizes[len(some)] = true
			for _, v := range some {
				seen[v] = true
			}
		}
		if len(seen) != n || !slices.IsSorted(all) {
			t.Fatalf("%d values are asked for as %d", n, len(seen))
		}
	}
	if len(sizes) > 11 {
		t.Errorf("%d sizes: %v", len(sizes), sizes)
	}
}
