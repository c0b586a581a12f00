// Package sheet reads and writes tables as spreadsheet programs keep them in CSV: it reads their variants, and writes what is safe to
// open. It knows formats, and no rules of the domain.
package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"qadam/models"
	"qadam/models/fold"
)

// Limits bound a file; a larger one is refused.
type Limits struct {
	Bytes int64
	Rows  int
}

// Reader reads a table row by row: a header with the names of the columns, then the rows.
type Reader struct {
	csv     *csv.Reader
	limits  Limits
	before  int // lines before those that csv counts
	charset string
	heads   []string
	columns []string
	index   map[string]int
	rows    int
	breaks  int // of lines within cells, up to here
	begun   bool
}

// Row is one row that is not blank; it holds until the next one is read. Line is where it begins in the file, Number is the row that a
// spreadsheet shows it as, in which a cell of several lines is one row; both are counted from 1.
type Row struct {
	Line   int
	Number int
	cells  []string
	index  map[string]int
}

// LineError is a fault of one row; the rows after it can still be read.
type LineError struct {
	Line   int
	Number int // the row that a spreadsheet shows
	Column string
	Detail string
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Detail) }

// Get gives the cell of a column, without blanks around it; "" where the table has no such column or the row no such cell.
func (r Row) Get(column string) string {
	i, known := r.index[column]
	if !known || i >= len(r.cells) {
		return ""
	}
	return r.cells[i]
}

// Clone gives the row with cells of its own: the reader uses those of a row again for the next one.
func (r Row) Clone() Row {
	r.cells = slices.Clone(r.cells)
	return r
}

// Has tells whether the row's table has a column.
func (r Row) Has(column string) bool {
	_, known := r.index[column]
	return known
}

// NewReader reads the header. It detects the charset, and whether commas, semicolons or tabs separate the cells, and skips a byte order
// mark and Excel's "sep=" line.
func NewReader(r io.Reader, limits Limits) (*Reader, error) {
	r, charset, err := findCharset(r)
	if err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(newBounded(r, limits), peekSize)
	separator, lines, err := findSeparator(in)
	if err != nil {
		return nil, err
	}
	t := &Reader{csv: csv.NewReader(in), limits: limits, before: lines, charset: charset}
	t.csv.Comma, t.csv.FieldsPerRecord, t.csv.ReuseRecord = separator, -1, true
	return t, t.header()
}

// Columns are the names in the header: small letters, digits and underscores. A column without a name is "".
func (t *Reader) Columns() []string { return t.columns }

// Headings are the names in the header as they are written, in one line each.
func (t *Reader) Headings() []string { return t.heads }

// Charset is the one that was found: "utf-8", "utf-16" or "windows-1251".
func (t *Reader) Charset() string { return t.charset }

// Rename gives columns other names, by which rows are asked for their cells; "" leaves a column's name to no one.
func (t *Reader) Rename(columns []string) {
	clear(t.index)
	for i, name := range columns {
		if name != "" {
			t.index[name] = i
		}
	}
}

// Has tells whether the table has a column.
func (t *Reader) Has(column string) bool {
	_, known := t.index[column]
	return known
}

func (t *Reader) header() error {
	for len(t.columns) == 0 {
		cells, err := t.csv.Read()
		var broken *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return models.Errorf(models.Malformed, "This file is empty. Its first line should name the columns.")
		case errors.As(err, &broken):
			return models.Errorf(models.Malformed, "Line %d, which should name the columns, cannot be read: %s",
				broken.StartLine+t.before, t.quoteFault(cells, broken))
		case err != nil:
			return err
		case !isHeadline(cells):
			if err := t.name(cells); err != nil {
				return err
			}
		}
		t.countBreaks(cells)
	}
	return nil
}

// name keeps the header's names and refuses repeated ones.
func (t *Reader) name(cells []string) error {
	t.index = make(map[string]int, len(cells))
	for i, c := range cells {
		if !isText(c) {
			return models.Errorf(models.Malformed, "Line %d: %s", t.line(i)+linesBefore(c), encodingHelp)
		}
		n := ColumnName(c)
		if _, twice := t.index[n]; twice {
			return models.Errorf(models.Malformed, "The column %q is there twice; name each column once.", strings.TrimSpace(c))
		}
		if n != "" {
			t.index[n] = i
		}
		t.columns, t.heads = append(t.columns, n), append(t.heads, strings.Join(strings.Fields(c), " "))
	}
	return nil
}

// Next gives the next row that is not blank; io.EOF after the last one. A *LineError is about one row only.
func (t *Reader) Next() (Row, error) {
	for {
		cells, err := t.csv.Read()
		if err != nil {
			return Row{}, t.explain(cells, err)
		}
		if blank(cells) || !t.begun && isRemark(cells) {
			t.countBreaks(cells)
			continue
		}
		t.begun = true
		if err := t.count(); err != nil {
			return Row{}, err
		}
		return t.row(cells)
	}
}

// countBreaks counts the lines within the cells of a row, which a spreadsheet does not show as rows.
func (t *Reader) countBreaks(cells []string) {
	for _, c := range cells {
		t.breaks += strings.Count(c, "\n")
	}
}

func (t *Reader) count() error {
	if t.rows++; t.rows > t.limits.Rows {
		return models.Errorf(models.TooLarge, "This file has more than %d rows. Send it in parts.", t.limits.Rows)
	}
	return nil
}

// explain turns a misplaced quotation mark into a fault of its row; other errors end the reading.
func (t *Reader) explain(cells []string, err error) error {
	var broken *csv.ParseError
	if !errors.As(err, &broken) {
		return err
	}
	t.begun = true
	if err := t.count(); err != nil {
		return err
	}
	number := broken.StartLine - t.breaks
	t.breaks += broken.Line - broken.StartLine
	return &LineError{Line: broken.StartLine + t.before, Number: number, Detail: t.quoteFault(cells, broken)}
}

// quoteFault says where a quotation mark is wrong. One that is not closed swallows the lines after it, up to the next one or to the
// end of the file; cells are those of the row that stand before it.
func (t *Reader) quoteFault(cells []string, broken *csv.ParseError) string {
	opened := broken.StartLine
	if n := len(cells); n > 0 {
		line, _ := t.csv.FieldPos(n - 1)
		opened = line + strings.Count(cells[n-1], "\n")
	}
	swallowed := broken.Line - opened
	if swallowed <= 0 {
		return quoteHelp
	}
	cell, lines := fmt.Sprint(len(cells)+1), "lines"
	if name := t.column(len(cells)); name != "" {
		cell += " (" + name + ")"
	}
	if swallowed == 1 {
		lines = "line"
	}
	return fmt.Sprintf("The quotation mark that opens on line %d, cell %s, is not closed and has swallowed %d %s, up to line %d. Close it "+
		"at the end of its cell, or take it away; write a quotation mark inside a cell twice.", opened+t.before, cell, swallowed, lines,
		broken.Line+t.before)
}

const (
	quoteHelp    = "A quotation mark stands in the wrong place. Put the cell between quotation marks, and write each one inside it twice."
	encodingHelp = "This is not UTF-8 text. Save the file as \"CSV UTF-8\" and send it again, or name its charset, such as windows-1251."
)

// row checks and cleans the cells of a row.
func (t *Reader) row(cells []string) (Row, error) {
	row := Row{Line: t.line(0), Number: t.line(0) - t.before - t.breaks, cells: cells, index: t.index}
	t.countBreaks(cells)
	for i, c := range cells {
		if !isText(c) {
			return row, &LineError{Line: t.line(i) + linesBefore(c), Number: row.Number, Column: t.column(i), Detail: encodingHelp}
		}
		cells[i] = unescaped(strings.TrimSpace(c))
		if cells[i] != "" && t.column(i) == "" {
			return row, &LineError{
				Line:   row.Line,
				Number: row.Number,
				Detail: fmt.Sprintf("Cell %d (%.40q) stands under no column name. Take it away, or name its column.", i+1, cells[i]),
			}
		}
	}
	return row, nil
}

func (t *Reader) column(i int) string {
	if i < len(t.columns) {
		return t.columns[i]
	}
	return ""
}

// line is where a cell of the row that was read last begins in the file.
func (t *Reader) line(cell int) int {
	line, _ := t.csv.FieldPos(cell)
	return line + t.before
}

// linesBefore counts the lines of a cell before its first byte that is not text.
func linesBefore(cell string) int {
	for i, r := range cell {
		if _, size := utf8.DecodeRuneInString(cell[i:]); r == 0 || r == utf8.RuneError && size == 1 {
			return strings.Count(cell[:i], "\n")
		}
	}
	return 0
}

// isText tells UTF-8 text without NUL, which both databases keep, from other bytes.
func isText(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// isHeadline tells a row above the header that is none: a blank one, or the title of a sheet, of whose cells one alone holds something.
func isHeadline(cells []string) bool {
	filled := 0
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			filled++
		}
	}
	return filled == 0 || filled == 1 && len(cells) > 2
}

// isRemark tells a row under the header that is no data, such as one of HXL hashtags: every cell that holds something begins with #.
func isRemark(cells []string) bool {
	for _, c := range cells {
		if c = strings.TrimSpace(c); c != "" && c[0] != '#' {
			return false
		}
	}
	return true
}

// ColumnName makes estimated_cost_amount of "Estimated cost (amount)". A heading without letters, such as №, stays as it is.
func ColumnName(s string) string {
	parts := strings.FieldsFunc(fold.Key(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(parts) == 0 {
		return fold.Key(s)
	}
	return strings.Join(parts, "_")
}
