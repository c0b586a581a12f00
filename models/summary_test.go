package models

import "testing"

func TestHeadline(t *testing.T) {
	one := []SummaryProject{{}}
	for want, s := range map[string]*Summary{
		"No project is funded up to 31 December 2021.": {AsOf: "2021-12-31"},
		"US$ 250 k pledged, nothing committed yet. No activity yet.": {Projects: one,
			Money: Given{Pledged: USD(25000000), Committed: USD(0)}},
		"US$ 1 k committed, US$ 0 disbursed. 1 of 1 activity is closed": {Projects: one,
			Money: Given{Committed: USD(100000), Disbursed: USD(0)}, ByStatus: map[ActivityStatus]int{"closed": 1}},
		"US$ 1 k committed, US$ 1 k disbursed; partners spent US$ 900 of what you committed. 0 of 8 activities are closed; " +
			"1 of 20 milestones is delivered, 2 overdue": {Projects: one,
			Money: Given{Committed: USD(100000), Disbursed: USD(100000)}, Attributed: USD(90000),
			ByStatus: map[ActivityStatus]int{"pipeline": 8}, Milestones: MilestoneCount{Planned: 20, Delivered: 1, Overdue: 2}},
	} {
		if want[len(want)-1] != '.' {
			want += "."
		}
		if got := HeadlineOf(s); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
