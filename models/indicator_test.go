package models

import (
	"slices"
	"testing"
)

func TestIndicatorAsOf(t *testing.T) {
	i := Indicator{IndicatorInput: IndicatorInput{Title: "Trained", Baseline: "1", Periods: []IndicatorPeriod{
		{StartsOn: "2021-01-01", EndsOn: "2021-06-30", Target: "20", Actual: "18"},
		{StartsOn: "2021-07-01", EndsOn: "2021-12-31", Target: "60", Actual: "41"},
		{StartsOn: "2021-07-01", EndsOn: "2021-12-31", Group: "women", Target: "30", Actual: "20"},
	}}}
	for _, c := range []struct {
		day     Date
		today   bool
		figures []string // group, target, actual
	}{
		{"2020-12-31", false, []string{"", "", ""}},
		{"2021-03-01", false, []string{"", "20", ""}},
		{"2021-03-01", true, []string{"", "20", "18"}},
		{"2021-06-30", false, []string{"", "20", "18"}},
		{"2021-09-01", false, []string{"", "20", "18", "women", "30", ""}},
		{"2021-09-01", true, []string{"", "60", "41", "women", "30", "20"}},
		{"2022-01-01", false, []string{"", "60", "41", "women", "30", "20"}},
	} {
		var got []string
		for _, m := range i.At("KAZ-P01", c.day, c.today) {
			got = append(got, m.Group, m.Target, m.Actual)
		}
		if !slices.Equal(got, c.figures) {
			t.Errorf("as of %s (today %v): %q", c.day, c.today, got)
		}
	}
}
