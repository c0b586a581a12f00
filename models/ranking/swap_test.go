package ranking

import (
	"testing"

	"pgregory.net/rapid"
)

// TestSwapByHand: today 15 for urgency; the second need is better by 2 points there and worse by 0.5 elsewhere. They meet where
// 2x = 0.5(100-x): at 20; the tie is the second's only by its key.
func TestSwapByHand(t *testing.T) {
	tab := Table{Codes: []string{"urgency", "severity"}, Weights: []int{1500, 8500}, Rows: []Row{
		{Key: "b", Merit: []int{100, 250}}, {Key: "a", Merit: []int{300, 200}}}}
	s, ok := tab.Nearest(1, 0)
	if !ok || s != (Swap{Criterion: 0, From: 1500, To: 2000, Rises: 1, Falls: 0}) {
		t.Errorf("%+v, %t", s, ok)
	}
	tab.Rows[1].Key = "c"
	if s, ok := tab.Nearest(1, 0); !ok || s.To != 2001 {
		t.Errorf("against the tie %+v, %t", s, ok)
	}
	tab.Rows[1].Merit = []int{100, 200}
	if s, ok := tab.Nearest(1, 0); ok {
		t.Errorf("what is better nowhere passes by %+v", s)
	}
}

// TestSwapsAgainstTrying: by every hundredth of a weight, no smaller change does it, and the one found does.
func TestSwapsAgainstTrying(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tab := tables(false).Draw(t, "table")
		order := tab.Order(tab.Weights)
		if len(order) < 2 {
			return
		}
		k := rapid.IntRange(1, len(order)-1).Draw(t, "rank")
		rises, falls := order[k], order[rapid.IntRange(0, k-1).Draw(t, "above")]
		j, up := rapid.IntRange(0, len(tab.Weights)-1).Draw(t, "criterion"), rapid.Bool().Draw(t, "up")
		from, want := tab.Weights[j], Whole+1
		if from == Whole {
			return
		}
		a, b := tab.line(j, rises, int64(Whole-from)), tab.line(j, falls, int64(Whole-from))
		if !b.passes(a, int64(from), tab.Rows[falls].Key < tab.Rows[rises].Key) {
			return // equal in points but for rounding, or scored on nothing that counts
		}
		passes := func(to int) bool { return a.passes(b, int64(to), tab.Rows[rises].Key < tab.Rows[falls].Key) }
		for to := range Whole + 1 {
			if to != from && (to > from) == up && abs(to-from) < want && passes(to) {
				want = abs(to - from)
			}
		}
		s, ok := tab.swap(j, up, Whole, rises, falls)
		switch {
		case !ok && want <= Whole:
			t.Fatalf("a change of %d does it, and none was found", want)
		case ok && (want != s.size() || !passes(s.To)):
			t.Fatalf("%+v was found, and a change of %d does it", s, want)
		}
	})
}

// TestEdges: each is a change of who is among the first, and needs one need on either side of the line.
func TestEdges(t *testing.T) {
	tab := two(6000, 4000) // the third leads with 250 to 240 and 160; at three eighths the second ties, and has the lesser key
	got := tab.Edges(1)
	if len(got) != 4 || got[0] != (Swap{0, 6000, 3750, 1, 2}) || got[1] != (Swap{0, 6000, 6250, 0, 2}) {
		t.Errorf("%+v", got)
	}
	if got := tab.Edges(3); len(got) != 0 {
		t.Errorf("with all among the first: %+v", got)
	}
}
