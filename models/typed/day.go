package typed

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/width"

	"qadam/models"
	"qadam/models/fold"
)

// Days reads days. Its zero value reads those that are written in digits with their year.
type Days struct {
	// Months are the names of months, as MonthNames makes them.
	Months map[string]time.Month
	// Today makes it possible to leave the year out: it is this one, or the next for a day that has passed by more than half
	// a year.
	Today models.Date
}

// Day reads a day in digits: 2021-08-31, 31.08.2021, 31/8/21, 2021年8月31日.
func Day(text string) (models.Date, *Fault) { return Days{}.Read(text) }

// MonthNames makes a table for Days of the names of a month in several languages; another name of the same language stands after /.
func MonthNames(table map[string]time.Month, month time.Month, names string) {
	for name := range strings.SplitSeq(names, "/") {
		table[fold.Search(name)] = month
	}
}

// iso, dotted, slashed, worded and han are the ways in which people write a day.
var (
	iso     = regexp.MustCompile(`^([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})$`)
	dotted  = regexp.MustCompile(`^([0-9]{1,2})\.([0-9]{1,2})(?:\.([0-9]{4}|[0-9]{2})?)?$`)
	slashed = regexp.MustCompile(`^([0-9]{1,2})[/-]([0-9]{1,2})(?:[/-]([0-9]{4}|[0-9]{2}))?$`)
	worded  = regexp.MustCompile(
		`^(?:(?:le|el|on) )?([0-9]{1,2})(?:er|st|nd|rd|th|\.?[o°])?\.? ([^0-9\s.,]+(?: [^0-9\s.,]+)?)\.?,? ?([0-9]{4})?(?: (?:г\.?|года|year))?$`)
	han = regexp.MustCompile(`^(?:([0-9]{4})年)?([0-9]{1,2})月([0-9]{1,2})[日号號]?$`)
	// apart are blanks around the marks of a day in digits.
	apart = regexp.MustCompile(` ?([-./年月日号號]) ?`)
	// joining are the words of Spanish between a day's parts: 31 de agosto de 2021.
	joining = strings.NewReplacer(" de ", " ", " del ", " ")
)

// Read reads a day as people type it: 2021-08-31, 31.08.2021, 31/8/21, 2021年8月31日, and, where the names of months are known, 31
// August 2021, 1er août or 31 Aug. Where two numbers can be the month and make two days it asks.
func (d Days) Read(text string) (models.Date, *Fault) {
	typed := shown(strings.TrimSpace(text))
	text = fold.Search(width.Fold.String(text))
	dense := apart.ReplaceAllString(text, "$1")
	if m := iso.FindStringSubmatch(dense); m != nil {
		return d.day(m[1], m[2], m[3])
	}
	if m := dotted.FindStringSubmatch(dense); m != nil {
		return d.day(m[3], m[2], m[1])
	}
	if m := han.FindStringSubmatch(dense); m != nil {
		return d.day(m[1], m[2], m[3])
	}
	if m := slashed.FindStringSubmatch(dense); m != nil {
		return d.slashed(typed, m[1], m[2], m[3])
	}
	if m := worded.FindStringSubmatch(joining.Replace(text)); m != nil {
		return d.day(m[3], d.month(m[2]), m[1])
	}
	return "", fault(NotDay)
}

// slashed reads 14/07/2021, in which the day stands first here and the month elsewhere.
func (d Days) slashed(typed, one, other, year string) (models.Date, *Fault) {
	dayFirst, no := d.day(year, other, one)
	monthFirst, neither := d.day(year, one, other)
	switch {
	case no == nil && (neither != nil || monthFirst == dayFirst):
		return dayFirst, nil
	case no == nil:
		return "", fault(TwoDays, "Typed", typed, "First", dayFirst, "Second", monthFirst)
	case neither == nil:
		return "", fault(MonthFirst, "Typed", typed, "Day", monthFirst)
	}
	return "", no
}

// day makes a day of its parts; the year may be short or missing.
func (d Days) day(year, month, day string) (models.Date, *Fault) {
	switch {
	case len(year) == 2:
		year = "20" + year
	case year == "" && d.Today == "":
		return "", fault(NotDay)
	case year == "":
		return d.near(month, day)
	}
	y, _ := strconv.Atoi(year) // digits by their expressions
	return exact(y, month, day)
}

// near gives the day of this year or the next.
func (d Days) near(month, day string) (models.Date, *Fault) {
	year := d.Today.Time().Year()
	this, no := exact(year, month, day)
	if next, none := exact(year+1, month, day); none == nil && (no != nil || this.DaysUntil(d.Today) > 183) {
		return next, nil
	}
	return this, no
}

// exact refuses a day that does not exist, such as 31 June.
func exact(year int, month, day string) (models.Date, *Fault) {
	m, _ := strconv.Atoi(month) // no digits are no month
	n, _ := strconv.Atoi(day)
	date, err := models.ParseDate(fmt.Sprintf("%04d-%02d-%02d", year, m, n))
	if err != nil {
		return "", fault(NotDay)
	}
	return date, nil
}

// month gives the number of a month by its name, or by a beginning of it that no other month has; "" for none.
func (d Days) month(word string) string {
	word, _, _ = strings.Cut(word, "/") // of two names, as in Arabic, one is enough
	if month, whole := d.Months[word]; whole {
		return fmt.Sprint(int(month))
	}
	found := time.Month(0)
	for name, month := range d.Months {
		switch {
		case utf8.RuneCountInString(word) < 3 || !strings.HasPrefix(name, word):
		case found != 0 && found != month:
			return ""
		default:
			found = month
		}
	}
	if found == 0 {
		return ""
	}
	return fmt.Sprint(int(found))
}
