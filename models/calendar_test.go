package models

import (
	"testing"
	"time"
)

// kazakh is a week around Kazakhstan's Nauryz with a Saturday that is worked instead of a Monday.
func kazakh() Calendar {
	c := PlainCalendar("KAZ", "Asia/Almaty")
	c.Days = []CalendarDay{{OnDate: "2027-03-27", Working: true}, {OnDate: "2027-03-22"}, {OnDate: "2027-03-23"}, {OnDate: "2027-03-29"}}
	c.SortDays()
	return c
}

func TestWorkingDays(t *testing.T) {
	c := kazakh()
	for day, want := range map[Date]bool{"2027-03-19": true, "2027-03-20": false, "2027-03-22": false, "2027-03-24": true,
		"2027-03-27": true, "2027-03-28": false, "2027-03-29": false, "2027-03-30": true} {
		if got := c.Working(day); got != want {
			t.Errorf("%s: %v", day, got)
		}
	}
	for _, x := range []struct {
		from Date
		n    int
		want Date
	}{
		{"2027-03-19", 0, "2027-03-19"}, {"2027-03-19", 1, "2027-03-24"}, {"2027-03-20", 1, "2027-03-24"}, {"2027-03-24", 3, "2027-03-27"},
		{"2027-03-24", 4, "2027-03-30"}, {"2027-03-30", -1, "2027-03-27"}, {"2027-03-24", -1, "2027-03-19"},
		{"2027-03-28", -2, "2027-03-26"},
	} {
		if got := c.AddWorkingDays(x.from, x.n); got != x.want {
			t.Errorf("%s %+d is %s, not %s", x.from, x.n, got, x.want)
		}
	}
}

// Counting forth and back meets: the nth working day after a working day has that day as the nth before it.
func TestWorkingDaysCountBack(t *testing.T) {
	c := kazakh()
	for day := Date("2027-03-01"); day < "2027-04-15"; day = day.AddDays(1) {
		for n := 1; c.Working(day) && n < 12; n++ {
			there := c.AddWorkingDays(day, n)
			if back := c.AddWorkingDays(there, -n); back != day || !c.Working(there) {
				t.Errorf("%s %+d is %s, and back %s", day, n, there, back)
			}
		}
	}
}

// A day ends at midnight where the calendar holds, also where the clock is put back or forth that night, or midnight is left out.
func TestEndOfDay(t *testing.T) {
	for _, x := range []struct {
		zone string
		day  Date
		want string
	}{
		{"Asia/Almaty", "2024-02-29", "2024-02-29T19:00:00Z"}, // an hour of this day came twice: UTC+6 became UTC+5
		{"Asia/Almaty", "2027-01-05", "2027-01-05T19:00:00Z"},
		{"Europe/Paris", "2027-03-27", "2027-03-27T23:00:00Z"}, {"Europe/Paris", "2027-03-28", "2027-03-28T22:00:00Z"},
		{"America/New_York", "2027-11-07", "2027-11-08T05:00:00Z"},
	} {
		c := PlainCalendar("XXX", x.zone)
		end := c.EndOf(x.day)
		if got := end.Format(time.RFC3339); got != x.want {
			t.Errorf("%s in %s ends at %s, not %s", x.day, x.zone, got, x.want)
		}
		if before := c.DayOf(end.Add(-time.Nanosecond)); before != x.day {
			t.Errorf("just before its end %s in %s is %s", x.day, x.zone, before)
		}
	}
}
