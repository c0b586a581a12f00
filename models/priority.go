package models

const (
	// MaxPoints are those of a need with the best value on every criterion. Points are the exact priority: the sum, over the
	// criteria, of the weight in hundredths times the merit.
	MaxPoints = 4_000_000
	// PointsAHundredth is how many points make a hundredth of priority.
	PointsAHundredth = 400
)

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
