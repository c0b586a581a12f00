package daysoff

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"qadam/models"
	"qadam/models/typed"
)

// The bounds of what stands in a file: how deep components may stand in each other, and how long a property that is read may be.
const (
	maxDepth    = 4
	maxProperty = 4 << 10
)

// maxEventDays is how many days one event may last; a longer one is no day off.
const maxEventDays = 31

// ReadICS reads the all-day events of an iCalendar file as days off, and those whose categories or name say "working day" as working
// days. Events that are cancelled or have a time of day are left out and reported.
func ReadICS(body []byte, source string) ([]models.CalendarDay, []Row, error) {
	if len(body) > MaxBytes {
		return nil, nil, models.Errorf(models.TooLarge, "The file has %d bytes; %d are the most.", len(body), MaxBytes)
	}
	if err := checkText(body); err != nil {
		return nil, nil, err
	}
	events, err := readEvents(body)
	if err != nil {
		return nil, nil, err
	}
	var f file
	for i, e := range events {
		found, err := readEvent(e, source)
		if err := f.add(i+1, err, found...); err != nil {
			return nil, nil, err
		}
	}
	return f.days, f.faults, nil
}

// checkText refuses a file that the databases cannot keep as it is.
func checkText(body []byte) error {
	if !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0 {
		return models.Errorf(models.Malformed, "The file is not text in UTF-8: save it anew in that encoding.")
	}
	return nil
}

// event holds the properties that are read of an event, by name.
type event map[string]string

// readProperties are the properties that are read of an event.
var readProperties = []string{"DTSTART", "DTEND", "DURATION", "SUMMARY", "CATEGORIES", "STATUS", "TRANSP", "RRULE", "RDATE"}

// readEvents finds the events of a file in one pass over its lines. It keeps what is read of them and nothing else, so that no file takes
// more memory than its size: a parser of whole files builds a tree of whatever a stranger sends.
func readEvents(body []byte) ([]event, error) {
	var events []event
	var open []string // the components that have begun
	for line, rest := nextLine(body); line != nil; line, rest = nextLine(rest) {
		name, value, ok := property(line)
		switch {
		case !ok || (len(open) == 0 && (name != "BEGIN" || value != "VCALENDAR")):
			return nil, noCalendar()
		case name == "BEGIN":
			if open = append(open, value); len(open) > maxDepth {
				return nil, models.Errorf(models.Invalid, "The components of this file stand in each other too deeply.")
			}
			if inEvent(open) {
				events = append(events, event{})
			}
			if len(events) > maxDays {
				return nil, models.Errorf(models.Invalid, "Give at most %d events.", maxDays)
			}
		case name == "END":
			if open[len(open)-1] != value {
				return nil, noCalendar()
			}
			open = open[:len(open)-1]
		case inEvent(open) && slices.Contains(readProperties, name):
			if len(value) > maxProperty {
				return nil, models.Errorf(models.Invalid, "Event %d: %s has more than %d bytes.", len(events), name, maxProperty)
			}
			if e := events[len(events)-1]; e[name] == "" {
				e[name] = strings.TrimSpace(value)
			}
		}
	}
	if len(open) > 0 || len(events) == 0 {
		return nil, noCalendar()
	}
	return events, nil
}

func inEvent(open []string) bool { return len(open) == 2 && open[1] == "VEVENT" }

func noCalendar() error {
	return models.Errorf(models.Invalid, "This is no iCalendar file (RFC 5545) with events in it.")
}

// nextLine gives the next line that holds something, unfolded: a line that begins with a blank or a tab goes on with the one before it.
// It is nil after the last one.
func nextLine(text []byte) (line, rest []byte) {
	text = bytes.TrimLeft(text, "\r\n")
	if len(text) == 0 {
		return nil, nil
	}
	line, rest, _ = bytes.Cut(text, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	folded := false
	for len(rest) > 0 && (rest[0] == ' ' || rest[0] == '\t') {
		if !folded {
			line, folded = bytes.Clone(line), true
		}
		var more []byte
		more, rest, _ = bytes.Cut(rest[1:], []byte("\n"))
		line = append(line, bytes.TrimSuffix(more, []byte("\r"))...)
	}
	return line, rest
}

// property cuts a line into its name and its value. The parameters between them may hold colons within quotation marks.
func property(line []byte) (name, value string, ok bool) {
	quoted := false
	for i, b := range line {
		switch {
		case b == '"':
			quoted = !quoted
		case b == ':' && !quoted:
			name, _, _ := bytes.Cut(line[:i], []byte(";"))
			return strings.ToUpper(string(name)), string(line[i+1:]), len(name) > 0
		}
	}
	return "", "", false
}

func readEvent(e event, source string) ([]models.CalendarDay, error) {
	switch {
	case strings.EqualFold(e["STATUS"], "CANCELLED"):
		return nil, errors.New("this event is cancelled and was left out")
	case e["RRULE"] != "" || e["RDATE"] != "":
		return nil, errors.New("this event repeats: give each day as an event of its own")
	case e["DURATION"] != "":
		return nil, errors.New("this event says how long it lasts: give DTEND;VALUE=DATE instead, the day after its last")
	}
	first, err := wholeDay(e["DTSTART"])
	if err != nil {
		return nil, errors.New("this event is not of a whole day that exists: give DTSTART;VALUE=DATE")
	}
	end := first.AddDate(0, 0, 1)
	if text := e["DTEND"]; text != "" {
		if end, err = wholeDay(text); err != nil || !end.After(first) {
			return nil, errors.New("this event does not end on a later day: give DTEND;VALUE=DATE, the day after its last")
		}
	}
	if end.Sub(first) > maxEventDays*24*time.Hour {
		return nil, fmt.Errorf("this event lasts more than %d days", maxEventDays)
	}
	name, fault := typed.Line(ics.FromText(e["SUMMARY"]))
	if fault != nil {
		return nil, fmt.Errorf("SUMMARY: %w", fault)
	}
	working := strings.Contains(strings.ToLower(name+" "+e["CATEGORIES"]), "working day")
	if strings.EqualFold(e["TRANSP"], "TRANSPARENT") && !working {
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

// wholeDay reads a value of the type DATE.
func wholeDay(text string) (time.Time, error) {
	t, err := time.Parse("20060102", text)
	if err != nil {
		return t, err
	}
	_, err = models.ParseDate(string(models.DateOf(t)))
	return t, err
}
