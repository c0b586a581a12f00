package models_test

import (
	"testing"

	"pgregory.net/rapid"

	"qadam/models"
)

func TestMoney(t *testing.T) {
	for _, c := range []struct {
		amount, currency string
		minor            int64
		ok               bool
	}{
		{"120000.00", "USD", 12000000, true}, {"0.01", "EUR", 1, true}, {"1", "JPY", 1, true}, {"1.5", "JPY", 0, false},
		{"1.234", "KWD", 1234, true},
		{"1.005", "USD", 0, false}, {"", "USD", 0, false}, {"1,000", "USD", 0, false}, {"1", "XXY", 0, false}, {"1", "usd", 0, false},
		{"999999999999.99", "USD", 99999999999999, true}, {"1000000000000", "USD", 0, false}, {"1e400", "USD", 0, false},
		{"NaN", "USD", 0, false}, {"-5.00", "USD", -500, true}, {"1e3", "USD", 0, false},
	} {
		m, err := models.ParseMoney(c.amount, c.currency)
		if (err == nil) != c.ok || (c.ok && m.Minor != c.minor) {
			t.Errorf("%s %s: %d, %v", c.amount, c.currency, m.Minor, err)
		}
	}
}

// What is written as JSON is read back the same.
func TestMoneyAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := models.Money{Minor: rapid.Int64Range(-99999999999999, 99999999999999).Draw(t, "minor"),
			Currency: rapid.SampledFrom([]string{"USD", "EUR", "KZT", "JPY", "KWD"}).Draw(t, "currency")}
		if m.Currency == "JPY" {
			m.Minor /= 100
		}
		b, err := m.MarshalJSON()
		var back models.Money
		if err != nil || back.UnmarshalJSON(b) != nil || back != m {
			t.Fatalf("%s came back as %+v (%v)", b, back, err)
		}
	})
}

func TestMoneyInWords(t *testing.T) {
	for _, c := range []struct {
		money models.Money
		want  string
	}{{models.USD(0), "US$ 0"}, {models.USD(95049), "US$ 950"}, {models.USD(99949), "US$ 999"}, {models.USD(99950), "US$ 1 k"},
		{models.USD(38000000), "US$ 380 k"}, {models.USD(99949900), "US$ 999 k"},
		{models.USD(99950000), "US$ 1.00 M"}, {models.USD(423000000), "US$ 4.23 M"}, {models.Money{52000000, "EUR"}, "EUR 520 k"},
		{models.USD(-1250000), "US$ -13 k"}} {
		if got := c.money.Words(); got != c.want {
			t.Errorf("%d %s: %q, want %q", c.money.Minor, c.money.Currency, got, c.want)
		}
	}
}
