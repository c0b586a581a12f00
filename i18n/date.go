package i18n

import (
	"embed"
	"strconv"
	"time"
)

//go:embed dates/*.yaml
var dateFiles embed.FS

// dates are the names of months and the ways of writing a day.
var dates = must(ReadCatalogue(dateFiles, "dates"))

func must[T any](v T, err error) T {
	if err != nil {
		panic("i18n: " + err.Error())
	}
	return v
}

// DateForm is a way of writing a day.
type DateForm string

// The ways of writing a day, each such that a sentence may end with it: with its year, without it,
// with the time of day in UTC, and by its month after "since".
const (
	Full    DateForm = "full"
	Short   DateForm = "short"
	Instant DateForm = "instant"
	LongAgo DateForm = "long_ago"
)

// Date writes a day, or an instant, in UTC.
func (l Language) Date(form DateForm, t time.Time) (string, error) {
	t = t.UTC()
	return dates.Text(l, string(form), "Day", t.Day(), "Month", l.Month(t.Month()), "Year", t.Year(), "Time", t.Format("15:04"))
}

var months = readMonths()

// readMonths gives the names of the months by the language's tag.
func readMonths() map[string][]string {
	out := map[string][]string{}
	for _, l := range Languages {
		for m := time.January; m <= time.December; m++ {
			out[l.Tag] = append(out[l.Tag], must(dates.Text(l, "month."+strconv.Itoa(int(m)))))
		}
	}
	return out
}

// Month gives the name of a month, as it stands in a date.
func (l Language) Month(m time.Month) string { return months[l.Tag][m-1] }
