package ranking

import "qadam/models"

// CriteriaState is how a need stood at one time: by criterion its merit and the weight, in hundredths. A criterion that was not
// in the scheme has no weight.
type CriteriaState struct{ Weights, Merit []int }

// Part is what one criterion did to a need's priority between two times, in hundredths of priority: by its weight, and by the
// scores.
type Part struct{ ByWeight, ByScores int }

// Decompose parts a need's change of priority by criterion: the change of a product w·x is (w'−w)·(x+x')/2 by the weight and
// (x'−x)·(w+w')/2 by the score, and these two sum to it exactly. What comes to be scored, or is no longer, counts as a change of
// scores.
func Decompose(before, after CriteriaState) []Part {
	parts := make([]Part, len(before.Weights))
	for j := range parts {
		w, v, x, y := before.Weights[j], after.Weights[j], before.Merit[j], after.Merit[j]
		switch {
		case x == Unscored && y == Unscored:
		case x == Unscored:
			parts[j].ByScores = hundredths(2 * v * y)
		case y == Unscored:
			parts[j].ByScores = -hundredths(2 * w * x)
		default:
			parts[j] = Part{ByWeight: hundredths((v - w) * (x + y)), ByScores: hundredths((y - x) * (v + w))}
		}
	}
	return parts
}

// Contributions are what each criterion brings to a need's priority, in hundredths.
func Contributions(s CriteriaState) []int {
	parts := make([]int, len(s.Weights))
	for j, w := range s.Weights {
		if s.Merit[j] != Unscored {
			parts[j] = hundredths(2 * w * s.Merit[j])
		}
	}
	return parts
}

// hundredths turns twice some points into hundredths of priority, rounded half away from 0.
func hundredths(twice int) int {
	const unit = 2 * models.PointsAHundredth
	if twice < 0 {
		return -hundredths(-twice)
	}
	return (twice + unit/2) / unit
}
