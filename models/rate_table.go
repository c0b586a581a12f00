package models

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/shopspring/decimal"
)

// RateTable is the latest stored rate of each currency on a day. It notes which of them were used, so that their age can be told.
type RateTable struct {
	on   Date
	per  map[string]storedRate
	used map[string]bool
}

type storedRate struct {
	on  Date
	per decimal.Decimal
}

// RateUsed is a rate at which figures were converted.
type RateUsed struct {
	_ struct{} `doc:"A rate at which figures here were converted, and how old it is."`

	Currency   string `json:"currency"`
	USDPerUnit string `json:"usd_per_unit" doc:"A decimal number as text."`
	OnDate     Date   `json:"on_date"`
	Days       int    `json:"days" doc:"How many days old it is."`
}

// NewRateTable makes a table of the rates that were the latest on a day.
func NewRateTable(on Date, rates []RateInput) (*RateTable, error) {
	t := &RateTable{on: on, per: map[string]storedRate{}, used: map[string]bool{}}
	for _, r := range rates {
		per, err := decimal.NewFromString(r.USDPerUnit)
		if err != nil {
			return nil, err
		}
		t.per[r.Currency] = storedRate{r.OnDate, per}
	}
	t.per[ReportingCurrency] = storedRate{"", decimal.NewFromInt(1)}
	return t, nil
}

// Convert gives an amount in US cents; not known without an amount or a rate.
func (t *RateTable) Convert(m Money) (cents int64, known bool) {
	rate, known := t.per[m.Currency]
	if !known {
		return 0, false
	}
	if m.Currency != ReportingCurrency {
		t.used[m.Currency] = true
	}
	return m.ConvertToUSD(rate.per), true
}

// Age gives the day of a currency's rate, and how old it is; nothing for US dollars.
func (t *RateTable) Age(currency string) (on Date, days int) {
	if on = t.per[currency].on; on == "" {
		return "", 0
	}
	return on, on.DaysUntil(t.on)
}

// Used are the rates that were used so far, by currency.
func (t *RateTable) Used() []RateUsed {
	out := []RateUsed{}
	for currency := range maps.Keys(t.used) {
		on, days := t.Age(currency)
		out = append(out, RateUsed{Currency: currency, USDPerUnit: t.per[currency].per.String(), OnDate: on, Days: days})
	}
	slices.SortFunc(out, func(a, b RateUsed) int { return cmp.Compare(a.Currency, b.Currency) })
	return out
}

// RatesBehind tells how old the rates were behind sums of amounts that were each converted on their value date.
type RatesBehind struct {
	_ struct{} `doc:"How old the rates were behind what is given and spent. Other figures say their own rates."`

	OldestOn Date   `json:"oldest_on" doc:"The day of the rate that was the oldest on a value date; empty where all is in US dollars."`
	Days     int    `json:"days" doc:"How many days old it was."`
	Old      bool   `json:"old" doc:"It was older than this installation allows."`
	Words    string `json:"words" example:"No rate was more than 33 days old on the value date of its amount."`
}

// Note notes a rate that was used up to a value date.
func (r *RatesBehind) Note(on, valueDate Date) {
	if days := on.DaysUntil(valueDate); r.OldestOn == "" || days > r.Days {
		r.OldestOn, r.Days = on, days
	}
}

// Judge puts the age in words, where rates are old after so many days.
func (r *RatesBehind) Judge(allowed int) {
	r.Old = r.Days > allowed
	switch {
	case r.OldestOn == "":
		r.Words = "All amounts are in US dollars."
	case r.Old:
		r.Words = fmt.Sprintf("An amount was converted at the rate of %s, which was %d days old on its value date: more than the %d that "+
			"count as recent here.", r.OldestOn.Words(), r.Days, allowed)
	default:
		r.Words = fmt.Sprintf("No rate was more than %d days old on the value date of its amount.", r.Days)
	}
}
