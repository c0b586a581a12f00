package ranking

import "slices"

// Method is how weights are drawn.
type Method string

// The methods: near draws around today's weights, ordinal trusts only their order.
const (
	Near    Method = "near"
	Ordinal Method = "ordinal"
)

// Options say how a ranking is tried.
type Options struct {
	Draws         int
	Seed          uint64
	Method        Method
	Concentration int
	// Spread draws, besides the weights, one of the assessors for each need and criterion; else their mean stands. Where there is
	// no score any point of the scale is drawn, with Spread or without.
	Spread bool
}

// Robustness is how a ranking fares under many weights (SMAA). It is by need in the order of the table's rows.
type Robustness struct {
	Draws int
	Needs []Outcome
}

// Outcome is what became of one need in the draws.
type Outcome struct {
	// Rank is today's, from 1. Counts has in how many draws the need came to each rank, the first one first.
	Rank   int
	Counts []uint32
	// Central is the mean of the weights that put the need first, in hundredths by criterion; nil where none did.
	Central []int
}

// Top is in how many draws the need was among the first k.
func (f *Outcome) Top(k int) (n int) {
	for _, c := range f.Counts[:min(k, len(f.Counts))] {
		n += int(c)
	}
	return n
}

// Interval gives the ranks between which the need lies but for the given parts of the draws, in per cent, on either side.
func (f *Outcome) Interval(draws, low, high int) (from, to int) {
	sum := 0
	for r, c := range f.Counts {
		sum += int(c)
		if from == 0 && sum*100 >= draws*low {
			from = r + 1
		}
		if sum*100 >= draws*high {
			return from, r + 1
		}
	}
	return from, len(f.Counts)
}

// Expected is the mean rank in hundredths.
func (f *Outcome) Expected(draws int) int {
	sum := 0
	for r, c := range f.Counts {
		sum += (r + 1) * int(c)
	}
	return (sum*100 + draws/2) / draws
}

// Sample draws weights many times and counts the ranks to which each need comes. Floats that are drawn become whole numbers first,
// and the order is found among whole numbers: by points, ties as in the register.
func (t Table) Sample(o Options) Robustness {
	c, column, row := t.canonical()
	n, m := len(c.Rows), len(c.Weights)
	out := Robustness{Draws: o.Draws, Needs: make([]Outcome, n)}
	if n == 0 || m == 0 {
		return out
	}
	s := newSampler(c, o)
	counts := make([]uint32, n*n)
	central, first := make([]int64, n*m), make([]int64, n)
	for range o.Draws {
		for rank, key := range s.draw() {
			counts[int(key&0xffff)*n+rank]++
		}
		best := int(s.keys[0] & 0xffff)
		first[best]++
		for j, w := range s.weights {
			central[best*m+j] += w
		}
	}
	ranks := make([]int, n)
	for rank, i := range c.Order(c.Weights) {
		ranks[i] = rank + 1
	}
	for k, i := range row {
		f := Outcome{Rank: ranks[k], Counts: counts[k*n : (k+1)*n : (k+1)*n]}
		if first[k] > 0 {
			f.Central = make([]int, len(t.Weights))
			for j, part := range toWhole(central[k*m : (k+1)*m]) {
				f.Central[column[j]] = part
			}
		}
		out.Needs[i] = f
	}
	return out
}

// sampler is one table under many draws. Arrays are flat: a draw allocates nothing.
type sampler struct {
	rng     *rng
	options Options
	table   Table
	byGroup [][]int
	merit   []int64 // by need, then criterion
	cells   []cell  // what is drawn: where assessors differ, and where nobody has scored
	parts   []float64
	weights []int64
	keys    []int64
}

type cell struct {
	at     int
	values []int
}

// wholeScale are the merits of the five points of a scale.
var wholeScale = []int{0, 100, 200, 300, 400}

func newSampler(t Table, o Options) *sampler {
	n, m := len(t.Rows), len(t.Weights)
	s := &sampler{rng: newRNG(o.Seed), options: o, table: t, byGroup: groups(t.Weights), merit: make([]int64, n*m),
		parts: make([]float64, m), weights: make([]int64, m), keys: make([]int64, n)}
	for i, r := range t.Rows {
		for j, v := range r.Merit {
			s.merit[i*m+j] = int64(v)
			if v == Unscored {
				s.cells = append(s.cells, cell{i*m + j, wholeScale})
				continue
			}
			if !o.Spread || r.Values == nil || len(r.Values[j]) < 2 {
				continue
			}
			values := slices.Clone(r.Values[j])
			slices.Sort(values)
			s.cells = append(s.cells, cell{i*m + j, values})
		}
	}
	return s
}

// draw takes weights, and scores if asked, and gives a key a need, the best first; a key ends with the need's number.
func (s *sampler) draw() []int64 {
	if s.options.Method == Ordinal {
		s.rng.ordinal(s.byGroup, s.parts, s.weights)
	} else {
		s.rng.near(s.table.Weights, s.options.Concentration, s.parts, s.weights)
	}
	for _, c := range s.cells {
		s.merit[c.at] = int64(c.values[s.rng.below(len(c.values))])
	}
	m := len(s.weights)
	for i := range s.keys {
		var sum int64
		for j, w := range s.weights {
			sum += w * s.merit[i*m+j]
		}
		s.keys[i] = -sum<<16 | int64(i)
	}
	slices.Sort(s.keys)
	return s.keys
}
