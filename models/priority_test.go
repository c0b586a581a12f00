package models_test

import (
	"testing"

	"qadam/models"
)

func TestPriority(t *testing.T) {
	type scored struct {
		weight    models.Score
		mean      int
		direction string
	}
	for _, c := range []struct {
		in   []scored
		want models.Score
	}{
		{[]scored{{100_00, 500, "higher_first"}}, 10000},
		{[]scored{{100_00, 100, "higher_first"}}, 0},
		{[]scored{{100_00, 100, "lower_first"}}, 10000},
		{[]scored{{60_00, 400, "higher_first"}, {40_00, 200, "higher_first"}}, 5500},
		{[]scored{{25_00, 450, "higher_first"}}, 2188}, // a criterion without a score adds nothing
		{[]scored{{33_33, 433, "higher_first"}, {33_33, 367, "higher_first"}}, 5000},
	} {
		points := 0
		for _, s := range c.in {
			points += int(s.weight) * models.Merit(s.mean, models.Direction(s.direction))
		}
		if got := models.PriorityOf(points); got != c.want {
			t.Errorf("%v: %v, want %v", c.in, got, c.want)
		}
	}
}
