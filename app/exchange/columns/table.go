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
	Value  T
	Links  map[string][]string
	Faults []sheet.LineError
	// Broken rows could not be read at all.
	Broken bool
}

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

// Import reads a whole table. Rows that cannot be read are among the others, with their faults; a file that is no table, or lacks a
// column that is required here or by its description, is refused.
func (t Table[T]) Import(r io.Reader, limits sheet.Limits, required ...string) ([]Row[T], error) {
	in, err := sheet.NewReader(r, limits)
	if err != nil {
		return nil, err
	}
	if err := t.check(in, required); err != nil {
		return nil, err
	}
	rows := []Row[T]{}
	for {
		cells, err := in.Next()
		var broken *sheet.LineError
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case errors.As(err, &broken):
			rows = append(rows, Row[T]{Line: broken.Line, Broken: true, Faults: []sheet.LineError{*broken}})
		case err != nil:
			return nil, err
		default:
			rows = append(rows, t.row(cells))
		}
	}
}

// check refuses a file with unknown columns, or without a required one.
func (t Table[T]) check(in *sheet.Reader, required []string) error {
	out := &models.Error{Code: models.Invalid, Message: "The columns of this file need another look."}
	known := []string{}
	for _, c := range t {
		if c.read != nil {
			known = append(known, c.Name)
		}
	}
	slices.Sort(known)
	for _, name := range in.Columns() {
		if name != "" && !slices.Contains(known, name) {
			out.Fields = append(out.Fields, models.FieldError{Pointer: name,
				Detail: "This column is not known. Take it out, or name it one of: " + strings.Join(known, ", ") + "."})
		}
	}
	for _, c := range t.required(required) {
		if !in.Has(c) {
			out.Fields = append(out.Fields, models.FieldError{Pointer: c, Detail: "This column is missing. Add it, and fill it in every " +
				"row."})
		}
	}
	if len(out.Fields) > 0 {
		return out
	}
	return nil
}

// required gives the columns that a file must have, in the order of their names.
func (t Table[T]) required(more []string) []string {
	for _, c := range t {
		if c.needed {
			more = append(more, c.Name)
		}
	}
	slices.Sort(more)
	return more
}

// row reads one row.
func (t Table[T]) row(cells sheet.Row) Row[T] {
	r := Row[T]{Line: cells.Line, Links: map[string][]string{}}
	for _, two := range []bool{false, true} {
		for _, c := range t {
			if c.read == nil || c.two != two {
				continue
			}
			if err := c.read(&r, cells); err != nil {
				r.Faults = append(r.Faults, sheet.LineError{Line: r.Line, Column: c.Name, Detail: err.Error()})
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
