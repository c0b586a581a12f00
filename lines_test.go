package qadam_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// mostColumns is how wide a line may be, a tab counting four.
const mostColumns = 140

// structTag finds the tag of a struct's field: Go does not let it be broken.
var structTag = regexp.MustCompile("`[a-z_]+:\"[^`]*`(,|$)")

func columns(line string) int {
	return utf8.RuneCountInString(line) + 3*strings.Count(line, "\t")
}

// tooWide tells that a line should be broken.
func tooWide(line string) bool {
	return columns(structTag.ReplaceAllString(line, "")) > mostColumns
}

// quoting are files with long texts in raw strings, which a break would change.
var quoting = map[string]bool{
	"app/digest_test.go": true, "app/exchange/columns/columns_test.go": true, "app/import_test.go": true,
	"handlers/access_test.go": true, "handlers/openapi/words.go": true, "handlers/pages/accessible_test.go": true,
	"handlers/scope_test.go": true, "models/typed/day.go": true, "models/typed/text_test.go": true,
}

// TestLinesOfPagesFitOnAScreen holds templates, styles and scripts to the same width; what others have minified is not ours to break.
func TestLinesOfPagesFitOnAScreen(t *testing.T) {
	for _, ext := range []string{".html", ".txt", ".css", ".js"} {
		for _, file := range projectFiles(t, ext) {
			if strings.HasSuffix(file, ".min.js") {
				continue
			}
			for i, line := range bytes.Split(read(t, file), []byte("\n")) {
				if columns(string(line)) > mostColumns {
					t.Errorf("%s:%d has %d columns, at most %d", file, i+1, columns(string(line)), mostColumns)
				}
			}
		}
	}
}

var (
	anyElement = regexp.MustCompile(`<[a-z]`)
	// block is an element that begins a line of its own when it is shown, or a part of a form.
	block = regexp.MustCompile(`<(p|div|h[1-6]|[uo]l|li|d[ltd]|form|fieldset|legend|table|t[rhd]|main|header|footer|nav|aside|section|` +
		`article|details|summary|button|input|textarea|select)\b`)
)

// TestATemplateHasOneElementALine holds the mails, whose lines are joined before they are sent, to one element a line. A page may have
// inline elements beside each other, since a break between them would show as a space.
func TestATemplateHasOneElementALine(t *testing.T) {
	for _, file := range projectFiles(t, ".html") {
		element := block
		if strings.HasPrefix(file, "app/mail/") {
			element = anyElement
		}
		for i, line := range strings.Split(string(read(t, file)), "\n") {
			if n := len(element.FindAllString(line, -1)); n > 1 {
				t.Errorf("%s:%d begins %d elements: one a line", file, i+1, n)
			}
		}
	}
}

func TestLinesFitOnAScreen(t *testing.T) {
	for _, file := range projectFiles(t, ".go") {
		if quoting[file] || strings.HasSuffix(file, "_gen.go") {
			continue
		}
		for i, line := range bytes.Split(read(t, file), []byte("\n")) {
			if tooWide(string(line)) {
				t.Errorf("%s:%d has %d columns, at most %d", file, i+1, columns(string(line)), mostColumns)
			}
		}
	}
}
