// Package daysoff reads the days off of working calendars from CSV and from iCalendar files such as governments publish.
package daysoff

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"qadam/app/exchange/sheet"
	"qadam/models"
	"qadam/models/typed"
)

// Row is one fault in a file: the line, or for an iCalendar file the number of the event, and what to do.
type Row struct {
	Line   int    `json:"line" example:"3"`
	Detail string `json:"detail" example:"Give a day that exists as YYYY-MM-DD."`
}

// maxDays is how many days one file may have.
const maxDays = 5000

// maxEventDays is how many days one event may last; a longer one is no day off.
const maxEventDays = 31

// knownColumns are those that a table of days may have; on_date is required.
var knownColumns = []string{"on_date", "working", "name", "source"}

// ReadCSV reads a table with the columns on_date, working, name and source; all but on_date may be left out. A row without a source
// gets the file's. A file that is no such table is refused as a whole.
func ReadCSV(body []byte, source string) ([]models.CalendarDay, []Row, error) {
	table, err := sheet.NewReader(bytes.NewReader(body), sheet.Limits{Bytes: int64(len(body)), Rows: maxDays})
	if err != nil {
		return nil, nil, err
	}
	if err := checkColumns(table); err != nil {
		return nil, nil, err
	}
	var f file
	for {
		row, err := table.Next()
		var broken *sheet.LineError
		var day models.CalendarDay
		switch {
		case errors.Is(err, io.EOF):
			return f.days, f.faults, nil
		case errors.As(err, &broken):
			row.Line, err = broken.Line, errors.New(broken.Detail)
		case err != nil:
			return nil, nil, err
		default:
			day, err = readRow(row, source)
		}
		if err := f.add(row.Line, err, day); err != nil {
			return nil, nil, err
		}
	}
}

// checkText refuses a file that the databases cannot keep as it is.
func checkText(body []byte) error {
	if !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0 {
		return models.Errorf(models.Malformed, "The file is not text in UTF-8: save it anew in that encoding.")
	}
	return nil
}

// file is what was read of a file so far.
type file struct {
	days   []models.CalendarDay
	faults []Row
	lines  map[models.Date]int // the line of each day
}

// add takes the days of a line, or its fault. The error is about the whole file.
func (f *file) add(line int, fault error, days ...models.CalendarDay) error {
	if f.lines == nil {
		f.lines = map[models.Date]int{}
	}
	for _, d := range days {
		if at, twice := f.lines[d.OnDate]; twice && fault == nil {
			fault = fmt.Errorf("%s stands at %d already, which counts: take one of them out", d.OnDate, at)
		}
	}
	if fault != nil {
		f.faults = append(f.faults, Row{line, fault.Error()})
		return nil
	}
	for _, d := range days {
		f.lines[d.OnDate] = line
	}
	if f.days = append(f.days, days...); len(f.days) > maxDays {
		return models.Errorf(models.Invalid, "Give at most %d days.", maxDays)
	}
	return nil
}

// mostName and mostSource are the most characters of a day's name and source.
const mostName, mostSource = 200, 500

func fits(d models.CalendarDay) error {
	switch {
	case utf8.RuneCountInString(d.Name) > mostName:
		return fmt.Errorf("give at most %d characters for name", mostName)
	case utf8.RuneCountInString(d.Source) > mostSource:
		return fmt.Errorf("give at most %d characters for source", mostSource)
	}
	return nil
}

func checkColumns(table *sheet.Reader) error {
	faults := &models.Error{Code: models.Invalid, Message: "The columns of this file need another look."}
	for _, name := range table.Columns() {
		if name != "" && !slices.Contains(knownColumns, name) {
			faults.Fields = append(
				faults.Fields,
				models.FieldError{
					Pointer: name,
					Detail:  "This column is not known. Take it out, or name it one of: " + strings.Join(knownColumns, ", ") + ".",
				},
			)
		}
	}
	if !table.Has("on_date") {
		faults.Fields = append(
			faults.Fields,
			models.FieldError{Pointer: "on_date", Detail: "This column is missing. Add it, and fill it in every row."},
		)
	}
	if len(faults.Fields) > 0 {
		return faults
	}
	return nil
}

func readRow(row sheet.Row, source string) (d models.CalendarDay, err error) {
	note := func(column string, fault *typed.Fault) {
		if fault != nil && err == nil {
			err = fmt.Errorf("%s: %w", column, fault)
		}
	}
	var fault *typed.Fault
	d.OnDate, fault = typed.Day(row.Get("on_date"))
	note("on_date", fault)
	if text := row.Get("working"); text != "" {
		d.Working, fault = typed.YesOrNo(text)
		note("working", fault)
	}
	d.Name, fault = typed.Line(row.Get("name"))
	note("name", fault)
	d.Source, fault = typed.Line(row.Get("source"))
	note("source", fault)
	d.Source = cmp.Or(d.Source, source)
	return d, cmp.Or(err, fits(d))
}

// ReadICS reads the all-day events of an iCalendar file as days off, and those whose categories or name say "working day" as working
// days. Events that are cancelled or have a time of day are left out and reported.
func ReadICS(body []byte, source string) ([]models.CalendarDay, []Row, error) {
	if err := checkText(body); err != nil {
		return nil, nil, err
	}
	calendar, err := ics.ParseCalendar(bytes.NewReader(body))
	if err != nil || len(calendar.Events()) == 0 {
		return nil, nil, models.Errorf(models.Invalid, "This is no iCalendar file (RFC 5545) with events in it.")
	}
	var f file
	for i, e := range calendar.Events() {
		found, err := readEvent(e, source)
		if err := f.add(i+1, err, found...); err != nil {
			return nil, nil, err
		}
	}
	return f.days, f.faults, nil
}

func readEvent(e *ics.VEvent, source string) ([]models.CalendarDay, error) {
	value := func(p ics.ComponentProperty) string {
		if found := e.GetProperty(p); found != nil {
			return strings.TrimSpace(found.Value)
		}
		return ""
	}
	switch {
	case strings.EqualFold(value(ics.ComponentPropertyStatus), "CANCELLED"):
		return nil, errors.New("this event is cancelled and was left out")
	case value(ics.ComponentPropertyRrule) != "" || value(ics.ComponentPropertyRdate) != "":
		return nil, errors.New("this event repeats: give each day as an event of its own")
	case value(ics.ComponentPropertyDuration) != "":
		return nil, errors.New("this event says how long it lasts: give DTEND;VALUE=DATE instead, the day after its last")
	}
	const compact = "20060102"
	first, err := time.Parse(compact, value(ics.ComponentPropertyDtStart))
	if err != nil {
		return nil, errors.New("this event is not of a whole day that exists: give DTSTART;VALUE=DATE")
	}
	end := first.AddDate(0, 0, 1)
	if text := value(ics.ComponentPropertyDtEnd); text != "" {
		if end, err = time.Parse(compact, text); err != nil || !end.After(first) {
			return nil, errors.New("this event does not end on a later day: give DTEND;VALUE=DATE, the day after its last")
		}
	}
	if end.Sub(first) > maxEventDays*24*time.Hour {
		return nil, fmt.Errorf("this event lasts more than %d days", maxEventDays)
	}
	name := ics.FromText(value(ics.ComponentPropertySummary))
	working := strings.Contains(strings.ToLower(name+" "+value(ics.ComponentPropertyCategories)), "working day")
	if strings.EqualFold(value(ics.ComponentPropertyTransp), "TRANSPARENT") && !working {
		return nil, errors.New("this event leaves people free for work (TRANSP:TRANSPARENT), so it is no day off and was left out: take " +
			"that line out where it is one")
	}
	var days []models.CalendarDay
	for on := first; on.Before(end); on = on.AddDate(0, 0, 1) {
		days = append(
			days,
			models.CalendarDay{OnDate: models.DateOf(on), Working: working, Name: name, Source: source},
		)
	}
	return days, fits(days[0])
}
