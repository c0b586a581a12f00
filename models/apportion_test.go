package models

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// TestApportion holds the rule: the parts sum to the whole, each is less than one cent off the exact part, a weight of 0 gets 0,
// and a larger weight gets no less.
func TestApportion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(-1e18, 1e18).Draw(t, "amount")
		weights := rapid.SliceOfN(rapid.Int64Range(-5, 1e15), 0, 12).Draw(t, "weights")
		parts := Apportion(amount, weights)
		var sum, total int64
		for i, w := range weights {
			sum, total = sum+parts[i], total+max(w, 0)
		}
		if total == 0 {
			if sum != 0 {
				t.Fatalf("%d of nothing", sum)
			}
			return
		}
		if sum != amount {
			t.Fatalf("%v sum to %d, not to %d", parts, sum, amount)
		}
		for i, w := range weights {
			if w <= 0 && parts[i] != 0 {
				t.Fatalf("the weight %d gets %d", w, parts[i])
			}
			exact := new(big.Int).Mul(big.NewInt(amount), big.NewInt(max(w, 0)))
			off := new(big.Int).Sub(new(big.Int).Mul(big.NewInt(parts[i]), big.NewInt(total)), exact)
			if off.CmpAbs(big.NewInt(total)) >= 0 {
				t.Fatalf("%d of %d for the weight %d of %d", parts[i], amount, w, total)
			}
			for j, v := range weights {
				if amount > 0 && w > v && parts[i] < parts[j] {
					t.Fatalf("the weight %d gets %d, %d gets %d", w, parts[i], v, parts[j])
				}
			}
		}
	})
}

func TestShareOf(t *testing.T) {
	for _, c := range []struct {
		part, whole int64
		want        Score
	}{{1, 3, 3333}, {2, 3, 6667}, {1, 8, 1250}, {1, 16, 625}, {1, 20000, 1}, {1, 20001, 0}, {5, 5, 10000}, {-5, 5, 0}, {1e15, 3e15, 3333}} {
		if got := ShareOf(c.part, c.whole); *got != c.want {
			t.Errorf("%d of %d is %d", c.part, c.whole, *got)
		}
	}
	if ShareOf(1, 0) != nil {
		t.Error("a share of nothing")
	}
}
