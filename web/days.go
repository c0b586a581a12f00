package web

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/runes"
	"golang.org/x/text/unicode/norm"

	"qadam/models"
)

// isoDay, dotted, worded and han are the ways in which people write a day: 2021-08-31; 31.08.2021 and 31/8/21; 31 August 2021,
// 1er août, 31 Aug; 2021年8月31日, 8月31日.
var (
	isoDay = regexp.MustCompile(`^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$`)
	dotted = regexp.MustCompile(`^(\d{1,2})[./](\d{1,2})[./]?(\d{4}|\d{2})?$`)
	worded = regexp.MustCompile(`^(?:(?:le|el|on) )?(\d{1,2})(?:er|st|nd|rd|th|\.?[o°])?\.? ([^\d\s.,]+(?: [^\d\s.,]+)?)\.?,? ?(\d{4})?(?: (?:г\.?|года|year))?$`)
	han    = regexp.MustCompile(`^(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号號]?$`)
)

// linking are the words of Spanish between a day's parts: 31 de agosto de 2021.
var linking = strings.NewReplacer(" de ", " ", " del ", " ")

// otherwise are names of months that people type and the pages do not write.
var otherwise = map[string]string{"май": "5", "setiembre": "9", "يونيو": "6", "يوليو": "7"}

// ParseDay reads a day as people type it, with a month's name or its beginning in any language of the pages. Where the year
// is left out it is this one, or the next for a day that has passed by more than half a year.
func (s *Site) ParseDay(text string, today models.Date) (models.Date, bool) {
	text = strings.Join(strings.Fields(fold(text)), " ")
	dense := strings.ReplaceAll(text, " ", "")
	text = linking.Replace(text)
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
	case han.MatchString(dense):
		m := han.FindStringSubmatch(dense)
		year, month, day = m[1], m[2], m[3]
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

var latinDigits = strings.NewReplacer("٠", "0", "١", "1", "٢", "2", "٣", "3", "٤", "4", "٥", "5", "٦", "6", "٧", "7", "٨", "8", "٩", "9", "\u200f", "", "\u200e", "")

// fold makes alike what people type in several ways: capitals or not, with an accent or without, wide digits or narrow ones.
func fold(text string) string {
	return strings.ToLower(runes.Remove(runes.In(unicode.Mn)).String(norm.NFKD.String(latinDigits.Replace(text))))
}

// exact refuses a day that does not exist, such as 31 June.
func exact(year, month, day string) (models.Date, bool) {
	y, _ := strconv.Atoi(year) // digits by their expressions
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	date, err := models.ParseDate(fmt.Sprintf("%04d-%02d-%02d", y, m, d))
	return date, err == nil
}

// month gives the number of a month by its name, or by a beginning of it that no other month has; "" for none.
func (t *texts) month(word string) string {
	word, _, _ = strings.Cut(word, "/") // of two names, as in Arabic, one is enough
	if number, whole := t.months[word]; whole {
		return number
	}
	begun := ""
	for name, number := range t.months {
		switch {
		case utf8.RuneCountInString(word) < 3 || !strings.HasPrefix(name, word):
		case begun != "" && begun != number:
			return ""
		default:
			begun = number
		}
	}
	return begun
}

// nameMonths gathers the names of months in all languages.
func (t *texts) nameMonths() error {
	t.months = map[string]string{}
	for name, number := range otherwise {
		t.months[fold(name)] = number
	}
	for _, l := range t.languages {
		for m := 1; m <= 12; m++ {
			names, err := l.text(fmt.Sprintf("month.%d", m))
			if err != nil {
				return err
			}
			for name := range strings.SplitSeq(names, "/") {
				t.months[fold(name)] = fmt.Sprint(m)
			}
		}
	}
	return nil
}
