package models

const (
	// MaxPoints are those of a need with the best value on every criterion. Points are the exact priority: for a need that is
	// scored on all criteria they are a whole number.
	MaxPoints = 4_000_000
	// PointsAHundredth is how many points make a hundredth of priority.
	PointsAHundredth = 400
)

// PointsOf turns the sum of weight times merit (0 to 400), and the sum of these weights, into points, rounded half up.
func PointsOf(sum, weights int64) int {
	return int((sum*(MaxPoints/400) + weights/2) / weights)
}

// PriorityOf gives the priority, 0 to 100 with two decimals, of points.
func PriorityOf(points int) Score {
	return Score((points + PointsAHundredth/2) / PointsAHundredth)
}

// Merit is how far a mean of values, in hundredths (350 is 3.5), lies above the worst: 0 to 400.
func Merit(meanHundredths int, direction Direction) int {
	if direction == LowerFirst {
		return 500 - meanHundredths
	}
	return meanHundredths - 100
}
