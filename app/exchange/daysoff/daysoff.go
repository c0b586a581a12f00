// Package daysoff reads the dated days of working calendars, from CSV and from iCalendar files such as governments publish.
package daysoff

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"qadam/models"
)

// Row is one fault in a file: the line, or for an iCalendar file the number of the event, and what to do.
type Row struct {
	Line   int    `json:"line" example:"3"`
	Detail string `json:"detail" example:"Give a day that exists as YYYY-MM-DD."`
}

// mostDays is how many days one file may bring.
const mostDays = 5000

// longestEvent is how many days one event may last: what lasts longer is no day off.
const longestEvent = 31

// columnsOf are those that a table of days may have; on_date it must have.
var columnsOf = []string{"on_date", "working", "name", "source"}

// ReadCSV reads a table with the columns on_date, working, name and source; all but on_date may be left out. Where a row
// names no source, the file's stands. A file that is no such table is refused as a whole.
func ReadCSV(body []byte, source string) ([]models.CalendarDay, []Row, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))))
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	header, err := r.Read()
	if err != nil {
		return nil, nil, models.Errorf(models.Invalid, "The first line must name the columns: on_date,working,name,source.")
	}
	columns, err := readColumns(header)
	if err != nil {
		return nil, nil, err
	}
	var days []models.CalendarDay
	var faults []Row
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return days, faults, nil
		}
		if err != nil {
			var broken *csv.ParseError
			errors.As(err, &broken) // the reader of a file in memory knows no other fault
			return nil, nil, models.Errorf(models.Invalid, "Line %d is no line of a table: check the quotes.", broken.StartLine)
		}
		line, _ := r.FieldPos(0)
		if len(days) == mostDays {
			return nil, nil, models.Errorf(models.Invalid, "Give at most %d days.", mostDays)
		}
		day, err := readRow(record, columns, source)
		if err != nil {
			faults = append(faults, Row{line, err.Error()})
			continue
		}
		days = append(days, day)
	}
}

// readColumns tells where each column stands.
func readColumns(header []string) (map[string]int, error) {
	faults := &models.Error{Code: models.Invalid, Message: "The columns of this file need another look."}
	columns := map[string]int{}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(columnsOf, name) {
			faults.Fields = append(faults.Fields, models.FieldError{Pointer: name, Detail: "This column is not known. Take it out, or name it one of: " + strings.Join(columnsOf, ", ") + "."})
		}
		columns[name] = i
	}
	if _, dated := columns["on_date"]; !dated {
		faults.Fields = append(faults.Fields, models.FieldError{Pointer: "on_date", Detail: "This column is missing. Add it, and fill it in every row."})
	}
	if len(faults.Fields) > 0 {
		return nil, faults
	}
	return columns, nil
}

func readRow(record []string, columns map[string]int, source string) (models.CalendarDay, error) {
	cell := func(name string) string {
		if i, given := columns[name]; given && i < len(record) {
			return strings.TrimSpace(record[i])
		}
		return ""
	}
	on, err := models.ParseDate(cell("on_date"))
	if err != nil {
		return models.CalendarDay{}, err
	}
	d := models.CalendarDay{OnDate: on, Name: cell("name"), Source: cell("source")}
	if d.Source == "" {
		d.Source = source
	}
	if text := cell("working"); text != "" {
		if d.Working, err = strconv.ParseBool(strings.ToLower(text)); err != nil {
			return d, errors.New("give true or false for working")
		}
	}
	return d, nil
}

// ReadICS reads the all-day events of an iCalendar file as days off; an event whose categories, or whose name, say "working
// day" is one that is worked. Events that are cancelled, or have a time of day, are left out and reported.
func ReadICS(body []byte, source string) ([]models.CalendarDay, []Row, error) {
	calendar, err := ics.ParseCalendar(bytes.NewReader(body))
	if err != nil {
		return nil, nil, models.Errorf(models.Invalid, "This is no iCalendar file (RFC 5545).")
	}
	var days []models.CalendarDay
	var faults []Row
	for i, e := range calendar.Events() {
		found, err := readEvent(e, source)
		if err != nil {
			faults = append(faults, Row{i + 1, err.Error()})
			continue
		}
		if days = append(days, found...); len(days) > mostDays {
			return nil, nil, models.Errorf(models.Invalid, "Give at most %d days.", mostDays)
		}
	}
	return days, faults, nil
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
	case value(ics.ComponentPropertyRrule) != "":
		return nil, errors.New("this event repeats by a rule: give each day by its date")
	}
	const compact = "20060102"
	first, err := time.Parse(compact, value(ics.ComponentPropertyDtStart))
	if err != nil {
		return nil, errors.New("this event is not a whole day: give DTSTART;VALUE=DATE")
	}
	end := first.AddDate(0, 0, 1)
	if text := value(ics.ComponentPropertyDtEnd); text != "" {
		if end, err = time.Parse(compact, text); err != nil || !end.After(first) {
			return nil, errors.New("this event does not end on a later day: give DTEND;VALUE=DATE, the day after its last")
		}
	}
	if end.Sub(first) > longestEvent*24*time.Hour {
		return nil, fmt.Errorf("this event lasts more than %d days", longestEvent)
	}
	name := ics.FromText(value(ics.ComponentPropertySummary))
	marks := strings.ToLower(name + " " + value(ics.ComponentPropertyCategories))
	var days []models.CalendarDay
	for on := first; on.Before(end); on = on.AddDate(0, 0, 1) {
		days = append(days, models.CalendarDay{OnDate: models.DateOf(on), Working: strings.Contains(marks, "working day"), Name: name, Source: source})
	}
	return days, nil
}
