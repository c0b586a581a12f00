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
	"unicode/utf8"

	"qadam/app/exchange/sheet"
	"qadam/models"
	"qadam/models/typed"
)

// Row is one fault in a file: the line, or for an iCalendar file the number of the event, and what to do.
type Row struct {
	Line   int    `json:"line" example:"3"`
	Detail string `json:"detail" example:"Give a day that exists as YYYY-MM-DD."`
}

// MaxBytes is the most bytes of a file.
const MaxBytes = 2 << 20

// maxDays is how many days one file may have.
const maxDays = 5000

// knownColumns are those that a table of days may have; on_date is required.
var knownColumns = []string{"on_date", "working", "name", "source"}

// ReadCSV reads a table with the columns on_date, working, name and source; all but on_date may be left out. A row without a source
// gets the file's. A file that is no such table is refused as a whole.
func ReadCSV(body []byte, source string) ([]models.CalendarDay, []Row, error) {
	table, err := sheet.NewReader(bytes.NewReader(body), sheet.Limits{Bytes: MaxBytes, Rows: maxDays})
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
