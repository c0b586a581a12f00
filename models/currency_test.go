package models_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"qadam/models"
)

// isoCurrencies are the codes of ISO 4217's list one by their minor unit, "." for none, typed apart from the file that is compared.
var isoCurrencies = map[string]string{
	"0": "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
	"2": `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC
		CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW
		KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP
		PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN
		UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
	"3": "BHD IQD JOD KWD LYD OMR TND",
	"4": "CLF UYW",
	".": "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX",
}

func TestDigitsAreIsosMinorUnits(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for digits, codes := range isoCurrencies {
		for _, code := range strings.Fields(codes) {
			listed[code] = true
			got, err := models.Digits(code)
			switch {
			case digits == "." && err == nil:
				t.Errorf("%s has %d decimals, but no minor unit in ISO 4217", code, got)
			case digits != "." && (err != nil || got != int32(digits[0]-'0')):
				t.Errorf("%s has %d decimals, not %s: %v", code, got, digits, err)
			}
		}
	}
	file, err := os.Open("currencies.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	table := csv.NewReader(file)
	table.Comment = '#'
	rows, err := table.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	former := []string{}
	for _, row := range rows[1:] {
		if listed[row[0]] != (row[3] == "") {
			t.Errorf("%s: in ISO's list %v, withdrawn %q", row[0], listed[row[0]], row[3])
		}
		if row[3] != "" {
			former = append(former, row[0])
		}
	}
	if want := strings.Fields("ANG BGN BYR CUC EEK HRK LTL LVL MRO SLL STD TMM VEF ZMK ZWL"); !slices.Equal(former, want) {
		t.Errorf("withdrawn are %s", former)
	}
	for _, code := range []string{"", "usd", "US", "ABC", "ZZZ", "ЕUR"} {
		if _, err := models.Digits(code); err == nil {
			t.Errorf("%q is a currency", code)
		}
	}
}

func TestAmountsHaveTheDecimalsOfTheirCurrency(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{{"12500000.50", "UZS", "12500000.50"}, {"75000.25", "AFN", "75000.25"}, {"1.005", "IQD", "1.005"},
		{"7", "PKR", "7.00"}, {"7", "MNT", "7.00"}, {"3", "IRR", "3.00"}, {"3", "JPY", "3"}, {"0.0001", "CLF", "0.0001"}} {
		m, err := models.ParseMoney(c[0], c[1])
		if err != nil || m.Text() != c[2] {
			t.Errorf("%s %s: %q %v", c[0], c[1], m.Text(), err)
		}
	}
	for _, c := range [][2]string{{"12500000.505", "UZS"}, {"1.0005", "IQD"}, {"1.5", "UGX"}, {"1", "XAU"}} {
		if m, err := models.ParseMoney(c[0], c[1]); err == nil {
			t.Errorf("%s %s is %s", c[0], c[1], m.Text())
		}
	}
}
