package models

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

//go:embed currencies.csv
var currencyFile string

// currencies are the decimals of each currency by its ISO 4217 code: its minor unit; noMinorUnit for gold, tests and the like.
var currencies = readCurrencies()

const noMinorUnit = -1

// readCurrencies stops the program where the file is damaged.
func readCurrencies() map[string]int32 {
	table := csv.NewReader(strings.NewReader(currencyFile))
	table.Comment = '#'
	rows, err := table.ReadAll()
	if err != nil {
		panic(fmt.Errorf("currencies.csv: %w", err))
	}
	out := make(map[string]int32, len(rows))
	for _, row := range rows[1:] {
		digits := noMinorUnit
		if row[1] != "" {
			if digits, err = strconv.Atoi(row[1]); err != nil {
				panic(fmt.Errorf("currencies.csv: %s: %w", row[0], err))
			}
		}
		out[row[0]] = int32(digits)
	}
	return out
}

// Digits is the number of decimals of a currency (ISO 4217), or an error in words when there is no such currency, or no amount is
// written in it.
func Digits(code string) (int32, error) {
	switch digits, known := currencies[code]; {
	case !known:
		return 0, fmt.Errorf("%q is no ISO 4217 currency; write it as USD, EUR or KZT", code)
	case digits == noMinorUnit:
		return 0, fmt.Errorf("%s has no minor unit in ISO 4217, so that no amount can be in it; write it as USD, EUR or KZT", code)
	default:
		return digits, nil
	}
}

// storedDigits is the number of decimals of a stored amount, whose currency may since have become none.
func storedDigits(code string) int32 {
	if digits, err := Digits(code); err == nil {
		return digits
	}
	return 2
}
