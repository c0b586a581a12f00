// Package typed reads what people type, in a form, a cell of a table or a mail: amounts and other numbers, days, yes and no, and
// text. It takes what has one meaning, however it is written, and asks about what has two. It is the one reader of such text;
// other rules about a figure or a day are the caller's.
package typed

import (
	"fmt"
	"strings"

	"qadam/models"
)

// Code says what is wrong with what was typed.
type Code string

// The faults, with their arguments.
const (
	NotNumber   Code = "number"
	TwoNumbers  Code = "two_numbers" // Typed can mean First or Second; Example writes the first so that it means nothing else
	Shortened   Code = "shortened"   // Typed, where a spreadsheet has left digits out
	Decimals    Code = "decimals"    // more than Digits
	NotWhole    Code = "whole"
	OutOfBounds Code = "bounds" // Least and Most
	TooLarge    Code = "large"  // Limit
	NotAmount   Code = "amount" // of the Currency
	NotDay      Code = "date"
	TwoDays     Code = "two_days"    // Typed can mean First or Second
	MonthFirst  Code = "month_first" // Typed can only mean Day, in an order in which others mean another
	NotYesOrNo  Code = "yes_or_no"
	NotText     Code = "encoding"
	Control     Code = "control" // Character stands after Before
)

// Fault is what is wrong with what was typed. It is an error whose text is an English sentence that says what to do; pages say
// it in their reader's language by the code and the arguments, which are texts, numbers and models.Dates.
type Fault struct {
	Code Code
	Args map[string]any
}

// fault makes a Fault with its arguments, as name and value by turns.
func fault(code Code, args ...any) *Fault {
	f := &Fault{Code: code, Args: map[string]any{}}
	for i := 0; i+1 < len(args); i += 2 {
		f.Args[args[i].(string)] = args[i+1]
	}
	return f
}

// sentences are the faults in English; {X} stands for the argument X.
var sentences = map[Code]string{
	NotNumber:  "Give a number in digits, such as 1250.5.",
	TwoNumbers: "{Typed} can mean {First} or {Second}. Write it with no mark but the decimal one, such as {Example}.",
	Shortened: "{Typed} is a number that a spreadsheet has shortened. Let its column show numbers in full, without an exponent, and " +
		"give all digits.",
	Decimals:    "Give at most {Digits} decimals.",
	NotWhole:    "Give a whole number.",
	OutOfBounds: "Give a number from {Least} to {Most}.",
	TooLarge:    "Give less than {Limit}.",
	NotAmount:   "Give an amount of {Currency} in digits, such as 120000.",
	NotDay:      "Give a day that exists as YYYY-MM-DD, such as 2021-01-18.",
	TwoDays:     "{Typed} can mean {First} or {Second}. Write the one that you mean in that way.",
	MonthFirst:  "{Typed} has the month before the day. If you mean {Day}, write it in that way.",
	NotYesOrNo:  "Give yes or no.",
	NotText:     "This is not UTF-8 text.",
	Control:     "A character that cannot be shown, {Character}, stands after \"{Before}\". Take it out, or type the text anew.",
}

// Examples are a fault of each kind that a text typed into a form can have, for trying out how they are said.
func Examples() []*Fault {
	var out []*Fault
	for _, amount := range []string{"1,234", "1.23457E+11", "0.555", "1000000000000"} {
		_, f := Amount(amount, models.ReportingCurrency)
		out = append(out, f)
	}
	for _, day := range []string{"02/03/2027", "12/31/2030"} {
		_, f := Day(day)
		out = append(out, f)
	}
	_, f := Text("A text\a")
	return append(out, f)
}

// Error says in an English sentence what to do.
func (f *Fault) Error() string {
	text := sentences[f.Code]
	for name, value := range f.Args {
		text = strings.ReplaceAll(text, "{"+name+"}", fmt.Sprint(value))
	}
	return text
}

// Field makes the fault one of a field, by its JSON pointer or its column.
func (f *Fault) Field(pointer string) models.FieldError {
	return models.FieldError{Pointer: pointer, Rule: string(f.Code), Args: f.Args, Detail: f.Error()}
}

// shown is the beginning of what was typed.
func shown(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return text
}
