// Package columns describes each column of a noun's tables once: its name, how a cell is read and how it is written. Import,
// export and the template follow from that. It knows no domain rules and no database.
package columns

import (
	"errors"
	"io"
	"slices"
	"strings"

	"qadam/app/exchange/sheet"
	"qadam/models"
)

// Table is the columns of a noun, in the order in which they are written.
type Table[T any] []Column[T]

// Row is one row that was read. Links are the names of other objects that it gives, by column; they are looked up later, for many
// rows at once.
type Row[T any] struct {
	Line   int
	Number int // the row that a spreadsheet shows
	Value  T
	Links  map[string][]string
	Faults []sheet.LineError
	// Broken rows could not be read at all.
	Broken bool

	cells    sheet.Row
	currency string // of amounts without one
}

// Get gives a cell as it stands in the file.
func (r *Row[T]) Get(column string) string { return r.cells.Get(column) }

// Has tells whether the row's file has a column.
func (r *Row[T]) Has(column string) bool { return r.cells.Has(column) }

// Names are what ids are called, as far as the reader may know.
type Names map[models.ID]string

// Of gives what an id is called, or the id where the reader may not know.
func (n Names) Of(id models.ID) string {
	if name := n[id]; name != "" {
		return name
	}
	return string(id)
}

// Export begins a table of all columns, and gives what writes a row of it.
func (t Table[T]) Export(w io.Writer, opt sheet.Options) (*sheet.Writer, func(*T, Names) error, error) {
	out, err := sheet.NewWriter(w, t.heads(), opt)
	cells := make([]sheet.Cell, len(t))
	return out, func(row *T, names Names) error {
		for i, c := range t {
			cells[i] = c.write(row, names)
		}
		return out.Write(cells...)
	}, err
}

// Template writes a table without rows, to fill in and import: the columns that can be read, with their hashtags and with what to write.
func (t Table[T]) Template(w io.Writer) error {
	read := slices.DeleteFunc(slices.Clone(t), func(c Column[T]) bool { return c.read == nil })
	out, err := sheet.NewWriter(w, read.heads(), sheet.Options{HXL: true, BOM: true})
	if err != nil {
		return err
	}
	hints := make([]sheet.Cell, len(read))
	for i, c := range read {
		hints[i] = sheet.Text(c.hint())
	}
	if err := out.Write(hints...); err != nil {
		return err
	}
	return out.Flush()
}

// Describe says of each column that is read what to write in it and whether a file must have it, as a list in Markdown.
func (t Table[T]) Describe() string {
	var out strings.Builder
	for _, c := range t {
		if c.read == nil {
			continue
		}
		out.WriteString("- `" + c.Name + "`")
		if c.required {
			out.WriteString(" (needed)")
		}
		out.WriteString(": " + c.words + "\n")
	}
	return out.String()
}

func (t Table[T]) heads() []sheet.Column {
	heads := make([]sheet.Column, len(t))
	for i, c := range t {
		heads[i] = sheet.Column{Name: c.Name, HXL: c.HXL}
	}
	return heads
}

// LinksOf gives the ids to which rows refer, by the noun to which they belong.
func (t Table[T]) LinksOf(rows []T) map[string][]models.ID {
	ids := map[string][]models.ID{}
	for i := range rows {
		for _, c := range t {
			if c.ids != nil {
				ids[c.to] = append(ids[c.to], c.ids(&rows[i])...)
			}
		}
	}
	return ids
}

// Import reads a whole table. Rows that cannot be read are among the others, with their faults; a file that is no table, or has columns
// that are unknown or lack, is refused.
func (t Table[T]) Import(r io.Reader, opt Options) (*File[T], error) {
	in, err := sheet.NewReader(r, opt.Limits)
	if err != nil {
		return nil, err
	}
	file, err := t.match(in, opt)
	if err != nil {
		return nil, err
	}
	file.Rows = []Row[T]{}
	for {
		cells, err := in.Next()
		var broken *sheet.LineError
		switch {
		case errors.Is(err, io.EOF):
			return file, nil
		case errors.As(err, &broken):
			file.Rows = append(file.Rows, Row[T]{Line: broken.Line, Number: broken.Number, Broken: true,
				Faults: []sheet.LineError{*broken}, cells: cells.Clone()})
		case err != nil:
			return nil, err
		default:
			file.Rows = append(file.Rows, t.row(cells.Clone(), Row[T]{currency: opt.Currency}))
		}
	}
}

// readable gives the names of the columns that are read, in order.
func (t Table[T]) readable() []string {
	names := []string{}
	for _, c := range t {
		if c.read != nil {
			names = append(names, c.Name)
		}
	}
	slices.Sort(names)
	return names
}

// required gives the columns that a file must have, in the order of their names.
func (t Table[T]) required(more []string) []string {
	for _, c := range t {
		if c.required {
			more = append(more, c.Name)
		}
	}
	slices.Sort(more)
	return more
}

// Over reads a row again over an object that is there already: columns that the file does not have keep what the object has.
func (t Table[T]) Over(r Row[T], there T) Row[T] {
	return t.row(r.cells, Row[T]{Value: there, currency: r.currency})
}

// row reads the columns that a file has.
func (t Table[T]) row(cells sheet.Row, r Row[T]) Row[T] {
	r.Line, r.Number, r.Links, r.cells = cells.Line, cells.Number, map[string][]string{}, cells
	for _, two := range []bool{false, true} {
		for _, c := range t {
			if c.read == nil || c.two != two || !two && !cells.Has(c.Name) {
				continue
			}
			if err := c.read(&r, cells); err != nil {
				r.Faults = append(r.Faults, sheet.LineError{Line: r.Line, Number: r.Number, Column: c.Name, Detail: err.Error()})
			}
		}
	}
	return r
}

// ColumnOf gives the column from which a field of the input is read, by the field's JSON pointer.
func (t Table[T]) ColumnOf(pointer string) string {
	field, _, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	for _, c := range t {
		if c.field == field {
			return c.Name
		}
	}
	return field
}
