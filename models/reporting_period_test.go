package models_test

import (
	"slices"
	"testing"

	"qadam/models"
)

// TestReportingCycle counts each period from the beginning, whenever reports came.
func TestReportingCycle(t *testing.T) {
	t.Parallel()
	monthly := models.ReportingCycle{StartsOn: "2026-01-31", Months: 1}
	dues := func(periods []models.ReportingPeriod) (out []models.Date) {
		for _, p := range periods {
			out = append(out, p.DueOn)
		}
		return out
	}
	for _, c := range []struct {
		name    string
		cycle   models.ReportingCycle
		today   models.Date
		reports []models.ReportedDays
		missed  []models.Date
		next    models.Date
	}{
		{"none came", monthly, "2026-05-01", nil, []models.Date{"2026-02-28", "2026-03-31", "2026-04-30"}, "2026-02-28"},
		{"the first came late", monthly, "2026-04-10", []models.ReportedDays{{PeriodFrom: "2026-01-31", PeriodTo: "2026-02-27"}},
			[]models.Date{"2026-03-31"}, "2026-03-31"},
		{"a later one leaves a gap", monthly, "2026-05-10", []models.ReportedDays{{PeriodFrom: "2026-01-31", PeriodTo: "2026-02-27"},
			{PeriodFrom: "2026-03-31", PeriodTo: "2026-04-29"}}, []models.Date{"2026-03-31"}, "2026-05-31"},
		{"one for many periods", monthly, "2026-05-10", []models.ReportedDays{{PeriodFrom: "2026-01-31", PeriodTo: "2026-05-09"}},
			nil, "2026-05-31"},
		{"a few days before the end", monthly, "2026-04-10", []models.ReportedDays{{PeriodFrom: "2026-01-31", PeriodTo: "2026-03-23"}},
			nil, "2026-04-30"},
		{"not to the end", monthly, "2026-04-10", []models.ReportedDays{{PeriodFrom: "2026-01-31", PeriodTo: "2026-03-22"}},
			[]models.Date{"2026-03-31"}, "2026-03-31"},
		{"half-yearly from a leap day", models.ReportingCycle{StartsOn: "2024-02-29", Months: 12}, "2026-03-01", nil,
			[]models.Date{"2025-02-28", "2026-02-28"}, "2025-02-28"},
	} {
		p := models.Project{Status: models.ActivityImplementation,
			ProjectInput: models.ProjectInput{StartsOn: c.cycle.StartsOn, ReportingMonths: c.cycle.Months}}
		p.SetNext(c.today, c.reports)
		if got := dues(p.MissedPeriods); !slices.Equal(got, c.missed) || p.NextStep.Due != c.next {
			t.Errorf("%s: missed %v, next %s; want %v, %s", c.name, got, p.NextStep.Due, c.missed, c.next)
		}
	}
}
