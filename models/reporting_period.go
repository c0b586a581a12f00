package models

// ReportingPeriod is one period of a project's reporting cycle, which is asked for once.
type ReportingPeriod struct {
	PeriodFrom Date `json:"period_from" example:"2022-01-01"`
	PeriodTo   Date `json:"period_to" example:"2022-03-31"`
	DueOn      Date `json:"due_on" example:"2022-04-01" doc:"The day after the period's last one."`
}

// earlyReportDays is how many days before a period's end a report may stop and still stand for it: reminders ask for it before the
// period is over, and no report tells of days to come.
const earlyReportDays = 7

// ReportedBy tells whether a report on some days stands for the period.
func (p ReportingPeriod) ReportedBy(from, to Date) bool {
	return from <= p.PeriodTo && to >= p.PeriodTo.AddDays(-earlyReportDays)
}

// reported tells whether one of some reports stands for the period.
func (p ReportingPeriod) reported(reports []ReportedDays) bool {
	for _, r := range reports {
		if p.ReportedBy(r.PeriodFrom, r.PeriodTo) {
			return true
		}
	}
	return false
}

// ReportedDays are the days that a sent update of a project reports on.
type ReportedDays struct {
	ProjectID            ID
	PeriodFrom, PeriodTo Date
}

// ReportingCycle is how a project reports: every so many months, always on the day of the month on which it began.
type ReportingCycle struct {
	StartsOn Date
	Months   int
}

// period gives the n-th period, from 1. Each is counted from the beginning, so that a short month shifts none of those after it.
func (c ReportingCycle) period(n int) ReportingPeriod {
	due := c.StartsOn.AddMonths(n * c.Months)
	return ReportingPeriod{PeriodFrom: c.StartsOn.AddMonths((n - 1) * c.Months), PeriodTo: due.AddDays(-1), DueOn: due}
}

// Due gives the periods that are due between two days, both included, without those that are reported on.
func (c ReportingCycle) Due(from, to Date, reports []ReportedDays) []ReportingPeriod {
	out := []ReportingPeriod{}
	for n := c.firstDue(from); ; n++ {
		p := c.period(n)
		if p.DueOn > to {
			return out
		}
		if !p.reported(reports) {
			out = append(out, p)
		}
	}
}

// firstDue is the number of the first period that is due on a day or later.
func (c ReportingCycle) firstDue(day Date) int {
	start, at := c.StartsOn.Time(), day.Time()
	months := (at.Year()-start.Year())*12 + int(at.Month()) - int(start.Month())
	n := max(1, months/c.Months)
	for c.period(n).DueOn < day {
		n++
	}
	return n
}

// Next gives the first period that is not over for the newest of some reports.
func (c ReportingCycle) Next(reports []ReportedDays) ReportingPeriod {
	newest := Date("")
	for _, r := range reports {
		newest = max(newest, r.PeriodTo)
	}
	if newest == "" {
		return c.period(1)
	}
	return c.period(c.firstDue(newest.AddDays(earlyReportDays + 2)))
}
