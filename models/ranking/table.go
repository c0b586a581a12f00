package ranking

import (
	"cmp"
	"slices"
)

// Unscored is the merit of a need on a criterion without a score.
const Unscored = -1

// Table is what is put in order: needs in rows, criteria in columns.
type Table struct {
	// Codes name the criteria, Weights are theirs in hundredths; the weights sum to Whole.
	Codes   []string
	Weights []int
	Rows    []Row
}

// Row is one need. Merit is 0 to 400 by criterion, or Unscored: the mean of its assessors in hundredths above the lowest
// point, turned round where the lowest counts first.
type Row struct {
	// Key breaks ties, the least first: the later part of the need's key in the register. It differs from need to need.
	Key   string
	Merit []int
	// Values are, by criterion, each assessor's own merit; only spread draws from them.
	Values [][]int
}

// canonical puts criteria and needs in an order of their own, so that the result does not depend on the order of the input; column
// and row say where each came from. It leaves out criteria without weight: they decide nothing.
func (t Table) canonical() (c Table, column, row []int) {
	for j, w := range t.Weights {
		if w > 0 {
			column = append(column, j)
		}
	}
	slices.SortFunc(column, func(a, b int) int { return cmp.Compare(t.Codes[a], t.Codes[b]) })
	for i := range t.Rows {
		row = append(row, i)
	}
	slices.SortFunc(row, func(a, b int) int { return cmp.Compare(t.Rows[a].Key, t.Rows[b].Key) })
	c = Table{Codes: pick(t.Codes, column), Weights: pick(t.Weights, column)}
	for _, i := range row {
		r := t.Rows[i]
		c.Rows = append(c.Rows, Row{Key: r.Key, Merit: pick(r.Merit, column), Values: pick(r.Values, column)})
	}
	return c, column, row
}

func pick[T any](from []T, at []int) []T {
	if from == nil {
		return nil
	}
	out := make([]T, len(at))
	for i, j := range at {
		out[i] = from[j]
	}
	return out
}

// Order gives the needs by rank under some weights: more points first, ties by key.
func (t Table) Order(weights []int) []int {
	points := make([]int, len(t.Rows))
	order := make([]int, len(t.Rows))
	for i, r := range t.Rows {
		order[i], points[i] = i, t.points(weights, r)
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(points[b], points[a]), cmp.Compare(t.Rows[a].Key, t.Rows[b].Key))
	})
	return order
}

// points is what is known of a need: a criterion without a score adds nothing, so that no need stands high for being unknown.
func (t Table) points(weights []int, r Row) (sum int) {
	for j, m := range r.Merit {
		if m != Unscored {
			sum += weights[j] * m
		}
	}
	return sum
}

// Complete tells on how many of the criteria with weight a need is scored, and how many there are.
func (t Table) Complete(row int) (scored, criteria int) {
	for j, w := range t.Weights {
		if w == 0 {
			continue
		}
		criteria++
		if t.Rows[row].Merit[j] != Unscored {
			scored++
		}
	}
	return scored, criteria
}

// Unknown is how many points more a need would have with the best value on each criterion without a score.
func (t Table) Unknown(row int) (sum int) {
	for j, m := range t.Rows[row].Merit {
		if m == Unscored {
			sum += t.Weights[j] * wholeScale[len(wholeScale)-1]
		}
	}
	return sum
}

// Points gives each need's points under some weights, as the register keeps them.
func (t Table) Points(weights []int) []int {
	out := make([]int, len(t.Rows))
	for i, r := range t.Rows {
		out[i] = t.points(weights, r)
	}
	return out
}
