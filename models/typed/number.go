package typed

import (
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"golang.org/x/text/width"

	"qadam/models"
	"qadam/models/fold"
)

const (
	// mostDigits is how many digits a number may have, and mostDecimals how many of them after the decimal mark.
	mostDigits   = 24
	mostDecimals = 8
)

// Decimal reads a number: 1250.5 or 1250,5 or 1 250,5 or 1'250.5 or ١٢٥٠٫٥.
func Decimal(text string) (decimal.Decimal, *Fault) { return number(plain(text), mostDecimals) }

// Whole reads a whole number between two bounds.
func Whole(text string, least, most int) (int, *Fault) {
	d, f := number(plain(text), 0)
	switch {
	case f != nil:
		return 0, f
	case !d.IsInteger():
		return 0, fault(NotWhole)
	case d.LessThan(decimal.NewFromInt(int64(least))), d.GreaterThan(decimal.NewFromInt(int64(most))):
		return 0, fault(OutOfBounds, "Least", least, "Most", most)
	}
	return int(d.IntPart()), nil
}

// Amount reads an amount of money; signs and names of its currency may stand around it. Whether it may be negative is the
// caller's rule.
func Amount(text, currency string) (models.Money, *Fault) {
	digits, err := models.Digits(currency)
	if err != nil {
		return models.Money{}, fault(NotAmount, "Currency", currency)
	}
	d, f := number(withoutCurrency(plain(text), currency), digits)
	switch {
	case f != nil && f.Code == NotNumber:
		return models.Money{}, fault(NotAmount, "Currency", currency)
	case f != nil:
		return models.Money{}, f
	case d.Abs().GreaterThanOrEqual(models.MaxAmount):
		return models.Money{}, fault(TooLarge, "Limit", models.MaxAmount)
	case !d.Equal(d.Round(digits)):
		return models.Money{}, fault(Decimals, "Digits", int(digits))
	}
	return models.Money{Minor: d.Shift(digits).IntPart(), Currency: currency}, nil
}

// plain writes a number in digits of ours and in one way of writing blanks, apostrophes and the minus sign.
func plain(text string) string {
	text = arabic.Replace(fold.Key(width.Fold.String(text)))
	return strings.TrimSuffix(text, ".") // a full stop
}

var arabic = strings.NewReplacer("٠", "0", "١", "1", "٢", "2", "٣", "3", "٤", "4", "٥", "5", "٦", "6", "٧", "7", "٨", "8", "٩", "9",
	"۰", "0", "۱", "1", "۲", "2", "۳", "3", "۴", "4", "۵", "5", "۶", "6", "۷", "7", "۸", "8", "۹", "9", "٬", "'")

var (
	shape    = regexp.MustCompile(`^([+-]? ?)([0-9.,' ]*)(?:٫([0-9]+))?$`)
	exponent = regexp.MustCompile(`^[+-]? ?[0-9]+([.,][0-9]*)?e[+-]?[0-9]+$`)
	// groups is a whole number, its thousands parted by one kind of mark or not at all, or parted as in South Asia.
	groups = regexp.MustCompile(
		`^([0-9]+|[0-9]{1,3}((,[0-9]{3})+|(\.[0-9]{3})+|( [0-9]{3})+|('[0-9]{3})+)|[0-9]{1,2}(,[0-9]{2})+,[0-9]{3})$`)
	// thousand is what is a whole number to some and has three decimals to others.
	thousand = regexp.MustCompile(`^[1-9][0-9]{0,2}[.,][0-9]{3}$`)
	unmarked = strings.NewReplacer(",", "", ".", "", " ", "", "'", "")
)

// number reads what plain has written. Digits is how many decimals there can be.
func number(text string, digits int32) (decimal.Decimal, *Fault) {
	if exponent.MatchString(text) {
		return decimal.Zero, fault(Shortened, "Typed", strings.ToUpper(text))
	}
	m := shape.FindStringSubmatch(text)
	if m == nil {
		return decimal.Zero, fault(NotNumber)
	}
	sign, whole, decimals := strings.TrimSpace(m[1]), m[2], m[3]
	if decimals == "" {
		if f := twoNumbers(sign, whole, digits); f != nil {
			return decimal.Zero, f
		}
		var ok bool
		if whole, decimals, ok = cut(whole); !ok {
			return decimal.Zero, fault(NotNumber)
		}
	}
	if whole == "" && decimals != "" {
		whole = "0"
	}
	if !groups.MatchString(whole) || strings.ContainsFunc(decimals, func(r rune) bool { return r < '0' || r > '9' }) {
		return decimal.Zero, fault(NotNumber)
	}
	whole = unmarked.Replace(whole)
	if len(whole)+len(decimals) > mostDigits {
		return decimal.Zero, fault(TooLarge, "Limit", models.MaxAmount)
	}
	d, err := decimal.NewFromString(sign + whole + "." + decimals + "0")
	if err != nil {
		return decimal.Zero, fault(NotNumber)
	}
	return d, nil
}

// twoNumbers asks about 1,234 and 1.234. The point is how we write decimals ourselves: where there can be three it is read so.
func twoNumbers(sign, text string, digits int32) *Fault {
	if !thousand.MatchString(text) || digits >= 3 && strings.Contains(text, ".") {
		return nil
	}
	first := decimal.RequireFromString(sign + unmarked.Replace(text))
	second := decimal.RequireFromString(sign + strings.Replace(text, ",", ".", 1))
	return fault(TwoNumbers, "Typed", sign+text, "First", first.String(), "Second", second.String(), "Example",
		first.StringFixed(min(digits, 2)))
}

// cut parts a number at its decimal mark: the last of two kinds, or the only one. A mark that stands several times parts
// thousands, and so do blanks and apostrophes. It is not ok that nothing follows the decimal mark.
func cut(text string) (whole, decimals string, ok bool) {
	at := strings.LastIndexAny(text, ".,")
	if at < 0 || strings.Count(text, text[at:at+1]) > 1 {
		return text, "", true
	}
	return text[:at], text[at+1:], at+1 < len(text)
}

// around are signs and names of currencies as people write them beside an amount, as fold.Key has them; the codes are known.
var around = map[string][]string{
	"USD": {"us$", "$", "us dollars", "dollars", "dólares", "dolares", "доллары сша", "долл. сша", "долл.", "долл", "دولار", "美元"},
	"EUR": {"€", "euros", "euro", "евро", "يورو", "欧元"},
	"KZT": {"₸", "тенге", "тг"},
	"RUB": {"₽", "руб.", "руб"},
	"GBP": {"£"},
	"TRY": {"₺"},
}

// Currency reads a currency: its code in any case, or a sign or name of it; what is neither stays as it is.
func Currency(text string) string {
	word := strings.TrimSpace(plain(text))
	for code, words := range around {
		if slices.Contains(words, word) || slices.Contains(words, word+".") {
			return code
		}
	}
	return strings.ToUpper(strings.TrimSpace(text))
}

// withoutCurrency takes the currency's own code, signs and names from the ends of an amount.
func withoutCurrency(text, currency string) string {
	for _, word := range slices.Concat(around[currency], []string{strings.ToLower(currency)}) {
		text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(strings.TrimPrefix(text, word)), word))
	}
	return text
}
