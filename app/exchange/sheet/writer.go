package sheet

import (
	"encoding/csv"
	"io"
	"regexp"
	"strings"
)

// Column is one column of a table that is written: its name in the header, and its HXL hashtag.
type Column struct {
	Name, HXL string
}

// Options are what a written table has besides its header and its rows.
type Options struct {
	// HXL puts a row of hashtags under the header.
	HXL bool
	// BOM begins the file with a byte order mark, without which Excel takes Cyrillic letters for Latin ones.
	BOM bool
	// Notice is what the installation says of its data, in a row that an import passes over; "" for none.
	Notice string
}

// Cell is one cell, made by Text or Number.
type Cell struct{ text string }

// formulaStarts begin a formula in some spreadsheet program; the wide ones in East Asian editions.
const formulaStarts = "=+\\-@＝＋－＠"

// A program that splits cells at other marks than we do, as Excel does by its language, takes what stands after such a mark within
// a text for the beginning of a cell. Apostrophes are counted in, so that a text which has them already is read back as it was.
var (
	formula     = regexp.MustCompile(`^'*[\t\r\n` + formulaStarts + `]`)
	inner       = regexp.MustCompile(`([;\t\r\n] *'*)([` + formulaStarts + `])`)
	defused     = regexp.MustCompile(`([;\t\r\n] *'*)'([` + formulaStarts + `])`)
	plainNumber = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)
)

// Text makes a cell of what people wrote. What a spreadsheet would run as a formula, at the beginning of the cell or of a part of
// it, is escaped by an apostrophe before it; a plain number is harmless and stays.
func Text(s string) Cell {
	if strings.ContainsAny(s, ";\t\r\n") {
		s = inner.ReplaceAllString(s, "$1'$2")
	}
	if formula.MatchString(s) && !plainNumber.MatchString(s) {
		s = "'" + s
	}
	return Cell{s}
}

// Number makes a cell of a figure that the program wrote.
func Number(s string) Cell { return Cell{s} }

// unescaped removes the apostrophes that Text has added.
func unescaped(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && formula.MatchString(rest) {
		s = rest
	}
	if strings.ContainsAny(s, ";\t\r\n") {
		s = defused.ReplaceAllString(s, "$1$2")
	}
	return s
}

// Writer writes a table as CSV (RFC 4180, UTF-8, commas). It holds one row at a time.
type Writer struct {
	csv   *csv.Writer
	texts []string
}

// NewWriter writes the header, and what the options put before the rows.
func NewWriter(w io.Writer, columns []Column, opt Options) (*Writer, error) {
	if opt.BOM {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return nil, err
		}
	}
	t := &Writer{csv: csv.NewWriter(w)}
	names, tags := make([]Cell, len(columns)), make([]Cell, len(columns))
	for i, c := range columns {
		names[i], tags[i] = Cell{c.Name}, Cell{c.HXL}
	}
	err := t.Write(names...)
	if err == nil && opt.HXL {
		err = t.Write(tags...)
	}
	if err == nil && opt.Notice != "" {
		said := make([]Cell, len(columns))
		said[0] = Text("# " + opt.Notice)
		err = t.Write(said...)
	}
	return t, err
}

// Write writes a row.
func (t *Writer) Write(cells ...Cell) error {
	t.texts = t.texts[:0]
	for _, c := range cells {
		t.texts = append(t.texts, c.text)
	}
	return t.csv.Write(t.texts)
}

// Flush writes what is buffered.
func (t *Writer) Flush() error {
	t.csv.Flush()
	return t.csv.Error()
}
