package models

import (
	"slices"
	"testing"
)

func TestMoneyInWords(t *testing.T) {
	for _, c := range []struct {
		money Money
		want  string
	}{{USD(0), "US$ 0"}, {USD(95049), "US$ 950"}, {USD(99949), "US$ 999"}, {USD(99950), "US$ 1 k"}, {USD(38000000), "US$ 380 k"}, {USD(99949900), "US$ 999 k"},
		{USD(99950000), "US$ 1.00 M"}, {USD(423000000), "US$ 4.23 M"}, {Money{52000000, "EUR"}, "EUR 520 k"}, {USD(-1250000), "US$ -13 k"}} {
		if got := c.money.Words(); got != c.want {
			t.Errorf("%d %s: %q, want %q", c.money.Minor, c.money.Currency, got, c.want)
		}
	}
}

func TestHeadline(t *testing.T) {
	one := []SummaryProject{{}}
	for want, s := range map[string]*Summary{
		"No project is funded up to 31 December 2021.":                  {AsOf: "2021-12-31"},
		"US$ 250 k pledged, nothing committed yet. No activity yet.":    {Projects: one, Money: Given{Pledged: USD(25000000), Committed: USD(0)}},
		"US$ 1 k committed, US$ 0 disbursed. 1 of 1 activity is closed": {Projects: one, Money: Given{Committed: USD(100000), Disbursed: USD(0)}, ByStatus: map[string]int{"closed": 1}},
		"US$ 1 k committed, US$ 1 k disbursed; partners spent US$ 900 of it. 0 of 8 activities are closed; 1 of 20 milestones is delivered, 2 overdue": {Projects: one,
			Money: Given{Committed: USD(100000), Disbursed: USD(100000)}, Attributed: USD(90000), ByStatus: map[string]int{"pipeline": 8}, Milestones: MilestoneCount{Planned: 20, Delivered: 1, Overdue: 2}},
	} {
		if want[len(want)-1] != '.' {
			want += "."
		}
		if got := HeadlineOf(s); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestReferencesInOrder(t *testing.T) {
	want := []string{"", "KAZ-2021-9", "KAZ-2021-10", "KAZ-P02", "KAZ-P02-A3", "KAZ-P02-A3-M1", "KAZ-P02-A10", "KAZ-P2-A11", "KGZ-2021-1"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, CompareReferences)
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if CompareReferences("A-01", "A-1") == 0 || CompareReferences("A-001", "A-1-M") >= 0 || CompareReferences("A-1-M", "A-001") <= 0 {
		t.Error("leading noughts confuse the order")
	}
}

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
