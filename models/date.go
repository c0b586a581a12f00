package models

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// Date is a calendar day, "2021-01-18" (ISO 8601), without a time zone; "" is no date. Days compare as strings do.
type Date string

// Words writes a day for people: 14 July 2021.
func (d Date) Words() string { return d.Time().Format("2 January 2006") }

// LongAgo tells that so many days are told by their month, in mails and elsewhere: nobody counts so many.
func LongAgo(days int) bool { return days > 180 }

// MonthWords writes the month of a day that is long ago: April 2021.
func (d Date) MonthWords() string { return d.Time().Format("January 2006") }

// CheckPeriod refuses a period that ends before it begins; the pointers name the two fields.
func CheckPeriod(from, to Date, toPointer string) error {
	if from != "" && to != "" && to < from {
		return Fault(toPointer, "Give a day on or after %s.", from)
	}
	return nil
}

const isoDay = "2006-01-02"

// DateOf gives the calendar day of an instant in its own location.
func DateOf(t time.Time) Date { return Date(t.Format(isoDay)) }

// ParseDate reads an ISO 8601 day between the years 1900 and 2999.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(isoDay, s)
	if err != nil || !InYears(t) {
		return "", fmt.Errorf("give a day that exists as YYYY-MM-DD, such as 2021-01-18")
	}
	return Date(s), nil
}

// ParseInstant reads an RFC 3339 instant between the years 1900 and 2999.
func ParseInstant(s string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, s)
	if err != nil || !InYears(at) {
		return time.Time{}, fmt.Errorf("give an instant such as 2021-05-03T09:00:00Z (a + is written %%2B)")
	}
	return at.UTC(), nil
}

// Time is the day's midnight in UTC; the zero time for no date.
func (d Date) Time() time.Time {
	t, err := time.Parse(isoDay, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// AddDays moves the day by n calendar days.
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// AddMonths moves the day by n months. In a month that lacks the day it is the month's last one.
func (d Date) AddMonths(n int) Date { return DateOf(AddMonths(d.Time(), n)) }

// AddMonths moves an instant by n months, as Date.AddMonths moves a day: time.AddDate would run over into the next month.
func AddMonths(t time.Time, n int) time.Time {
	day := t.Day()
	first := t.AddDate(0, n, 1-day)
	return first.AddDate(0, 0, min(day, daysIn(first))-1)
}

// daysIn is how many days the month of an instant has.
func daysIn(t time.Time) int { return time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day() }

// DaysUntil is the number of calendar days from d to other, negative when other lies before.
func (d Date) DaysUntil(other Date) int { return int(other.Time().Sub(d.Time()) / (24 * time.Hour)) }

// MarshalJSON writes the day, or null for none.
func (d Date) MarshalJSON() ([]byte, error) { return d.AppendJSON(nil), nil }

// AppendJSON appends what MarshalJSON gives.
func (d Date) AppendJSON(dst []byte) []byte { return appendQuoted(dst, string(d)) }

// UnmarshalJSON reads a day; null is none.
func (d *Date) UnmarshalJSON(b []byte) error {
	var s *string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("give a day as text, YYYY-MM-DD")
	}
	if s == nil {
		*d = ""
		return nil
	}
	day, err := ParseDate(*s)
	*d = day
	return err
}

// Value stores the day as text, NULL for none: both databases take it for their own kind of date.
func (d Date) Value() (driver.Value, error) {
	if d == "" {
		return nil, nil
	}
	return string(d), nil
}

// Scan reads what either database gives back for a day.
func (d *Date) Scan(v any) error {
	switch x := v.(type) {
	case nil:
		*d = ""
	case time.Time:
		*d = DateOf(x.UTC())
	case string:
		*d = Date(x[:min(len(x), len(isoDay))])
	case []byte:
		return d.Scan(string(x))
	default:
		return fmt.Errorf("a date came back as %T", v)
	}
	return nil
}
