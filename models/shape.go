package models

import (
	"regexp"
	"time"
)

// Shapes are the forms of texts by the names of their validate tags: the rule checks by them, and the API's description shows them.
var Shapes = map[string]string{
	"slug":      `^[a-z0-9][a-z0-9_-]*$`,
	"reference": `^[A-Za-z0-9][A-Za-z0-9./-]*$`,
	"figure":    `^-?[0-9]+(\.[0-9]+)?$`,
	"rate":      `^([0-9]*[1-9][0-9]*(\.[0-9]+)?|[0-9]+\.[0-9]*[1-9][0-9]*)$`,
	"sector":    `^[0-9]{5}$`,
	"iati":      `^[^\s/&|?]+$`,
	"address":   `^/[A-Za-z0-9][!$-;=?-\[\]-z|~]*$`,
}

// The forms of amounts and days.
const (
	AmountShape   = `^-?[0-9]{1,12}(\.[0-9]{1,4})?$`
	FromZeroShape = `^[0-9]{1,12}(\.[0-9]{1,4})?$`
	DayShape      = `^(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}$`
	InstantShape  = `^(19|2[0-9])[0-9]{2}-`
)

// InYears tells that an instant lies between the years 1900 and 2999, as all days and instants do.
func InYears(t time.Time) bool { return 1900 <= t.Year() && t.Year() <= 2999 }

// amountParts are the whole units of an amount and their decimals.
var amountParts = regexp.MustCompile(`^-?([0-9]+)(?:\.([0-9]{1,4}))?$`)
