package ranking

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// tables draws any table that the program can make: weights that sum to the whole, needs that may lack scores.
func tables(complete bool) *rapid.Generator[Table] {
	return rapid.Custom(func(t *rapid.T) Table {
		m, n := rapid.IntRange(1, 6).Draw(t, "criteria"), rapid.IntRange(1, 12).Draw(t, "needs")
		parts := rapid.SliceOfN(rapid.Int64Range(0, 9), m, m).Draw(t, "parts")
		parts[rapid.IntRange(0, m-1).Draw(t, "heavy")]++
		tab := Table{Weights: toWhole(parts)}
		low := -1
		if complete {
			low = 0
		}
		for j := range m {
			tab.Codes = append(tab.Codes, fmt.Sprintf("c%d", j))
		}
		for i := range n {
			r := Row{Key: fmt.Sprintf("k%02d", i)}
			for range m {
				v := 100 * rapid.IntRange(low, 4).Draw(t, "merit")
				if v < 0 {
					v = Unscored
				}
				r.Merit = append(r.Merit, v)
				r.Values = append(r.Values, nil)
			}
			tab.Rows = append(tab.Rows, r)
		}
		return tab
	})
}

func options(t *rapid.T) Options {
	return Options{Draws: 60, Seed: rapid.Uint64().Draw(t, "seed"), Method: rapid.SampledFrom([]Method{Near, Ordinal}).Draw(t, "method"),
		Concentration: rapid.IntRange(1, 400).Draw(t, "concentration")}
}

// TestProbabilitiesSumToOne: every need has a rank in every draw, and every rank a need.
func TestProbabilitiesSumToOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tab, o := tables(false).Draw(t, "table"), options(t)
		r := tab.Sample(o)
		for k := range tab.Rows {
			sum := 0
			for _, f := range r.Needs {
				sum += int(f.Counts[k])
			}
			if sum != o.Draws || r.Needs[k].Top(len(tab.Rows)) != o.Draws {
				t.Fatalf("rank %d has %d needs in %d draws, need %d %v", k+1, sum, o.Draws, k, r.Needs[k].Counts)
			}
			if c := r.Needs[k].Central; c != nil {
				total := 0
				for _, w := range c {
					total += w
				}
				if total != Whole {
					t.Fatalf("central weights %v", c)
				}
			}
		}
	})
}

// TestTheDominatedNeverPass: a need that is nowhere better, and somewhere worse, is behind in every draw.
func TestTheDominatedNeverPass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tab, o := tables(true).Draw(t, "table"), options(t)
		weighty := slices.DeleteFunc(indices(len(tab.Weights)), func(j int) bool { return tab.Weights[j] == 0 })
		tab.Rows[0].Merit[rapid.SampledFrom(weighty).Draw(t, "weighty")] = 100 * rapid.IntRange(1, 4).Draw(t, "to lose")
		below := Row{Key: "a", Merit: slices.Clone(tab.Rows[0].Merit), Values: make([][]int, len(tab.Weights))} // ties would go to it
		for j, w := range tab.Weights {
			if w > 0 && below.Merit[j] > 0 {
				below.Merit[j]--
			}
		}
		tab.Rows = append(tab.Rows, below)
		c, _, row := tab.canonical()
		s := newSampler(c, o)
		for range o.Draws {
			at := map[int]int{}
			for rank, key := range s.draw() {
				at[row[key&0xffff]] = rank
			}
			if at[len(tab.Rows)-1] < at[0] {
				t.Fatalf("by the weights %v it comes before", s.weights)
			}
		}
	})
}

// TestOrderOfInput: how needs and criteria are listed changes nothing.
func TestOrderOfInput(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tab, o := tables(false).Draw(t, "table"), options(t)
		rows := rapid.Permutation(indices(len(tab.Rows))).Draw(t, "rows")
		columns := rapid.Permutation(indices(len(tab.Codes))).Draw(t, "columns")
		mixed := Table{Codes: pick(tab.Codes, columns), Weights: pick(tab.Weights, columns)}
		for _, i := range rows {
			r := tab.Rows[i]
			mixed.Rows = append(mixed.Rows, Row{r.Key, pick(r.Merit, columns), pick(r.Values, columns)})
		}
		a, b := tab.Sample(o), mixed.Sample(o)
		for k, i := range rows {
			x, y := a.Needs[i], b.Needs[k]
			if x.Rank != y.Rank || !slices.Equal(x.Counts, y.Counts) || x.Central != nil && !slices.Equal(pick(x.Central, columns),
				y.Central) {
				t.Fatalf("%+v is %+v in another order", x, y)
			}
		}
	})
}

func indices(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// TestTies: equal needs stand by their keys, today and in every draw.
func TestTies(t *testing.T) {
	tab := Table{Codes: []string{"a", "b"}, Weights: []int{6000, 4000}}
	for _, key := range []string{"2027-01-01|KAZ-3", "2026-01-01|KAZ-2", "9999-12-31|KAZ-1"} {
		tab.Rows = append(tab.Rows, Row{Key: key, Merit: []int{300, 200}})
	}
	if got := tab.Order(tab.Weights); !slices.Equal(got, []int{1, 0, 2}) {
		t.Errorf("the order is %v", got)
	}
	r := tab.Sample(Options{Draws: 500, Seed: 1, Method: Ordinal})
	for i, rank := range []int{2, 1, 3} {
		if f := r.Needs[i]; f.Rank != rank || f.Counts[rank-1] != 500 {
			t.Errorf("need %d: %+v", i, f)
		}
	}
}

func TestRescale(t *testing.T) {
	for _, c := range []struct {
		weights []int
		locked  []bool
		at, to  int
		want    []int
	}{
		{[]int{2500, 2000, 1500, 2000, 1000, 1000}, nil, 3, 2800, []int{2250, 1800, 1350, 2800, 900, 900}},
		{[]int{3334, 3333, 3333}, nil, 0, 0, []int{0, 5000, 5000}},
		{[]int{5000, 3000, 2000}, []bool{false, true, false}, 0, 6000, []int{6000, 3000, 1000}},
		{[]int{10000, 0, 0, 0}, nil, 0, 9900, []int{9900, 34, 33, 33}}, // the others have no proportions: alike
		{[]int{5000, 5000}, []bool{false, true}, 0, 5000, []int{5000, 5000}},
		{[]int{5000, 5000}, []bool{false, true}, 0, 5001, nil},
		{[]int{5000, 5000}, []bool{false, true}, 0, 4000, nil},
	} {
		got, err := Rescale(c.weights, c.locked, map[int]int{c.at: c.to})
		if !slices.Equal(got, c.want) || (err != nil) != (c.want == nil) {
			t.Errorf("%v with %d at %d is %v, %v; want %v", c.weights, c.to, c.at, got, err, c.want)
		}
	}
}

// TestRescaleKeepsTheSum: exactly the whole, no weight below nought, each within a hundredth of its exact part.
func TestRescaleKeepsTheSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tab := tables(true).Draw(t, "table")
		at, to := rapid.IntRange(0, len(tab.Weights)-1).Draw(t, "at"), rapid.IntRange(0, Whole).Draw(t, "to")
		got, err := Rescale(tab.Weights, nil, map[int]int{at: to})
		if err != nil {
			if len(tab.Weights) > 1 {
				t.Fatal(err)
			}
			return
		}
		sum, others := 0, Whole-tab.Weights[at]
		for j, w := range got {
			sum += w
			if w < 0 || j != at && others > 0 && abs(w*others-tab.Weights[j]*(Whole-to)) >= others {
				t.Fatalf("%v became %v", tab.Weights, got)
			}
		}
		if sum != Whole || got[at] != to {
			t.Fatalf("%v became %v, which sums to %d", tab.Weights, got, sum)
		}
	})
}

func abs(n int) int { return max(n, -n) }
