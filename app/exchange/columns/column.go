package columns

import (
	"maps"
	"strings"

	"qadam/app/exchange/sheet"
	"qadam/models"
	"qadam/models/typed"
)

// Column is one column of the tables of T.
type Column[T any] struct {
	// Name stands in the header; HXL is the column's hashtag in the Humanitarian Exchange Language.
	Name, HXL string

	words    string               // what to write in a cell
	field    string               // the member of the noun's input that it is, "" where that has its name
	required bool                 // an imported file must have it
	to       string               // the noun to which links lead
	ids      func(*T) []models.ID // what links lead to
	write    func(*T, Names) sheet.Cell
	read     func(*Row[T], sheet.Row) error // nil for a column that is only exported
	two      bool                           // it is read together with another, after the single ones and though the file lacks it
}

// Described adds what to write in a cell, for the template.
func (c Column[T]) Described(words string) Column[T] {
	c.words = words
	return c
}

// Required makes it a column without which no file is imported.
func (c Column[T]) Required() Column[T] {
	c.required = true
	return c
}

// For says which member of the noun's input the column is, where that has another name.
func (c Column[T]) For(field string) Column[T] {
	c.field = field
	return c
}

// Shown makes it a column that is written and never read.
func (c Column[T]) Shown() Column[T] {
	c.read = nil
	return c
}

// hint is what the template says of the column. A row in which each cell begins with # is passed over when the file is read.
func (c Column[T]) hint() string {
	hint := "# " + c.words
	if c.required {
		hint = "# Required. " + c.words
	}
	return strings.TrimSpace(hint)
}

// Line is a text of one line, or a choice from a list.
func Line[T any, S ~string](name, hxl string, at func(*T) *S) Column[T] {
	return of(name, hxl, func(v *T) string { return string(*at(v)) }, func(v *T, cell string) (f *typed.Fault) {
		text, f := typed.Line(cell)
		*at(v) = S(text)
		return f
	})
}

// Choice is a choice from a list: a value of it however it is written, or a word for one; words are by what ChoiceKey makes of them.
func Choice[T any, S interface {
	~string
	Values() []string
}](name, hxl string, words map[string]S, at func(*T) *S) Column[T] {
	known := map[string]S{}
	for _, v := range S("").Values() {
		known[ChoiceKey(v)] = S(v)
	}
	maps.Copy(known, words)
	return of(name, hxl, func(v *T) string { return string(*at(v)) }, func(v *T, cell string) (f *typed.Fault) {
		text, f := typed.Line(cell)
		if *at(v) = S(text); known[ChoiceKey(text)] != "" {
			*at(v) = known[ChoiceKey(text)]
		}
		return f
	})
}

// ChoiceKey is what choices are compared by: it_system and "IT system" are one.
func ChoiceKey(text string) string { return sheet.ColumnName(text) }

// Text is a text that may have several lines.
func Text[T any](name, hxl string, at func(*T) *string) Column[T] {
	return of(name, hxl, func(v *T) string { return *at(v) }, func(v *T, cell string) (f *typed.Fault) {
		*at(v), f = typed.Text(cell)
		return f
	})
}

// List is several texts in one cell.
func List[T any](name, hxl string, at func(*T) *[]string) Column[T] {
	return of(name, hxl, func(v *T) string { return strings.Join(*at(v), listMark) }, func(v *T, cell string) (f *typed.Fault) {
		*at(v), f = typed.List(cell)
		return f
	})
}

const listMark = "; "

// Day is a day.
func Day[T any](name, hxl string, at func(*T) *models.Date) Column[T] {
	return of(name, hxl, func(v *T) string { return string(*at(v)) }, func(v *T, cell string) (f *typed.Fault) {
		if *at(v) = ""; cell != "" {
			*at(v), f = typed.Day(cell)
		}
		return f
	})
}

// of makes a column of a text and what is wrong with it.
func of[T any](name, hxl string, write func(*T) string, read func(*T, string) *typed.Fault) Column[T] {
	c := WriteOnly(name, hxl, write)
	c.read = func(r *Row[T], cells sheet.Row) error {
		if f := read(&r.Value, cells.Get(name)); f != nil {
			return f
		}
		return nil
	}
	return c
}

// WriteOnly is a column that is written and never read, of a text that is made of several members.
func WriteOnly[T any](name, hxl string, write func(*T) string) Column[T] {
	return Column[T]{Name: name, HXL: hxl, write: func(v *T, _ Names) sheet.Cell { return sheet.Text(write(v)) }}
}

// Figure is a column that is written and never read, of a figure.
func Figure[T any](name, hxl string, write func(*T) string) Column[T] {
	return Column[T]{Name: name, HXL: hxl, write: func(v *T, _ Names) sheet.Cell { return sheet.Number(write(v)) }}
}

// fault is what is wrong with a cell, in a sentence for the person who filled it.
type fault string

func (f fault) Error() string { return string(f) }

// Amount is the amount of a sum of money, whose currency stands in another column.
func Amount[T any](name, hxl, currency string, at func(*T) *models.Money) Column[T] {
	c := Figure(name, hxl, func(v *T) string { return at(v).Text() })
	c.two = true
	c.read = func(r *Row[T], cells sheet.Row) error {
		amount, code := cells.Get(name), r.currencyOf(currency, name)
		switch {
		case !cells.Has(name) && !cells.Has(currency):
			return nil
		case amount == "" && code != "":
			return fault("Give the amount, such as 120000.00, or leave the currency out too.")
		case amount == "":
			*at(&r.Value) = models.Money{}
			return nil
		case code == "":
			return nil
		}
		if _, err := models.Digits(code); err != nil {
			return nil // that is a fault of the other column
		}
		money, f := typed.Amount(amount, code)
		if f != nil {
			return f
		}
		*at(&r.Value) = money
		return nil
	}
	return c
}

// Currency is the currency of a sum of money, whose amount stands in another column.
func Currency[T any](name, hxl, sum string, at func(*T) *models.Money) Column[T] {
	c := WriteOnly(name, hxl, func(v *T) string { return at(v).Currency })
	c.two = true
	c.read = func(r *Row[T], cells sheet.Row) error {
		code := r.currencyOf(name, sum)
		switch {
		case code == "" && cells.Get(sum) != "":
			return fault("Give the currency of the amount, such as USD, or one for the whole file.")
		case code == "" || cells.Get(sum) == "":
			return nil
		}
		_, err := models.Digits(code)
		if err == nil {
			return nil
		}
		return fault(models.Sentence(err))
	}
	return c
}

// currencyOf is the currency beside an amount, or the file's where an amount has none.
func (r *Row[T]) currencyOf(column, amount string) string {
	code := r.cells.Get(column)
	if code == "" && r.cells.Get(amount) != "" {
		return r.currency
	}
	return typed.Currency(code)
}

// Link is one object of another noun by its name there.
func Link[T any](name, hxl, to string, at func(*T) *models.ID) Column[T] {
	return Links(name, hxl, to, func(v *T) []models.ID {
		if id := *at(v); id != "" {
			return []models.ID{id}
		}
		return nil
	})
}

// Links are objects of another noun by their names there. What was read of them is kept by the row until it is looked up.
func Links[T any](name, hxl, to string, ids func(*T) []models.ID) Column[T] {
	return Column[T]{Name: name, HXL: hxl, to: to, ids: ids,
		write: func(v *T, names Names) sheet.Cell {
			var texts []string
			for _, id := range ids(v) {
				texts = append(texts, names.Of(id))
			}
			return sheet.Text(strings.Join(texts, listMark))
		},
		read: func(r *Row[T], cells sheet.Row) error {
			texts, f := typed.List(cells.Get(name))
			if r.Links[name] = texts; f != nil {
				return f
			}
			return nil
		}}
}
