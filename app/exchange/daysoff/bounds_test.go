package daysoff_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"qadam/app/exchange/daysoff"
	"qadam/models"
)

// TestHostileCalendars reads files that are made to take more memory than they have bytes: each is refused at once.
func TestHostileCalendars(t *testing.T) {
	const begin = "BEGIN:VCALENDAR\r\n"
	for name, file := range map[string]string{
		"112 KB of events in events": begin + strings.Repeat("BEGIN:VEVENT\n", 8_000),
		"1.4 MB of events in events": begin + strings.Repeat("BEGIN:VEVENT\n", 100_000),
		"components in components":   begin + strings.Repeat("BEGIN:X\n", 50_000) + strings.Repeat("END:X\n", 50_000) + "END:VCALENDAR\n",
		"properties":                 begin + "BEGIN:VEVENT\n" + strings.Repeat("A:\n", 500_000),
		"parameters":                 begin + "BEGIN:VEVENT\nSUMMARY" + strings.Repeat(";A=1", 500_000) + ":x\n",
		"a long summary": begin + "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20270301\nSUMMARY:" + strings.Repeat("x", 1<<20) +
			"\nEND:VEVENT\nEND:VCALENDAR\n",
		"a summary of folds":  begin + "BEGIN:VEVENT\nSUMMARY:x" + strings.Repeat("\n x", 500_000) + "\nEND:VEVENT\nEND:VCALENDAR\n",
		"empty events":        begin + strings.Repeat("BEGIN:VEVENT\nEND:VEVENT\n", 80_000) + "END:VCALENDAR\n",
		"ends alone":          begin + strings.Repeat("END:VCALENDAR\n", 100_000),
		"calendars":           strings.Repeat("BEGIN:VCALENDAR\nEND:VCALENDAR\n", 60_000),
		"a megabyte too many": begin + strings.Repeat("x", daysoff.MaxBytes),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		begun := time.Now()
		_, _, err := daysoff.ReadICS([]byte(file), "File")
		took := time.Since(begun)
		runtime.ReadMemStats(&after)
		if code := models.CodeOf(err); code != models.Invalid && code != models.TooLarge {
			t.Errorf("%s is answered with %v", name, err)
		}
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 50 || took > time.Second {
			t.Errorf("%s took %d MB and %s", name, used, took)
		}
	}
}

// TestEventsAmongOthers reads what calendar programs write around events, and properties with quoted parameters and folded lines.
func TestEventsAmongOthers(t *testing.T) {
	file := "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:Asia/Almaty\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nEND:STANDARD\r\n" +
		"END:VTIMEZONE\r\nBEGIN:VEVENT\r\n" +
		"dtstart;value=date:20270321\r\nSUMMARY;ALTREP=\"http://example.org/x\";LANGUAGE=en:Nauryz\\,\r\n" +
		"  the new\r\n\t year\r\nBEGIN:VALARM\r\nSUMMARY:Alarm\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	if got, want := said(daysoff.ReadICS([]byte(file), "File")), "2027-03-21 false Nauryz, the new year/File"; got != want {
		t.Errorf("got %q, not %q", got, want)
	}
}

// FuzzReadICS throws bytes at the reader of calendars: it never panics, and what it takes fits the databases.
func FuzzReadICS(f *testing.F) {
	f.Add([]byte("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270321\r\nSUMMARY:N\r\n auryz\r\nEND:VEVENT\r\n" +
		"END:VCALENDAR\r\n"))
	f.Add([]byte("BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VEVENT\nEND:VEVENT\n"))
	f.Add([]byte("BEGIN:VCALENDAR\nX;A=\"b:c:d\n \n:\nEND:VCALENDAR"))
	f.Fuzz(func(t *testing.T, body []byte) { holdDays(t)(daysoff.ReadICS(body, "File")) })
}

// FuzzReadCSV does the same with tables of days.
func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("on_date,working,name,source\n2027-03-09,false,Day off,Decree\n"))
	f.Add([]byte("\ufeffsep=;\non_date;name\n\"2027-03-09;\n"))
	f.Fuzz(func(t *testing.T, body []byte) { holdDays(t)(daysoff.ReadCSV(body, "File")) })
}

func holdDays(t *testing.T) func([]models.CalendarDay, []daysoff.Row, error) {
	return func(days []models.CalendarDay, faults []daysoff.Row, err error) {
		if err != nil && models.CodeOf(err) == models.Internal {
			t.Fatalf("refused with %v", err)
		}
		for _, d := range days {
			if _, err := models.ParseDate(string(d.OnDate)); err != nil || len([]rune(d.Name)) > 200 {
				t.Fatalf("it took %+v", d)
			}
		}
		for _, r := range faults {
			if r.Line < 1 || r.Detail == "" {
				t.Fatalf("a fault at line %d says %q", r.Line, r.Detail)
			}
		}
	}
}
