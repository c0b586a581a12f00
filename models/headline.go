package models

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// HeadlineOf says a summary in two plain sentences: the money by its bases, then what it did. Counts are given as "3 of 4",
// never in per cent.
func HeadlineOf(s *Summary) string {
	if len(s.Projects) == 0 {
		return fmt.Sprintf("No project is funded up to %s.", s.AsOf.Words())
	}
	money := s.Money.Committed.Words() + " committed, " + s.Money.Disbursed.Words() + " disbursed"
	if s.Money.Committed.Minor == 0 {
		money = s.Money.Pledged.Words() + " pledged, nothing committed yet"
	}
	if s.Attributed.Minor != 0 {
		money += "; partners spent " + s.Attributed.Words() + " of it"
	}
	all := 0
	for _, n := range s.ByStatus {
		all += n
	}
	if all == 0 {
		return money + ". No activity yet."
	}
	did := countOf(s.ByStatus["closed"], all, "activity", "activities", "closed")
	if m := s.Milestones; m.Planned > 0 {
		did += "; " + countOf(m.Delivered, m.Planned, "milestone", "milestones", "delivered")
		if m.Overdue > 0 {
			did += fmt.Sprintf(", %d overdue", m.Overdue)
		}
	}
	return money + ". " + did + "."
}

// countOf says "3 of 8 activities are closed".
func countOf(n, all int, one, many, done string) string {
	noun, are := many, "are"
	if all == 1 {
		noun = one
	}
	if n == 1 {
		are = "is"
	}
	return fmt.Sprintf("%d of %d %s %s %s", n, all, noun, are, done)
}

// Words writes a day for people: 14 July 2021.
func (d Date) Words() string { return d.Time().Format("2 January 2006") }

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
