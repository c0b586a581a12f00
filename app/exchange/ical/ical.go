// Package ical writes deadlines as an iCalendar (RFC 5545).
package ical

import (
	"bytes"
	"fmt"
	"time"

	ics "github.com/arran4/golang-ical"

	"qadam/models"
)

// Calendar is a list of deadlines.
type Calendar struct {
	// Site is the host of the installation, in which the identifiers are unique.
	Site, Name string
	// Notice is what the installation says of its data; "" when it is real.
	Notice    string
	Deadlines []Deadline
}

// Deadline is one day on which something is due. Its title shows on locked screens and to calendar services, so it holds a reference
// and nothing else.
type Deadline struct {
	// ID stays the same for ever; Sequence grows with each change.
	ID        string
	Sequence  int
	Title     string
	Day       models.Date
	Changed   time.Time
	URL       string
	Cancelled bool
}

// Write gives the calendar as a file. The same deadlines give the same bytes.
func Write(c Calendar) ([]byte, error) {
	cal := ics.NewCalendarFor("Qadam")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(c.Name)
	cal.SetName(c.Name)
	if c.Notice != "" {
		cal.SetDescription(c.Notice)
		cal.SetXWRCalDesc(c.Notice)
	}
	cal.SetRefreshInterval("PT6H")
	cal.SetXPublishedTTL("PT6H")
	for _, d := range c.Deadlines {
		e := cal.AddEvent(d.ID + "@" + c.Site)
		e.SetDtStampTime(d.Changed)
		e.SetModifiedAt(d.Changed)
		e.SetSequence(d.Sequence)
		e.SetSummary(d.Title)
		e.SetAllDayStartAt(d.Day.Time())
		e.SetAllDayEndAt(d.Day.AddDays(1).Time())
		e.SetTimeTransparency(ics.TransparencyTransparent)
		e.SetClass(ics.ClassificationPrivate)
		e.SetURL(d.URL)
		status := ics.ObjectStatusConfirmed
		if d.Cancelled {
			status = ics.ObjectStatusCancelled
		}
		e.SetStatus(status)
	}
	var b bytes.Buffer
	if err := cal.SerializeTo(&b, ics.WithNewLineWindows); err != nil {
		return nil, fmt.Errorf("writing a calendar: %w", err)
	}
	return b.Bytes(), nil
}
