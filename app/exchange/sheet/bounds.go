package sheet

import (
	"fmt"
	"io"

	"qadam/models"
)

// The bounds of what stands in a file. A reader of CSV takes a multiple of a file's bytes where cells are many or a cell has no end.
const (
	maxLine        = 256 << 10
	maxSeparators  = 1000 // in a line, those within quotation marks, too
	maxQuoted      = 1 << 20
	maxLinesPerRow = 50
)

// bounded reads up to a limit of bytes, and fails beyond it or where a line or a cell has no end.
type bounded struct {
	from        io.Reader
	left, limit int64
	maxLines    int

	lines, length, separators int  // the lines before, and what this line has
	quoted                    bool // within quotation marks
	opened, since             int  // where these began, and how many bytes they hold
}

func newBounded(from io.Reader, limits Limits) *bounded {
	return &bounded{from: from, left: limits.Bytes, limit: limits.Bytes, maxLines: limits.Rows * maxLinesPerRow}
}

func (b *bounded) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.from.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, models.Errorf(models.TooLarge, "This file has more than %s. Send it in parts.", megabytes(b.limit))
	}
	for _, c := range p[:n] {
		if fault := b.take(c); fault != nil {
			return 0, fault
		}
	}
	return n, err
}

// take counts a byte.
func (b *bounded) take(c byte) error {
	b.length++
	b.since++
	switch c {
	case '\n':
		b.lines++
		b.length, b.separators = 0, 0
	case '"':
		b.quoted, b.opened, b.since = !b.quoted, b.lines+1, 0
	case ',', ';', '\t', '|':
		b.separators++
	}
	switch {
	case b.length > maxLine || b.separators > maxSeparators:
		return models.Errorf(models.Invalid, "Line %d is too long to be a row of a table: %d cells and %s are the most.", b.lines+1,
			maxSeparators, megabytes(maxLine))
	case b.quoted && b.since > maxQuoted:
		return models.Errorf(models.Invalid, "A quotation mark on line %d is not closed within %s. Close it at the end of its cell, or "+
			"take it away; write a quotation mark inside a cell twice.", b.opened, megabytes(maxQuoted))
	case b.lines > b.maxLines:
		return models.Errorf(models.TooLarge, "This file has more than %d lines. Send it in parts.", b.maxLines)
	}
	return nil
}

func megabytes(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%d MB", n>>20)
}
