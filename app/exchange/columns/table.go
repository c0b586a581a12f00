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

	cells sheet.Row
}

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

// Import reads a whole table, and names the columns that it passes over because they are only written. Rows that cannot be read are
// among the others, with their faults; a file that is no table, or lacks a column that is required here or by its description, is
// refused.
func (t Table[T]) Import(r io.Reader, limits sheet.Limits, required ...string) (rows []Row[T], passedOver []string, err error) {
	in, err := sheet.NewReader(r, limits)
	if err != nil {
		return nil, nil, err
	}
	if passedOver, err = t.check(in, required); err != nil {
		return nil, nil, err
	}
	rows = []Row[T]{}
	for {
		cells, err := in.Next()
		var broken *sheet.LineError
		switch {
		case errors.Is(err, io.EOF):
			return rows, passedOver, nil
		case errors.As(err, &broken):
			rows = append(rows, Row[T]{Line: broken.Line, Broken: true, Faults: []sheet.LineError{*broken}})
		case err != nil:
			return nil, nil, err
		default:
			rows = append(rows, t.row(cells.Clone(), Row[T]{}))
		}
	}
}

// check refuses a file with unknown columns, or without a required one, and gives the columns that are only written.
func (t Table[T]) check(in *sheet.Reader, required []string) (passedOver []string, err error) {
	out := &models.Error{Code: models.Invalid, Message: "The columns of this file need another look."}
	read := map[string]bool{}
	for _, c := range t {
		read[c.Name] = c.read != nil
	}
	for _, name := range in.Columns() {
		readable, known := read[name]
		switch {
		case name == "" || readable:
		case known:
			passedOver = append(passedOver, name)
		default:
			out.Fields = append(out.Fields, models.FieldError{Pointer: name,
				Detail: "This column is not known. Take it out, or name it one of: " + strings.Join(t.readable(), ", ") + "."})
		}
	}
	for _, c := range t.required(required) {
		if !in.Has(c) {
			out.Fields = append(out.Fields, models.FieldError{Pointer: c, Detail: "This column is missing. Add it, and fill it in every " +
				"row."})
		}
	}
	if len(out.Fields) > 0 {
		return nil, out
	}
	return passedOver, nil
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
func (t Table[T]) Over(r Row[T], there T) Row[T] { return t.row(r.cells, Row[T]{Value: there}) }

// row reads the columns that a file has.
func (t Table[T]) row(cells sheet.Row, r Row[T]) Row[T] {
	r.Line, r.Links, r.cells = cells.Line, map[string][]string{}, cells
	for _, two := range []bool{false, true} {
		for _, c := range t {
			if c.read == nil || c.two != two || !two && !cells.Has(c.Name) {
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
