package ranking

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"qadam/models"
)

// randomIndex is the mean consistency index of random matrices by their size, from Saaty (1980), table 3-2.
var randomIndex = []float64{0, 0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59}

// MaxCompared is how many criteria can be compared in pairs: random indices are published up to here.
const MaxCompared = 15

// Compared is what comparisons in pairs come to.
type Compared struct {
	// Weights are in hundredths and sum to Whole.
	Weights []int
	// Lambda is the principal eigenvalue, Ratio the consistency ratio; at most 0.1 is held to be consistent enough.
	Lambda, Ratio float64
	// Pairs are all pairs, those that fit the rest least first.
	Pairs []Pair
}

// Pair is one comparison with what all others together imply for it.
type Pair struct {
	A, B           int
	Given, Implied float64
	// Misfit is how many times too large the given one is, or too small; 1 fits.
	Misfit float64
}

// Compare finds the weights behind comparisons in pairs (AHP): the principal eigenvector, by power iteration. matrix[i][j]
// tells how many times criterion i counts as much as j, and is the reciprocal of matrix[j][i].
func Compare(matrix [][]float64) Compared {
	n := len(matrix)
	v := make([]float64, n)
	for i := range v {
		v[i] = 1 / float64(n)
	}
	lambda := float64(n)
	for range 1000 {
		next, sum := make([]float64, n), 0.0
		for i, row := range matrix {
			for j, a := range row {
				next[i] += float64(a * v[j])
			}
			sum += next[i]
		}
		moved := 0.0
		for i := range next {
			next[i] /= sum
			moved = max(moved, math.Abs(next[i]-v[i]))
		}
		v, lambda = next, sum
		if moved < 1e-14 {
			break
		}
	}
	out := Compared{Lambda: lambda, Weights: make([]int, n), Pairs: misfits(matrix, v)}
	parts := make([]int64, n)
	for i, x := range v {
		parts[i] = int64(math.Round(float64(x * 1e12)))
	}
	for i, w := range models.Apportion(Whole, parts) {
		out.Weights[i] = int(w)
	}
	if n > 2 {
		out.Ratio = max(0, float64((lambda-float64(n))/float64(n-1))/randomIndex[n])
	}
	return out
}

// saaty is where the random indices come from.
const saaty = "T. L. Saaty, The Analytic Hierarchy Process, McGraw-Hill 1980, random indices of table 3-2"

// CompareCriteria finds the weights of a scheme's criteria from comparisons, one a pair.
func CompareCriteria(s models.SchemeInput, comparisons []models.Comparison) (*models.Compared, error) {
	n := len(s.Criteria)
	if n > MaxCompared {
		return nil, models.Fault("/comparisons", "At most %d criteria can be compared in pairs; give this scheme weights by hand.",
			MaxCompared)
	}
	matrix := make([][]float64, n)
	for i := range matrix {
		matrix[i] = make([]float64, n)
		matrix[i][i] = 1
	}
	for k, c := range comparisons {
		i, j := s.CriterionAt(c.More), s.CriterionAt(c.Less)
		at := fmt.Sprintf("/comparisons/%d", k)
		switch {
		case i < 0:
			return nil, models.Fault(at+"/more", "The scheme has no criterion %s.", c.More)
		case j < 0:
			return nil, models.Fault(at+"/less", "The scheme has no criterion %s.", c.Less)
		case matrix[i][j] != 0:
			return nil, models.Fault(at, "%s and %s are compared already, or the same; give each pair once.", c.More, c.Less)
		}
		matrix[i][j], matrix[j][i] = float64(c.Times), 1/float64(c.Times)
	}
	for i := range matrix {
		for j, a := range matrix[i] {
			if a == 0 {
				return nil, models.Fault("/comparisons", "Compare %s with %s, too.", s.Criteria[i].Code, s.Criteria[j].Code)
			}
		}
	}
	return comparedOf(s, Compare(matrix)), nil
}

// comparedOf writes what comparisons come to for people, with as many odd pairs as there are criteria; the ratio is in per cent.
func comparedOf(s models.SchemeInput, c Compared) *models.Compared {
	out := &models.Compared{Lambda: inHundredths(c.Lambda), ConsistencyRatio: inHundredths(100 * c.Ratio), Consistent: c.Ratio <= 0.1,
		Source: saaty, Pairs: []models.OddPair{}}
	for i, w := range c.Weights {
		out.Weights = append(out.Weights, models.FoundWeight{Code: s.Criteria[i].Code, Weight: models.Score(w)})
	}
	for _, p := range c.Pairs {
		if p.Given < 1 {
			p.A, p.B, p.Given, p.Implied = p.B, p.A, 1/p.Given, 1/p.Implied
		}
		if misfit := inHundredths(p.Misfit); misfit > 100 && len(out.Pairs) < len(c.Weights) {
			out.Pairs = append(out.Pairs, models.OddPair{More: s.Criteria[p.A].Code, Less: s.Criteria[p.B].Code,
				Given: inHundredths(p.Given), Implied: inHundredths(p.Implied), Misfit: misfit})
		}
	}
	return out
}

func inHundredths(x float64) models.Score { return models.Score(math.Round(float64(x * 100))) }

func misfits(matrix [][]float64, v []float64) []Pair {
	pairs := []Pair{}
	for i := range matrix {
		for j := i + 1; j < len(matrix); j++ {
			p := Pair{A: i, B: j, Given: matrix[i][j], Implied: v[i] / v[j]}
			p.Misfit = max(p.Given/p.Implied, p.Implied/p.Given)
			pairs = append(pairs, p)
		}
	}
	slices.SortStableFunc(pairs, func(a, b Pair) int { return cmp.Compare(b.Misfit, a.Misfit) })
	return pairs
}

// toWhole scales parts to hundredths that sum to Whole.
func toWhole(parts []int64) []int {
	out := make([]int, len(parts))
	for i, p := range models.Apportion(Whole, parts) {
		out[i] = int(p)
	}
	return out
}
