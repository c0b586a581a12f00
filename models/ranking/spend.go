package ranking

import (
	"cmp"
	"math/bits"
	"slices"
)

// Item is something that can be had whole or not at all. Its cost is above 0.
type Item struct{ Cost, Worth int64 }

// Choice is what a budget is spent on.
type Choice struct {
	Taken       []bool
	Cost, Worth int64
	// Exact tells that nothing within the budget is worth more; else it was chosen greedily, by worth for cost.
	Exact bool
}

const (
	// MaxExact is among how many items the best choice is sought; beyond it is greedy.
	MaxExact = 100
	// maxStates bounds how many choices are weighed at once; where more could still be the best, it is greedy, too.
	maxStates = 200_000
	// maxStatesADraw is the same for each of many draws.
	maxStatesADraw = 10_000
)

// Spend finds what is worth most in all within a budget: the 0/1 knapsack, exactly, by the choices of which none costs less
// and is worth as much (Nemhauser and Ullmann), without those that cannot come up to the greedy one any more (Dantzig's
// bound). Costs are whole cents, so nothing is rounded. Among equals the cheapest one is taken.
func Spend(items []Item, budget int64) Choice { return spend(items, budget, maxStates) }

func spend(items []Item, budget int64, most int) Choice {
	order := make([]int, len(items))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(float64(items[b].Worth)/float64(items[b].Cost), float64(items[a].Worth)/float64(items[a].Cost))
	})
	sorted := pick(items, order)
	best := greedy(sorted, budget)
	if len(items) <= MaxExact {
		best = exact(sorted, budget, most, best)
	}
	taken := make([]bool, len(items))
	for k, i := range order {
		taken[i] = best.Taken[k]
	}
	best.Taken = taken
	return best
}

// greedy takes what is worth most for its cost as long as it fits; or the one best thing, where that is worth more.
func greedy(items []Item, budget int64) Choice {
	c, single := Choice{Taken: make([]bool, len(items))}, -1
	for i, it := range items {
		if c.Cost+it.Cost <= budget {
			c.Taken[i], c.Cost, c.Worth = true, c.Cost+it.Cost, c.Worth+it.Worth
		}
		if it.Cost <= budget && (single < 0 || it.Worth > items[single].Worth) {
			single = i
		}
	}
	if single >= 0 && items[single].Worth > c.Worth {
		c = Choice{Taken: make([]bool, len(items)), Cost: items[single].Cost, Worth: items[single].Worth}
		c.Taken[single] = true
	}
	return c
}

// state is one choice among the items looked at so far; set has a bit an item.
type state struct {
	cost, worth int64
	set         [2]uint64
}

func (s state) with(i int, it Item) state {
	s.cost, s.worth = s.cost+it.Cost, s.worth+it.Worth
	s.set[i/64] |= 1 << (i % 64)
	return s
}

// exact keeps, item by item, the choices that are worth more than all cheaper ones, the cheapest first.
func exact(items []Item, budget int64, most int, fallback Choice) Choice {
	states, floor := []state{{}}, fallback.Worth
	bound := newBound(items)
	for i, it := range items {
		next := make([]state, 0, 2*len(states))
		keep := func(s state) {
			if s.cost <= budget && (len(next) == 0 || s.worth > next[len(next)-1].worth) &&
				s.worth+bound.rest(i+1, budget-s.cost) >= floor {
				next = append(next, s)
			}
		}
		for a, b := 0, 0; a < len(states) || b < len(states); {
			if a < len(states) && (states[a].cost < states[b].cost+it.Cost ||
				states[a].cost == states[b].cost+it.Cost && states[a].worth >= states[b].worth+it.Worth) {
				keep(states[a])
				a++
			} else {
				keep(states[b].with(i, it))
				b++
			}
		}
		if states = next; len(states) > most {
			return fallback
		}
	}
	best := states[len(states)-1]
	c := Choice{Taken: make([]bool, len(items)), Cost: best.cost, Worth: best.worth, Exact: true}
	for i := range items {
		c.Taken[i] = best.set[i/64]>>(i%64)&1 == 1
	}
	return c
}

// bound knows what the items after one could be worth at most, if the last could be had in part.
type bound struct {
	items        []Item
	costs, worth []int64 // sums before each item
}

func newBound(items []Item) bound {
	b := bound{items, make([]int64, len(items)+1), make([]int64, len(items)+1)}
	for i, it := range items {
		b.costs[i+1], b.worth[i+1] = b.costs[i]+it.Cost, b.worth[i]+it.Worth
	}
	return b
}

// rest is what is left of a budget worth at most, spent on the items from one on, which stand by worth for cost.
func (b bound) rest(from int, left int64) int64 {
	k, _ := slices.BinarySearch(b.costs[from:], b.costs[from]+left+1)
	k += from - 1 // all before k fit
	sum := b.worth[k] - b.worth[from]
	if k == len(b.items) {
		return sum
	}
	high, low := bits.Mul64(uint64(left-(b.costs[k]-b.costs[from])), uint64(b.items[k].Worth))
	part, _ := bits.Div64(high, low, uint64(b.items[k].Cost))
	return sum + int64(part) + 1
}

// Spent is in how many draws each need was in the best choice, and in how many that choice was exact.
type Spent struct {
	Draws, Exact int
	Chosen       []int
}

// SampleSpend draws weights many times and spends the budget anew for each. costs are by row.
func (t Table) SampleSpend(o Options, costs []int64, budget int64) Spent {
	c, _, row := t.canonical()
	out := Spent{Draws: o.Draws, Chosen: make([]int, len(row))}
	if len(row) == 0 || len(c.Weights) == 0 {
		return out
	}
	s := newSampler(c, o)
	items := make([]Item, len(row))
	for range o.Draws {
		for _, key := range s.draw() {
			i := key & 0xffff
			items[i] = Item{costs[row[i]], -(key >> 16)}
		}
		choice := spend(items, budget, maxStatesADraw)
		if choice.Exact {
			out.Exact++
		}
		for i, taken := range choice.Taken {
			if taken {
				out.Chosen[row[i]]++
			}
		}
	}
	return out
}
