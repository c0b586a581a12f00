package ranking

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestSaatysMatrix: the 3 by 3 example that textbooks give: weights 0.637, 0.258, 0.105, λ 3.0385, ratio 0.033.
func TestSaatysMatrix(t *testing.T) {
	got := Compare([][]float64{{1, 3, 5}, {1.0 / 3, 1, 3}, {1.0 / 5, 1.0 / 3, 1}})
	if !slices.Equal(got.Weights, []int{6370, 2583, 1047}) || math.Abs(got.Lambda-3.0385) > 5e-5 || math.Abs(got.Ratio-0.0332) > 5e-5 {
		t.Errorf("%+v", got)
	}
}

// TestTheOddPair: where one comparison contradicts the others, it is the one that is named first.
func TestTheOddPair(t *testing.T) {
	m := [][]float64{{1, 2, 4, 8}, {.5, 1, 2, 4}, {.25, .5, 1, 2}, {.125, .25, .5, 1}}
	if got := Compare(m); got.Ratio > 1e-9 || !slices.Equal(got.Weights, []int{5333, 2667, 1333, 667}) {
		t.Errorf("what is consistent: %+v", got)
	}
	m[0][3], m[3][0] = 1.0/8, 8
	got := Compare(m)
	if p := got.Pairs[0]; got.Ratio < 0.1 || p.A != 0 || p.B != 3 || p.Misfit < 4 {
		t.Errorf("%+v", got)
	}
}

// TestSpendAgainstTrying: of all subsets none within the budget is worth more, and of those worth as much none is cheaper.
func TestSpendAgainstTrying(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Item {
			return Item{rapid.Int64Range(1, 40).Draw(t, "cost"), rapid.Int64Range(0, 40).Draw(t, "worth")}
		}), 0, 10).Draw(t, "items")
		budget := rapid.Int64Range(0, 150).Draw(t, "budget")
		var best Choice
		for set := range 1 << len(items) {
			var c Choice
			for i, it := range items {
				if set>>i&1 == 1 {
					c.Cost, c.Worth = c.Cost+it.Cost, c.Worth+it.Worth
				}
			}
			if c.Cost <= budget && (c.Worth > best.Worth || c.Worth == best.Worth && c.Cost < best.Cost) {
				best = c
			}
		}
		got := Spend(items, budget)
		var cost, worth int64
		for i, taken := range got.Taken {
			if taken {
				cost, worth = cost+items[i].Cost, worth+items[i].Worth
			}
		}
		if !got.Exact || got.Cost != best.Cost || got.Worth != best.Worth || cost != got.Cost || worth != got.Worth {
			t.Fatalf("%+v; the best is %d worth %d", got, best.Cost, best.Worth)
		}
	})
}

func TestSpendBeyondTheBound(t *testing.T) {
	items := make([]Item, MaxExact+1)
	for i := range items {
		items[i] = Item{10, 10}
	}
	items[7] = Item{15, 16}
	if got := Spend(items, 30); got.Exact || got.Cost != 25 || !got.Taken[7] {
		t.Errorf("%+v", got)
	}
	if got := Spend([]Item{{1, 2}, {100, 100}}, 100); got.Worth != 100 || !got.Exact {
		t.Errorf("%+v", got)
	}
}

// TestSpendInDraws: the need that costs half as much as any other and is best on everything is in every choice.
func TestSpendInDraws(t *testing.T) {
	tab := random(30, 6)
	costs := make([]int64, 30)
	for i := range costs {
		costs[i] = int64(100_000 + 7919*i)
	}
	for j := range tab.Weights {
		tab.Rows[4].Merit[j] = 400
	}
	costs[4] = 40_000
	got := tab.SampleSpend(Options{Draws: 200, Seed: 1, Method: Near, Concentration: 50}, costs, 900_000)
	again := tab.SampleSpend(Options{Draws: 200, Seed: 1, Method: Near, Concentration: 50}, costs, 900_000)
	if got.Chosen[4] != 200 || got.Exact != 200 || !slices.Equal(got.Chosen, again.Chosen) {
		t.Errorf("%+v", got)
	}
}

// TestWhySumsUp: the parts come to the change of the priority, but for the rounding of each.
func TestWhySumsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := tables(false).Draw(t, "before"), tables(false).Draw(t, "after")
		if len(a.Weights) != len(b.Weights) {
			return
		}
		was, is := a.points(a.Weights, a.Rows[0]), b.points(b.Weights, b.Rows[0])
		sum := 0
		parts := Decompose(CriteriaState{a.Weights, a.Rows[0].Merit}, CriteriaState{b.Weights, b.Rows[0].Merit})
		for _, p := range parts {
			sum += p.ByWeight + p.ByScores
		}
		if abs(sum*400-(is-was)) > 400*len(parts) {
			t.Fatalf("%v sum to %d hundredths; points went from %d to %d", parts, sum, was, is)
		}
	})
}

func TestWhyByHand(t *testing.T) {
	// Weight 40 to 60 at merit 2 to 3 of 4: 20 × 2.5/4 by the weight, 50 × 1/4 by the scores.
	got := Decompose(CriteriaState{[]int{4000, 6000}, []int{200, 400}}, CriteriaState{[]int{6000, 4000}, []int{300, 400}})
	if got[0] != (Part{1250, 1250}) || got[1] != (Part{-2000, 0}) {
		t.Errorf("%+v", got)
	}
	got = Decompose(CriteriaState{[]int{4000, 6000}, []int{200, Unscored}}, CriteriaState{[]int{4000, 6000}, []int{200, 400}})
	if got[0] != (Part{}) || got[1] != (Part{0, 6000}) { // what comes to be scored brings all that it has
		t.Errorf("%+v", got)
	}
}

func BenchmarkSpend(b *testing.B) {
	tab := random(100, 8)
	items, costs := make([]Item, 100), make([]int64, 100)
	for i, p := range tab.Points(tab.Weights) {
		costs[i] = int64(2_000_000 + (i*7919%97)*1_000_003)
		items[i] = Item{costs[i], int64(p)}
	}
	b.Run("100 needs", func(b *testing.B) {
		for b.Loop() {
			if !Spend(items, 1_500_000_000).Exact {
				b.Fatal("greedy")
			}
		}
	})
	b.Run("100 needs, 1000 draws", func(b *testing.B) {
		for b.Loop() {
			if got := tab.SampleSpend(Options{Draws: 1000, Seed: 1, Method: Near, Concentration: 100}, costs,
				1_500_000_000); got.Exact != 1000 {
				b.Fatal(got.Exact)
			}
		}
	})
}
