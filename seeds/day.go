package seeds

import (
	"regexp"
	"strconv"

	"qadam/models"
)

// relative is "today", "today-12" or "today+30", in calendar days; for an instant with its time and zone behind it.
var relative = regexp.MustCompile(`^today(?:([+-]\d{1,4}))?(T\S+)?$`)

// resolve turns a relative day into the day that it is when loaded on today; any other text stays as it is.
func resolve(text string, today models.Date) string {
	m := relative.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	days := 0
	if m[1] != "" {
		days, _ = strconv.Atoi(m[1]) // at most four digits: it cannot fail
	}
	return string(today.AddDays(days)) + m[2]
}
