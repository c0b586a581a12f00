package sheet

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/ianaindex"
	utf16 "golang.org/x/text/encoding/unicode"

	"qadam/models"
)

// UTF8 is the charset of files that are read as they are.
const UTF8 = "utf-8"

// Decode reads a file in a charset that its sender names, as IANA lists them, as UTF-8. Without a name, or with that of UTF-8, the file
// stays as it is, and NewReader finds its charset.
func Decode(r io.Reader, charset string) (io.Reader, error) {
	if charset == "" || strings.EqualFold(charset, UTF8) {
		return r, nil
	}
	named, err := ianaindex.MIME.Encoding(charset)
	if err != nil || named == nil {
		return nil, models.Errorf(models.UnsupportedMediaType, "There is no charset %.40q here. Send the file in UTF-8, or name another "+
			"such as windows-1251.", charset)
	}
	return named.NewDecoder().Reader(r), nil
}

// findCharset finds the charset from the beginning of a file: UTF-16 by its byte order mark, windows-1251, in which Excel writes Cyrillic
// letters, where nothing else is likely; all else is left to be UTF-8.
func findCharset(r io.Reader) (io.Reader, string, error) {
	in := bufio.NewReaderSize(r, peekSize)
	head, err := in.Peek(peekSize)
	if err != nil && err != io.EOF {
		return nil, "", err
	}
	var found encoding.Encoding
	name := UTF8
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		found, name = utf16.UTF16(utf16.LittleEndian, utf16.ExpectBOM), "utf-16"
	case !validText(head) && isCyrillic(head):
		found, name = charmap.Windows1251, "windows-1251"
	default:
		return in, name, nil
	}
	return found.NewDecoder().Reader(in), name, nil
}

// validText tells UTF-8 whose last letter may be cut.
func validText(head []byte) bool {
	for cut := 0; cut < utf8.UTFMax && cut <= len(head); cut++ {
		if utf8.Valid(head[:len(head)-cut]) {
			return true
		}
	}
	return false
}

// isCyrillic tells text in windows-1251. What is in another charset shows words that mix scripts, or have capitals within them.
func isCyrillic(head []byte) bool {
	text, err := charmap.Windows1251.NewDecoder().Bytes(head)
	if err != nil || bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	words, longest := 0, 0
	for _, word := range bytes.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		letters := []rune(string(word))
		cyrillic, inside := 0, 0
		for i, r := range letters {
			if unicode.Is(unicode.Cyrillic, r) {
				cyrillic++
			}
			if i > 0 && unicode.IsUpper(r) && unicode.IsLower(letters[i-1]) {
				inside++
			}
		}
		switch {
		case cyrillic == 0:
		case cyrillic != len(letters) || inside > 0:
			return false
		default:
			words++
			longest = max(longest, cyrillic)
		}
	}
	return words >= 3 && longest >= 5
}
