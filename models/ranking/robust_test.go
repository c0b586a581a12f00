package ranking

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// two has one need that is best on either of two criteria, and one in between: the first is ahead where a's weight is above
// five eighths, the second below three eighths, the third between.
func two(weights ...int) Table {
	return Table{Codes: []string{"a", "b"}, Weights: weights, Rows: []Row{
		{Key: "1", Merit: []int{400, 0}}, {Key: "2", Merit: []int{0, 400}}, {Key: "3", Merit: []int{250, 250}}}}
}

// TestClosedForms holds the acceptabilities that can be integrated by hand. A Dirichlet with both parameters 1 is uniform.
func TestClosedForms(t *testing.T) {
	const draws = 200_000
	for _, c := range []struct {
		name  string
		table Table
		o     Options
		first [3]float64
	}{
		{"uniform", two(5000, 5000), Options{Method: Near, Concentration: 2}, [3]float64{0.375, 0.375, 0.25}},
		{"ordinal, a first", two(6000, 4000), Options{Method: Ordinal}, [3]float64{0.75, 0, 0.25}},
		{"ordinal, alike", two(5000, 5000), Options{Method: Ordinal}, [3]float64{0.375, 0.375, 0.25}},
		// Beta(2, 1) has the distribution function x²: 1-(5/8)², (3/8)², (5/8)²-(3/8)².
		{"two to one", two(6667, 3333), Options{Method: Near, Concentration: 3}, [3]float64{39.0 / 64, 9.0 / 64, 16.0 / 64}},
	} {
		c.o.Draws, c.o.Seed = draws, 7
		r := c.table.Sample(c.o)
		for i, want := range c.first {
			got := float64(r.Needs[i].Counts[0]) / draws
			if math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/draws)+1e-4 {
				t.Errorf("%s: need %d is first in %.4f, not %.4f", c.name, i+1, got, want)
			}
		}
	}
}

// TestAreas holds acceptabilities that are areas in the triangle of all weights of three criteria, each weight as likely as the
// other. Three needs have 4 on one criterion each and nothing elsewhere, a fourth has t·4 everywhere, with t = 0.4, and so beats
// the need of each criterion that weighs less than t. All weights are below t in a triangle with (3t−1)² = 0.04 of the whole, two
// are above it in three corners with (1−2t)² = 0.04 each. So the fourth is first in 0.04, third in 0.12, else second. Each of the
// others is first in (1−0.04)/3, second in (0.04+0.12)/3, third in (0.04+0.84)/3, and last in a third: the least weight is below
// t always. The centroid of all weights that put the first need at least before the other two has 11/18 of its own; without the
// third of the middle triangle, whose centroid has (2t+1/3)/3 of it, the central weight is 0.6208.
func TestAreas(t *testing.T) {
	const draws = 200_000
	tab := Table{Codes: []string{"a", "b", "c"}, Weights: []int{3334, 3333, 3333}, Rows: []Row{
		{Key: "1", Merit: []int{400, 0, 0}}, {Key: "2", Merit: []int{0, 400, 0}}, {Key: "3", Merit: []int{0, 0, 400}},
		{Key: "4", Merit: []int{160, 160, 160}}}}
	r := tab.Sample(Options{Method: Near, Concentration: 3, Draws: draws, Seed: 11})
	corner, middle := [4]float64{0.96 / 3, 0.16 / 3, 0.88 / 3, 1.0 / 3}, [4]float64{0.04, 0.84, 0.12, 0}
	for i, f := range r.Needs {
		for rank, want := range [][4]float64{corner, corner, corner, middle}[i] {
			got := float64(f.Counts[rank]) / draws
			if math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/draws)+1e-4 {
				t.Errorf("need %d comes to rank %d in %.4f, not %.4f", i+1, rank+1, got, want)
			}
		}
		want := []int{3333, 3333, 3333}
		if i < 3 {
			want = []int{1896, 1896, 1896}
			want[i] = 6208
		}
		for j := range want {
			if abs(f.Central[j]-want[j]) > 20 {
				t.Errorf("the central weights of need %d are %v, not %v", i+1, f.Central, want)
			}
		}
	}
}

// TestCentroid: the mean of all weights that keep an order is the rank order centroid (Barron and Barrett 1996), for three
// criteria 11/18, 5/18 and 2/18.
func TestCentroid(t *testing.T) {
	tab := Table{Codes: []string{"a", "b", "c"}, Weights: []int{2000, 5000, 3000}, Rows: []Row{{Key: "1", Merit: []int{1, 1, 1}}}}
	got := tab.Sample(Options{Draws: 100_000, Seed: 3, Method: Ordinal}).Needs[0].Central
	for j, want := range []int{1111, 6111, 2778} {
		if abs(got[j]-want) > 20 {
			t.Errorf("the centroid is %v", got)
		}
	}
}

// TestDirichletMoments: the mean is today's weight w, the variance w(1-w)/(concentration+1).
func TestDirichletMoments(t *testing.T) {
	const draws = 100_000
	weights := []int{100, 1900, 3000, 5000}
	for _, concentration := range []int{3, 100} {
		c, g, w := newRNG(11), make([]float64, 4), make([]int64, 4)
		var sum, squares [4]float64
		for range draws {
			c.near(weights, concentration, g, w)
			for j := range w {
				x := float64(w[j]) / scale
				sum[j] += x
				squares[j] += x * x
			}
		}
		for j := range weights {
			mean := float64(weights[j]) / Whole
			variance := mean * (1 - mean) / float64(concentration+1)
			m := sum[j] / draws
			if v := squares[j]/draws - m*m; math.Abs(m-mean) > 5*math.Sqrt(variance/draws) || math.Abs(v/variance-1) > 0.06 {
				t.Errorf("concentration %d, weight %d: mean %.5f, variance %.6f, not %.5f and %.6f", concentration, weights[j], m, v, mean,
					variance)
			}
		}
	}
}

// TestSpread: two assessors who give 0 and 4 put a need first in half of the draws against one that has 2 for sure, and a mean
// of the same height never puts it there by itself.
func TestSpread(t *testing.T) {
	tab := Table{Codes: []string{"a"}, Weights: []int{Whole}, Rows: []Row{
		{Key: "1", Merit: []int{200}, Values: [][]int{{0, 400}}}, {Key: "2", Merit: []int{201}, Values: [][]int{{201}}}}}
	o := Options{Draws: 20_000, Seed: 5, Method: Near, Concentration: 100}
	if f := tab.Sample(o).Needs[0]; f.Counts[0] != 0 {
		t.Errorf("without spread it is first in %d", f.Counts[0])
	}
	o.Spread = true
	if f := tab.Sample(o).Needs[0]; math.Abs(float64(f.Counts[0])-10_000) > 300 {
		t.Errorf("with spread it is first in %d of 20000", f.Counts[0])
	}
}

// TestSameAnswerEverywhere holds one answer bit by bit on any processor (docs/methods.md says why it can); a change of it is a
// change of every ranking that was agreed under a seed.
func TestSameAnswerEverywhere(t *testing.T) {
	tab := random(40, 8)
	tab.Rows[3].Merit[2] = Unscored
	h := fnv.New64a()
	for _, o := range []Options{{Draws: 5000, Seed: 42, Method: Near, Concentration: 100},
		{Draws: 5000, Seed: 42, Method: Near, Concentration: 5, Spread: true}, {Draws: 5000, Seed: 42, Method: Ordinal}} {
		for _, f := range tab.Sample(o).Needs {
			fmt.Fprintln(h, f.Counts, f.Central)
		}
	}
	if got := fmt.Sprintf("%016x", h.Sum64()); got != sameAnswer {
		t.Errorf("the answer is %s", got)
	}
}

const sameAnswer = "e6a750e4a8d2b52d"

// TestTheUnknownIsDrawn: one score of the best against a need that has 3 of 4 points on both: by what is known it stands behind
// (200 to 300), and in the draws, where its other merit is any of the five points of the scale, it is ahead with the two highest,
// and with the middle one as often as the weights make it: in half of them.
func TestTheUnknownIsDrawn(t *testing.T) {
	tab := Table{Codes: []string{"a", "b"}, Weights: []int{5000, 5000}, Rows: []Row{
		{Key: "1", Merit: []int{300, 300}}, {Key: "2", Merit: []int{400, Unscored}}}}
	if got := tab.Order(tab.Weights); !slices.Equal(got, []int{0, 1}) {
		t.Errorf("the order is %v", got)
	}
	if scored, criteria := tab.Complete(1); scored != 1 || criteria != 2 {
		t.Errorf("scored on %d of %d", scored, criteria)
	}
	f := tab.Sample(Options{Draws: 20_000, Seed: 3, Method: Near, Concentration: 1000}).Needs[1]
	if from, to := f.Interval(20_000, 5, 95); from != 1 || to != 2 || math.Abs(float64(f.Counts[0])/20_000-0.5) > 0.015 {
		t.Errorf("ranks %d to %d, first in %d of 20000", from, to, f.Counts[0])
	}
}

// TestUnknownNeverFirst: of two needs that are scored alike as far as both are scored, the one with less scores is not ahead.
func TestUnknownNeverFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tab := tables(true).Draw(t, "table")
		less := Row{Key: "a", Merit: slices.Clone(tab.Rows[0].Merit)}
		less.Merit[rapid.IntRange(0, len(less.Merit)-1).Draw(t, "unknown")] = Unscored
		tab.Rows = append(tab.Rows, less)
		points := tab.Points(tab.Weights)
		if points[len(points)-1] > points[0] {
			t.Fatalf("%d points with less scores, %d with all", points[len(points)-1], points[0])
		}
	})
}

func TestFate(t *testing.T) {
	f := Outcome{Counts: []uint32{2, 50, 40, 8}}
	if from, to := f.Interval(100, 5, 95); from != 2 || to != 4 || f.Top(2) != 52 || f.Expected(100) != 254 {
		t.Errorf("%d to %d, %d, %d", from, to, f.Top(2), f.Expected(100))
	}
}

// TestLnExp holds our logarithm and exponential against the library's.
func TestLnExp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		x := math.Exp(r.Float64()*80 - 40)
		if got, want := ln(x), math.Log(x); math.Abs(got-want) > 1e-15*math.Max(1, math.Abs(want)) {
			t.Fatalf("ln(%g) is %g, not %g", x, got, want)
		}
		y := -r.Float64() * 700
		if got, want := exp(y), math.Exp(y); math.Abs(got-want) > 4e-16*want {
			t.Fatalf("exp(%g) is %g, not %g", y, got, want)
		}
	}
}

// random is a table of a size as a mission might have it, three assessors each.
func random(needs, criteria int) Table {
	r := rand.New(rand.NewPCG(9, 9))
	tab := Table{Weights: make([]int, criteria)}
	for j := range criteria {
		tab.Codes, tab.Weights[j] = append(tab.Codes, fmt.Sprint(j)), Whole/criteria
	}
	for i := range needs {
		row := Row{Key: fmt.Sprintf("%04d", i)}
		for range criteria {
			v := []int{100 * r.IntN(5), 100 * r.IntN(5), 100 * r.IntN(5)}
			row.Merit, row.Values = append(row.Merit, (v[0]+v[1]+v[2])/3), append(row.Values, v)
		}
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

func BenchmarkTry(b *testing.B) {
	for _, n := range []int{50, 500} {
		for _, o := range []Options{{Method: Near, Concentration: 100}, {Method: Near, Concentration: 100, Spread: true},
			{Method: Ordinal}} {
			tab := random(n, 8)
			o.Draws, o.Seed = 10_000, 1
			b.Run(fmt.Sprintf("%d needs, 8 criteria, 10000 draws, %s, spread %t", n, o.Method, o.Spread), func(b *testing.B) {
				for b.Loop() {
					tab.Sample(o)
				}
			})
		}
	}
}

func BenchmarkSwaps(b *testing.B) {
	tab := random(500, 8)
	b.Run("top 5 of 500", func(b *testing.B) {
		for b.Loop() {
			tab.Edges(5)
		}
	})
	order := tab.Order(tab.Weights)
	b.Run("499 neighbours", func(b *testing.B) {
		for b.Loop() {
			for k := range slices.Backward(order[1:]) {
				tab.Nearest(order[k+1], order[k])
			}
		}
	})
}
