package daysoff_test

import (
	"fmt"
	"strings"
	"testing"

	"qadam/app/exchange/daysoff"
	"qadam/models"
)

// said puts what a file gave in short: its days, and its faults by line.
func said(days []models.CalendarDay, faults []daysoff.Row, err error) string {
	if err != nil {
		return err.Error()
	}
	var out []string
	for _, d := range days {
		out = append(out, fmt.Sprintf("%s %v %s/%s", d.OnDate, d.Working, d.Name, d.Source))
	}
	for _, f := range faults {
		out = append(out, fmt.Sprintf("line %d", f.Line))
	}
	return strings.Join(out, "; ")
}

func TestReadCSV(t *testing.T) {
	for file, want := range map[string]string{
		"on_date,working,name,source\n2027-03-09,false,Day off,Decree\n":    "2027-03-09 false Day off/Decree",
		"\ufeffname, ON_DATE \n\"Off, moved\",2027-03-09\n":                 "2027-03-09 false Off, moved/File",
		"on_date,working\n2027-03-13,TRUE\n2027-02-30,\n2027-03-14,maybe\n": "2027-03-13 true /File; line 3; line 4",
		"on_date,working\n2027-03-09,false\n2027-03-10,false\n2027-03-09,true\n": "" +
			"2027-03-09 false /File; 2027-03-10 false /File; line 4",
		"on_date,name\n2027-03-09," + strings.Repeat("ж", 201) + "\n": "line 2",
		"on_date;working;name\r\n2027-03-09;false;Выходной, день\r\n": "2027-03-09 false Выходной, день/File",
		"on_date,working\n09.03.2027,да\n14/03/2027,No\n2027/3/15,1\n02/03/2027,\n": "" +
			"2027-03-09 true /File; 2027-03-14 false /File; 2027-03-15 true /File; line 5",
		"on_date,name\n2027-03-09,Day\u200b off\u202e\n2027-03-10,Bell\a\n": "2027-03-09 false Day off/File; line 3",
		"on_date\tname\n2027-03-09\tDay off\n\n2027-03-10\t\n": "" +
			"2027-03-09 false Day off/File; 2027-03-10 false /File",
		"on_date\n2027-03-09\n\"2027":                                      "2027-03-09 false /File; line 3",
		"on_date,name\n2027-03-09,\xff\n2027-03-10,\x00\n2027-03-11,Off\n": "2027-03-11 false Off/File; line 2; line 3",
	} {
		if got := said(daysoff.ReadCSV([]byte(file), "File")); got != want {
			t.Errorf("%q gives %q, not %q", file, got, want)
		}
	}
	for _, file := range []string{"", "name\nx\n", "on_date,holiday\n2027-03-09,x\n"} {
		if _, _, err := daysoff.ReadCSV([]byte(file), "File"); models.CodeOf(err) != models.Invalid &&
			models.CodeOf(err) != models.Malformed {
			t.Errorf("%q is answered with %v", file, err)
		}
	}
}

func TestReadICS(t *testing.T) {
	event := func(lines ...string) string {
		return "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\n"
	}
	file := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n" +
		event("DTSTART;VALUE=DATE:20270321", "DTEND;VALUE=DATE:20270324", "SUMMARY:Nauryz") +
		event("DTSTART;VALUE=DATE:20270313", "SUMMARY:Working day for 22 March") +
		event("DTSTART:20270401T080000Z", "DTEND:20270401T090000Z", "SUMMARY:A meeting") +
		event("DTSTART;VALUE=DATE:20270501", "SUMMARY:Gone", "STATUS:CANCELLED") +
		event("DTSTART;VALUE=DATE:20270601", "SUMMARY:Each year", "RRULE:FREQ=YEARLY") +
		event("DTSTART;VALUE=DATE:20270615", "SUMMARY:And again", "RDATE;VALUE=DATE:20270616") +
		event("DTSTART;VALUE=DATE:20270701", "SUMMARY:Two days", "DURATION:P2D") +
		event("DTSTART;VALUE=DATE:20270214", "SUMMARY:An observance", "TRANSP:TRANSPARENT") +
		event("DTSTART;VALUE=DATE:20270320", "SUMMARY:Working day for Monday", "TRANSP:TRANSPARENT") +
		event("DTSTART;VALUE=DATE:20270402", "SUMMARY:A day off", "TRANSP:OPAQUE") +
		event("DTSTART;VALUE=DATE:20270322", "SUMMARY:Working day, though a day off before") + "END:VCALENDAR\r\n"
	want := "2027-03-21 false Nauryz/File; 2027-03-22 false Nauryz/File; 2027-03-23 false Nauryz/File; " +
		"2027-03-13 true Working day for 22 March/File; 2027-03-20 true Working day for Monday/File; 2027-04-02 false A day off/File; " +
		"line 3; line 4; line 5; line 6; line 7; line 8; line 11"
	if got := said(daysoff.ReadICS([]byte(file), "File")); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, file := range []string{"", "no calendar", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
		strings.Replace(file, "Nauryz", "\xff", 1)} {
		if days, _, err := daysoff.ReadICS([]byte(file), "File"); models.CodeOf(err) != models.Invalid &&
			models.CodeOf(err) != models.Malformed {
			t.Errorf("%.60q gives %v, %v", file, days, err)
		}
	}
}
