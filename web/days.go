package web

import (
	"time"

	"qadam/i18n"
	"qadam/models"
	"qadam/models/typed"
)

// otherNames are names of months that people type and the pages do not write.
var otherNames = map[time.Month]string{time.May: "май", time.September: "setiembre", time.June: "يونيو", time.July: "يوليو"}

// ParseDay reads a day as people type it, with a month's name or its beginning in any language of the pages. Where the year
// is left out it is this one, or the next for a day that has passed by more than half a year.
func (s *Site) ParseDay(text string, today models.Date) (models.Date, *typed.Fault) {
	return typed.Days{Months: s.texts.months, Today: today}.Read(text)
}

// nameMonths gathers the names of months in all languages.
func (t *texts) nameMonths() {
	t.months = map[string]time.Month{}
	for month, name := range otherNames {
		typed.MonthNames(t.months, month, name)
	}
	for _, l := range i18n.Languages {
		for m := time.January; m <= time.December; m++ {
			typed.MonthNames(t.months, m, l.Month(m))
		}
	}
}
