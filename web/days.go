package web

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"qadam/models"
)

// isoDay, dotted and worded are the ways in which people write a day: 2021-08-31; 31.08.2021 and 31/8/21; 31 August 2021, 31 Aug.
var (
	isoDay = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	dotted = regexp.MustCompile(`^(\d{1,2})[./](\d{1,2})[./]?(\d{4}|\d{2})?$`)
	worded = regexp.MustCompile(`^(\d{1,2})\.? ([^\d\s.,]+(?: [^\d\s.,]+)?)\.?,? ?(\d{4})?(?: (?:г\.?|года|year))?$`)
)

// ParseDay reads a day as people type it, with a month's name or its beginning in any language of the pages. Where the year
// is left out it is this one, or the next for a day that has passed by more than half a year.
func (s *Site) ParseDay(text string, today models.Date) (models.Date, bool) {
	text = strings.ToLower(strings.Join(strings.Fields(LatinDigits(text)), " "))
	var day, month, year string
	switch {
	case isoDay.MatchString(text):
		m := isoDay.FindStringSubmatch(text)
		year, month, day = m[1], m[2], m[3]
	case dotted.MatchString(text):
		m := dotted.FindStringSubmatch(text)
		day, month, year = m[1], m[2], m[3]
	case worded.MatchString(text):
		m := worded.FindStringSubmatch(text)
		day, month, year = m[1], s.texts.month(m[2]), m[3]
	}
	if day == "" || month == "" {
		return "", false
	}
	if len(year) == 2 {
		year = "20" + year
	}
	if year != "" {
		return exact(year, month, day)
	}
	this, ok := exact(fmt.Sprint(today.Time().Year()), month, day)
	if next, later := exact(fmt.Sprint(today.Time().Year()+1), month, day); later && (!ok || this.DaysUntil(today) > 183) {
		return next, true
	}
	return this, ok
}

// LatinDigits writes the digits of Arabic as those that programs read, and leaves out marks of direction.
func LatinDigits(text string) string { return latinDigits.Replace(text) }

var latinDigits = strings.NewReplacer("٠", "0", "١", "1", "٢", "2", "٣", "3", "٤", "4", "٥", "5", "٦", "6", "٧", "7", "٨", "8", "٩", "9", "\u200f", "", "\u200e", "")

// exact refuses a day that does not exist, such as 31 June.
func exact(year, month, day string) (models.Date, bool) {
	y, _ := strconv.Atoi(year) // digits by their expressions
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	date, err := models.ParseDate(fmt.Sprintf("%04d-%02d-%02d", y, m, d))
	return date, err == nil
}

// month gives the number of a month by its name, or by the beginning of it; "" for none.
func (t *texts) month(word string) string {
	if word == "май" { // the one whose beginning differs from its genitive's
		return "5"
	}
	if utf8.RuneCountInString(word) < 3 {
		return ""
	}
	for _, l := range t.languages {
		for m := time.January; m <= time.December; m++ {
			name, err := l.text(fmt.Sprintf("month.%d", m))
			if err != nil {
				continue
			}
			for one := range strings.SplitSeq(strings.ToLower(name), "/") {
				if strings.HasPrefix(one, word) {
					return fmt.Sprint(int(m))
				}
			}
		}
	}
	return ""
}
