package typed

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"qadam/models/fold"
)

// Line reads a text of one line, such as a title or a name. Its letters are composed, blanks of all kinds, breaks of lines and
// tabs become one blank, and invisible characters are dropped; other control characters are refused, since they come of damaged
// text.
func Line(text string) (string, *Fault) {
	text, f := clean(text, fold.Invisible)
	if f != nil {
		return "", f
	}
	return norm.NFC.String(strings.Join(strings.Fields(text), " ")), nil
}

// Text reads a text that may have several lines. It keeps them, blanks within them, and the marks by which Arabic and Hebrew
// text is set right; all else is as in Line.
func Text(text string) (string, *Fault) {
	text, f := clean(strings.ReplaceAll(text, "\r\n", "\n"), func(r rune) bool { return fold.Invisible(r) && !isMark(r) })
	if f != nil {
		return "", f
	}
	return norm.NFC.String(strings.TrimSpace(text)), nil
}

// isMark tells the marks of direction that have no end to be missed.
func isMark(r rune) bool { return r == '\u200e' || r == '\u200f' || r == '\u061c' }

// clean drops the characters that are not wanted, makes line feeds of all breaks, and nothing of a text that shows nothing.
func clean(text string, unwanted func(rune) bool) (string, *Fault) {
	if !utf8.ValidString(text) {
		return "", fault(NotText)
	}
	var out strings.Builder
	shows := false
	for _, r := range text {
		switch {
		case unwanted(r):
			continue
		case strings.ContainsRune("\r\v\f\u0085\u2028\u2029", r):
			r = '\n'
		case unicode.IsControl(r) && r != '\n' && r != '\t':
			return "", fault(Control, "Character", fmt.Sprintf("U+%04X", r), "Before", ending(out.String()))
		}
		shows = shows || fold.Key(string(r)) != ""
		out.WriteRune(r)
	}
	if !shows {
		return "", nil
	}
	return out.String(), nil
}

// ending gives the last words of a text, to find a place by.
func ending(text string) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	return string(runes[max(0, len(runes)-20):])
}

// List reads several values in one text, parted by semicolons, bars or breaks of lines.
func List(text string) ([]string, *Fault) {
	text, f := Text(text)
	values := []string{}
	for _, v := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '|' || r == '\n' }) {
		v, _ = Line(v) // it is text, as the whole is
		if v != "" {
			values = append(values, v)
		}
	}
	return values, f
}
