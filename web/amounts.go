package web

import (
	"strings"

	"github.com/shopspring/decimal"

	"qadam/models"
)

// marks are what people write around an amount of US dollars, as fold leaves it, and in it: signs of the currency, and what
// parts thousands.
var marks = strings.NewReplacer("us$", "", "$", "", "usd", "", "dollars", "", "dolares", "", "долл. сша", "", "долл.", "", "دولار", "", "美元", "", " ", "", "'", "", "’", "", "٬", ",", "٫", ".")

// ParseAmount reads an amount of US dollars as people type it: 96,000 or 96 000 or 96.000,50 or $96000 or ٩٦٠٠٠.
func ParseAmount(text string) (models.Money, bool) {
	text = marks.Replace(fold(text))
	if strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789.,", r) }) {
		return models.Money{}, false
	}
	// The last mark is a decimal one when one or two digits follow it; all others part thousands.
	plain := strings.NewReplacer(".", "", ",", "")
	if last := strings.LastIndexAny(text, ".,"); last >= 0 && len(text)-last-1 <= 2 {
		text = plain.Replace(text[:last]) + "." + text[last+1:]
	} else {
		text = plain.Replace(text)
	}
	d, err := decimal.NewFromString(text)
	if err != nil {
		return models.Money{}, false
	}
	money, err := models.ParseMoney(d.StringFixed(2), models.ReportingCurrency)
	return money, err == nil
}
