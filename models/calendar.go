package models

import (
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // a deadline must not depend on the machine's time zone data
)

// Calendar says on which days a State, or an organisation, works: its weekend, and dated exceptions to it. Deadlines
// that count working days are counted by it.
type Calendar struct {
	Base
	CalendarInput
}

// CalendarInput is what is written about a calendar. It is a country's or an organisation's.
type CalendarInput struct {
	CountryCode    string        `json:"country_code" validate:"omitempty,country" example:"KAZ" patch:"-"`
	OrganisationID ID            `json:"organisation_id" patch:"-"`
	TimeZone       string        `json:"time_zone" validate:"filled,timezone" example:"Asia/Almaty"`
	Weekend        []Weekday     `json:"weekend" validate:"max=6,unique,dive,enum" gorm:"serializer:list" default:"[\"saturday\",\"sunday\"]"`
	Source         string        `json:"source" validate:"filled,max=500"`
	Note           string        `json:"note" validate:"max=2000"`
	Days           []CalendarDay `json:"days" validate:"max=5000,unique=OnDate,dive" gorm:"-" doc:"Days off that fall on a working weekday, and working days that fall on the weekend."`
}

// CalendarDay is a day that is unlike its weekday: off, or, where Working, worked although it falls on the weekend.
type CalendarDay struct {
	OnDate  Date   `json:"on_date" validate:"required" example:"2026-12-16"`
	Working bool   `json:"working" doc:"Worked although it falls on the weekend; false is a day off."`
	Name    string `json:"name" validate:"max=200" example:"Independence Day"`
	Source  string `json:"source" validate:"filled,max=500"`
}

// Weekday is a day of the week, as a calendar lists its weekend.
type Weekday string

// The days of the week.
const (
	Monday    Weekday = "monday"
	Tuesday   Weekday = "tuesday"
	Wednesday Weekday = "wednesday"
	Thursday  Weekday = "thursday"
	Friday    Weekday = "friday"
	Saturday  Weekday = "saturday"
	Sunday    Weekday = "sunday"
)

// Values lists them.
func (Weekday) Values() []string {
	return texts(Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday)
}

// SilenceEnds is when a silence procedure ends that was opened at an instant: at the end of the last working day in the State's
// zone, without the day of opening.
func (c Calendar) SilenceEnds(opened time.Time, workingDays int) time.Time {
	return c.EndOf(c.AddWorkingDays(c.DayOf(opened), workingDays))
}

// PlainCalendar is the default calendar: Monday to Friday in a zone.
func PlainCalendar(countryCode, zone string) Calendar {
	return Calendar{CalendarInput: CalendarInput{CountryCode: countryCode, TimeZone: zone, Weekend: []Weekday{Saturday, Sunday},
		Source: "Qadam's default", Note: "No calendar is set up: Monday to Friday, no days off.", Days: []CalendarDay{}}}
}

// SortDays puts the days in order, which Working relies on.
func (c *Calendar) SortDays() {
	slices.SortFunc(c.Days, func(a, b CalendarDay) int { return strings.Compare(string(a.OnDate), string(b.OnDate)) })
}

// weekdays are the names by which a calendar lists its weekend, by time.Weekday.
var weekdays = [7]Weekday{Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday}

// weekend tells of each weekday whether it is free where no date says otherwise.
func (c *Calendar) weekend() (free [7]bool) {
	for i, name := range weekdays {
		free[i] = slices.Contains(c.Weekend, name)
	}
	return free
}

// works tells whether people work on a day.
func (c *Calendar) works(day time.Time, free *[7]bool) bool {
	if len(c.Days) > 0 {
		at, dated := slices.BinarySearchFunc(c.Days, DateOf(day),
			func(d CalendarDay, day Date) int { return strings.Compare(string(d.OnDate), string(day)) })
		if dated {
			return c.Days[at].Working
		}
	}
	return !free[day.Weekday()]
}

// Working tells whether people work on a day.
func (c *Calendar) Working(day Date) bool {
	free := c.weekend()
	return c.works(day.Time(), &free)
}

// AddWorkingDays gives the nth working day after a day, or for a negative n before it. The day itself does not count,
// whether it is worked or not; n = 0 gives it back.
func (c *Calendar) AddWorkingDays(day Date, n int) Date {
	if n == 0 {
		return day
	}
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	on, free := day.Time(), c.weekend()
	for n > 0 {
		if on = on.AddDate(0, 0, step); c.works(on, &free) {
			n--
		}
	}
	return DateOf(on)
}

// Location is the calendar's time zone, UTC where it names none that exists.
func (c Calendar) Location() *time.Location {
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// DayOf is the calendar day of an instant where the calendar holds.
func (c Calendar) DayOf(t time.Time) Date { return DateOf(t.In(c.Location())) }

// EndOf is the instant at which a day is over where the calendar holds.
func (c Calendar) EndOf(day Date) time.Time {
	next := day.AddDays(1).Time()
	return time.Date(next.Year(), next.Month(), next.Day(), 0, 0, 0, 0, c.Location()).UTC()
}
