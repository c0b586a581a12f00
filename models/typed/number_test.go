package typed_test

import (
	"testing"

	"qadam/models"
	"qadam/models/typed"
)

func TestAmount(t *testing.T) {
	for _, c := range []struct {
		text, currency string
		minor          int64
	}{
		{"96000", "USD", 9600000},
		{"96000.50", "USD", 9600050},
		{"120000,50", "USD", 12000050},
		{"0", "USD", 0},
		{".5", "USD", 50},
		{",5", "USD", 50},
		{"0,500", "USD", 50},
		{"0.500", "USD", 50},
		{"96 000", "USD", 9600000},
		{"96\u00a0000", "USD", 9600000},
		{"96\u202f000,5", "USD", 9600050},
		{"96\u2009000", "USD", 9600000},
		{"96'000.50", "USD", 9600050},
		{"96’000", "USD", 9600000},
		{"96ʼ000,50", "USD", 9600050},
		{"1 234 567,89", "USD", 123456789},
		{"1,234,567", "USD", 123456700},
		{"1.234.567", "USD", 123456700},
		{"1,234,567.8", "USD", 123456780},
		{"96.000,50", "USD", 9600050},
		{"96,000.00", "USD", 9600000},
		{"1234,500", "USD", 123450},
		{"12,34,567", "INR", 123456700},
		{"12,34,567.50", "INR", 123456750},
		{"US$ 96,000.50", "USD", 9600050},
		{"$96000", "USD", 9600000},
		{"96 000 $", "USD", 9600000},
		{"96000 USD", "USD", 9600000},
		{"usd 96000", "USD", 9600000},
		{"96.000,50 dólares", "USD", 9600050},
		{"96 000 долл. США", "USD", 9600000},
		{"96 000 долл.", "USD", 9600000},
		{"96 000美元", "USD", 9600000},
		{"٩٦٠٠٠ دولار", "USD", 9600000},
		{"٩٦٬٠٠٠٫٥٠", "USD", 9600050},
		{"٣١٢٬٦٥٠٫٢٥", "USD", 31265025},
		{"۹۶۰۰۰", "USD", 9600000},
		{"９６０００", "USD", 9600000},
		{"96000.", "USD", 9600000},
		{"\ufeff96000\u200b", "USD", 9600000},
		{"\u202a96000\u202c", "USD", 9600000},
		{"120000 KZT", "KZT", 12000000},
		{"500 €", "EUR", 50000},
		{"1.234", "KWD", 1234}, // as we write three decimals ourselves
		{"1234,567", "KWD", 1234567},
		{"1 234", "JPY", 1234},
		{"-500", "USD", -50000},
		{"−500,25", "USD", -50025},
		{"999999999999.99", "USD", 99999999999999},
	} {
		got, f := typed.Amount(c.text, c.currency)
		if f != nil || got != (models.Money{Minor: c.minor, Currency: c.currency}) {
			t.Errorf("%+q %s is read as %+v: %v", c.text, c.currency, got, f)
		}
	}
}

func TestAmountRefuses(t *testing.T) {
	for _, c := range []struct {
		text, currency string
		code           typed.Code
		detail         string
	}{
		{"1,234", "USD", typed.TwoNumbers, `1,234 can mean 1234 or 1.234. Write it with no mark but the decimal one, such as 1234.00.`},
		{"1.234", "USD", typed.TwoNumbers, ""},
		{"96,000", "USD", typed.TwoNumbers, `96,000 can mean 96000 or 96. Write it with no mark but the decimal one, such as 96000.00.`},
		{"$ 96,000", "USD", typed.TwoNumbers, ""},
		{"96,000美元", "USD", typed.TwoNumbers, ""},
		{"-1,234", "USD", typed.TwoNumbers,
			`-1,234 can mean -1234 or -1.234. Write it with no mark but the decimal one, such as -1234.00.`},
		{"1,234", "KWD", typed.TwoNumbers, ""},
		{"1,234", "JPY", typed.TwoNumbers, `1,234 can mean 1234 or 1.234. Write it with no mark but the decimal one, such as 1234.`},
		{"1.23457E+11", "KZT", typed.Shortened, "1.23457E+11 is a number that a spreadsheet has shortened. Let its column show numbers " +
			"in full, without an exponent, and give all digits."},
		{"1,23457E+11", "KZT", typed.Shortened, ""},
		{"9e5", "USD", typed.Shortened, ""},
		{"1.234e-5", "USD", typed.Shortened, ""},
		{"12.345,6", "JPY", typed.Decimals, "Give at most 0 decimals."},
		{"96000.555", "USD", typed.Decimals, "Give at most 2 decimals."},
		{"1 234,567", "USD", typed.Decimals, ""},
		{"1000000000000", "USD", typed.TooLarge, "Give less than 1000000000000."},
		{"9999999999999999999999", "USD", typed.TooLarge, ""},
		{"99999999999999999999999999999999", "USD", typed.TooLarge, ""},
		{"5 EUR", "USD", typed.NotAmount, "Give an amount of USD in digits, such as 120000."},
		{"", "USD", typed.NotAmount, ""},
		{"$", "USD", typed.NotAmount, ""},
		{"a lot", "USD", typed.NotAmount, ""},
		{"0x10", "USD", typed.NotAmount, ""},
		{"NaN", "USD", typed.NotAmount, ""},
		{"Infinity", "USD", typed.NotAmount, ""},
		{".", "USD", typed.NotAmount, ""},
		{"5,", "USD", typed.NotAmount, ""},
		{"1,234,", "USD", typed.NotAmount, ""},
		{"1,2,3", "USD", typed.NotAmount, ""},
		{"1,23,45", "USD", typed.NotAmount, ""},
		{"1.23.456", "USD", typed.NotAmount, ""},
		{"12 34", "USD", typed.NotAmount, ""},
		{"1234 567", "USD", typed.NotAmount, ""},
		{"1 234'567", "USD", typed.NotAmount, ""},
		{"1,234.567,8", "USD", typed.NotAmount, ""},
		{"--5", "USD", typed.NotAmount, ""},
		{"(500)", "USD", typed.NotAmount, ""},
		{"5²", "USD", typed.NotAmount, ""},
		{"5", "DOLLAR", typed.NotAmount, ""},
		{"5", "", typed.NotAmount, ""},
	} {
		got, f := typed.Amount(c.text, c.currency)
		if f == nil || f.Code != c.code || got != (models.Money{}) {
			t.Errorf("%+q %s is read as %+v: %v", c.text, c.currency, got, f)
		} else if c.detail != "" && f.Error() != c.detail {
			t.Errorf("%+q %s: %s", c.text, c.currency, f.Error())
		}
	}
}

func TestDecimalAndWhole(t *testing.T) {
	for text, want := range map[string]string{"1250.5": "1250.5", "1250,5": "1250.5", "1 250,5": "1250.5", "0.002337": "0.002337",
		"1.234": "1.234", "12.345": "12.345", "-3": "-3", "١٢٫٥": "12.5"} {
		if got, f := typed.Decimal(text); f != nil || got.String() != want {
			t.Errorf("%q is read as %s: %v", text, got, f)
		}
	}
	for text, code := range map[string]typed.Code{"": typed.NotNumber, "1,234": typed.TwoNumbers, "1e5": typed.Shortened,
		"5 $": typed.NotNumber} {
		if got, f := typed.Decimal(text); f == nil || f.Code != code {
			t.Errorf("%q is read as %s: %v", text, got, f)
		}
	}
	for text, want := range map[string]int{"0": 0, "85": 85, "100": 100, "85.0": 85, "85,0": 85, "٨٥": 85} {
		if got, f := typed.Whole(text, 0, 100); f != nil || got != want {
			t.Errorf("%q is read as %d: %v", text, got, f)
		}
	}
	for text, code := range map[string]typed.Code{"": typed.NotNumber, "8.5": typed.NotWhole, "101": typed.OutOfBounds,
		"-1": typed.OutOfBounds, "99999999999999999999": typed.OutOfBounds, "1.000": typed.TwoNumbers, "1E2": typed.Shortened} {
		if got, f := typed.Whole(text, 0, 100); f == nil || f.Code != code {
			t.Errorf("%q is read as %d: %v", text, got, f)
		}
	}
}

// FuzzAmount holds that what is read is an amount that is written and read back as it is.
func FuzzAmount(f *testing.F) {
	for _, s := range []string{"96 000,50", "1,234", "US$ 5", "1.2E3", "12,34,567", "٩٦٬٠٠٠٫٥٠", "-.5", "долл. США"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, currency := range []string{"USD", "JPY", "KWD"} {
			got, no := typed.Amount(text, currency)
			if no != nil {
				if text := no.Error(); text == "" || text[len(text)-1] != '.' {
					t.Errorf("%s is no sentence", text)
				}
				continue
			}
			digits, err := models.Digits(currency)
			if err != nil {
				t.Fatal(err)
			}
			written := got.Decimal().StringFixed(digits)
			if again, no := typed.Amount(written, currency); no != nil || again != got {
				t.Errorf("%+q is %s, which is read as %v: %v", text, written, again, no)
			}
			if money, err := models.ParseMoney(written, currency); err != nil || money != got {
				t.Errorf("%+q is %s, which the API reads as %v: %v", text, written, money, err)
			}
		}
	})
}
