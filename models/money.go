package models

import (
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"
)

// Money is an amount in one ISO 4217 currency, kept in minor units (cents, tiyn). No currency means no amount.
// JSON: {"amount":"120000.00","currency":"USD"}; the amount is a string, never a float.
type Money struct {
	Minor    int64  `json:"-"`
	Currency string `json:"-"`
}

// Words writes an amount for a headline, in thousands or millions: US$ 4.23 M, US$ 380 k, US$ 950, EUR 380 k.
func (m Money) Words() string {
	sign := m.Currency
	if sign == ReportingCurrency {
		sign = "US$"
	}
	amount, unit, digits := m.Decimal(), "", int32(0)
	switch whole := amount.Abs().Round(0); {
	case whole.Div(thousand).Round(0).GreaterThanOrEqual(thousand):
		amount, unit, digits = amount.Shift(-6), " M", 2
	case whole.GreaterThanOrEqual(thousand):
		amount, unit = amount.Shift(-3), " k"
	}
	return sign + " " + amount.StringFixed(digits) + unit
}

var thousand = decimal.New(1, 3)

// MaxAmount keeps every amount, and the sum of ninety thousand of the largest, inside 64 bits of minor units.
var MaxAmount = decimal.New(1, 12)

// ReportingCurrency is the currency of every converted figure.
const ReportingCurrency = "USD"

// ParseMoney reads an amount such as "120000.00" exactly; it refuses more decimals than the currency has.
func ParseMoney(amount, code string) (Money, error) {
	digits, err := Digits(code)
	if err != nil {
		return Money{}, err
	}
	parts := amountParts.FindStringSubmatch(amount)
	if parts == nil {
		return Money{}, fmt.Errorf("%.40q is no amount; write it as 120000.00", amount)
	}
	if len(parts[1]) > 12 {
		return Money{}, fmt.Errorf("the amount is too large; give less than %s", MaxAmount)
	}
	d, err := decimal.NewFromString(amount)
	if err != nil {
		return Money{}, err
	}
	if !d.Equal(d.Round(digits)) {
		return Money{}, fmt.Errorf("%s has %d decimals; %q has more", code, digits, amount)
	}
	return Money{Minor: d.Shift(digits).IntPart(), Currency: code}, nil
}

// Decimal is the amount as a decimal number of whole units.
func (m Money) Decimal() decimal.Decimal { return decimal.New(m.Minor, -storedDigits(m.Currency)) }

// Text is the amount with the decimals of its currency: 120000.00; "" for no amount.
func (m Money) Text() string {
	if m.IsZero() {
		return ""
	}
	return m.Decimal().StringFixed(storedDigits(m.Currency))
}

// USD is an amount of the reporting currency from its minor units.
func USD(minor int64) Money { return Money{Minor: minor, Currency: ReportingCurrency} }

// ConvertToUSD gives the US dollar minor units at a rate in dollars a unit, rounded half away from zero.
func (m Money) ConvertToUSD(usdPerUnit decimal.Decimal) int64 {
	return m.Decimal().Mul(usdPerUnit).Shift(2).Round(0).IntPart()
}

// IsZero tells that no amount was given, which is not the same as an amount of 0.
func (m Money) IsZero() bool { return m.Currency == "" }

// MarshalJSON writes amount and currency, or null for no amount.
func (m Money) MarshalJSON() ([]byte, error) { return m.AppendJSON(nil), nil }

// AppendJSON appends what MarshalJSON gives.
func (m Money) AppendJSON(dst []byte) []byte {
	if m.IsZero() {
		return append(dst, "null"...)
	}
	dst = append(append(dst, `{"amount":"`...), m.Text()...) // digits and letters need no escape
	return append(append(append(dst, `","currency":"`...), m.Currency...), `"}`...)
}

// UnmarshalJSON reads amount and currency; null is no amount. Its errors are meant for the person who typed it.
func (m *Money) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*m = Money{}
		return nil
	}
	var raw map[string]string
	if err := json.Unmarshal(b, &raw); err != nil {
		return fmt.Errorf(`give money as {"amount":"120000.00","currency":"USD"}, the amount as text`)
	}
	for key := range raw {
		if key != "amount" && key != "currency" {
			return fmt.Errorf("money has only amount and currency, not %q", key)
		}
	}
	got, err := ParseMoney(raw["amount"], raw["currency"])
	*m = got
	return err
}
