package sheet

import (
	"bufio"
	"bytes"
	"io"

	"qadam/models"
)

// peekSize is how much of a file is searched for its separator.
const peekSize = 64 << 10

// findSeparator finds the separator of the cells from the beginning of a file. It leaves the file at its header, and gives the number
// of lines that it skipped.
func findSeparator(in *bufio.Reader) (separator rune, lines int, err error) {
	head, err := in.Peek(peekSize)
	if err != nil && err != io.EOF {
		return 0, 0, err
	}
	skip := 0
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		skip = 3
	}
	if rest := head[skip:]; len(rest) > 5 && bytes.EqualFold(rest[:4], []byte("sep=")) {
		if end := bytes.IndexByte(rest, '\n'); (end == 5 || end == 6) && bytes.IndexByte([]byte(",;\t|"), rest[4]) >= 0 {
			separator, lines, skip = rune(rest[4]), 1, skip+end+1
		}
	}
	if separator == 0 {
		if separator, err = mostFrequent(head[skip:]); err != nil {
			return 0, 0, err
		}
	}
	_, err = in.Discard(skip)
	return separator, lines, err
}

// mostFrequent gives the separator that stands most often in the first line that is not blank; a comma when there is none.
func mostFrequent(head []byte) (rune, error) {
	counts := map[byte]int{}
	quoted := false
	for _, b := range bytes.TrimLeft(head, "\r\n ") {
		switch {
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '\n':
			return best(counts), nil
		case b == '\r' && bytes.IndexByte(head, '\n') < 0:
			return 0, models.Errorf(
				models.Malformed,
				"The lines of this file end as on an old Macintosh. Save it as \"CSV UTF-8\" and send it again.",
			)
		default:
			counts[b]++
		}
	}
	return best(counts), nil
}

func best(counts map[byte]int) rune {
	found := byte(',')
	for _, b := range []byte{';', '\t'} {
		if counts[b] > counts[found] {
			found = b
		}
	}
	return rune(found)
}
