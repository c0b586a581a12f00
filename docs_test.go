package qadam_test

import (
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// These tests hold that documents, and comments that cite them, name only files and sections that exist.

var (
	markdownLink = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	quotedPath   = regexp.MustCompile("`([A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+\\.(?:go|md|yaml|csv|sql|html|css|js))`")
	citedDoc     = regexp.MustCompile(`\bdocs/[a-z0-9/-]+\.md(#[\w-]+)?`)
	codeSpan     = regexp.MustCompile("`[^`\n]*`")
	heading      = regexp.MustCompile(`^#{1,6} +(.+)$`)
)

// anchors gives the ids that GitHub makes of a document's headings.
func anchors(text string) map[string]bool {
	out, times := map[string]bool{}, map[string]int{}
	inCode := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "```") {
			inCode = !inCode
		}
		m := heading.FindStringSubmatch(line)
		if inCode || m == nil {
			continue
		}
		slug := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, m[1])
		if n := times[slug]; n > 0 {
			out[fmt.Sprintf("%s-%d", slug, n)] = true
		} else {
			out[slug] = true
		}
		times[slug]++
	}
	return out
}

// leads says why a path, with an anchor or not, leads nowhere; "" when it leads to a file and a section of it.
func leads(to string) string {
	file, anchor, _ := strings.Cut(to, "#")
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return "there is no " + file
	case anchor == "" || info.IsDir() || !strings.HasSuffix(file, ".md"):
		return ""
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	if !anchors(string(text))[anchor] {
		return fmt.Sprintf("%s has no section #%s", file, anchor)
	}
	return ""
}

// isExample tells that a path in a recipe stands for any noun's: `models/x.go`.
func isExample(p string) bool {
	name := path.Base(p)
	return strings.HasPrefix(name, "x.") || strings.HasPrefix(name, "x_") || strings.Contains(name, "_x.") || strings.Contains(name, "_x_")
}

// brokenCitations lists what a document cites that does not exist.
func brokenCitations(file, text string) []string {
	var out []string
	for _, m := range markdownLink.FindAllStringSubmatch(codeSpan.ReplaceAllString(text, ""), -1) {
		to := m[1]
		if strings.Contains(to, ":") { // another site, or mailto
			continue
		}
		if strings.HasPrefix(to, "#") {
			to = file + to
		} else {
			to = path.Join(path.Dir(file), to)
		}
		if why := leads(to); why != "" {
			out = append(out, fmt.Sprintf("%s: %s", m[1], why))
		}
	}
	for _, m := range quotedPath.FindAllStringSubmatch(text, -1) {
		if !isExample(m[1]) && leads(m[1]) != "" && leads(path.Join(path.Dir(file), m[1])) != "" {
			out = append(out, m[1]+": there is no such file")
		}
	}
	return out
}

func TestDocumentsCiteWhatExists(t *testing.T) {
	for _, file := range projectFiles(t, ".md") {
		for _, broken := range brokenCitations(file, string(read(t, file))) {
			t.Errorf("%s cites %s", file, broken)
		}
	}
}

// TestBrokenCitationsAreFound proves the test above.
func TestBrokenCitationsAreFound(t *testing.T) {
	for _, text := range []string{"[x](nowhere.md)", "[x](domain.md#nowhere)", "[x](#nowhere)", "see `models/nowhere.go`"} {
		if len(brokenCitations("docs/glossary.md", text)) == 0 {
			t.Errorf("%q cites what does not exist and was not found", text)
		}
	}
	for _, text := range []string{"[x](domain.md)", "[x](domain.md#figures)", "[x](https://example.org/y#z)", "see `models/x.go`",
		"`[a](b)`"} {
		if broken := brokenCitations("docs/glossary.md", text); len(broken) > 0 {
			t.Errorf("%q: %v", text, broken)
		}
	}
}

// TestCodeCitesWhatExists looks at comments, migrations and templates, too.
func TestCodeCitesWhatExists(t *testing.T) {
	for _, file := range projectFiles(t, "") {
		if !slices.Contains([]string{".go", ".sql", ".yaml", ".html", ".css", ".js"}, path.Ext(file)) || file == "docs_test.go" {
			continue
		}
		for i, line := range strings.Split(string(read(t, file)), "\n") {
			for _, cited := range citedDoc.FindAllString(line, -1) {
				if why := leads(cited); why != "" {
					t.Errorf("%s:%d: %s", file, i+1, why)
				}
			}
		}
	}
}

// TestDecisionsHaveNoHoles holds that the records of decisions are numbered one after the other.
func TestDecisionsHaveNoHoles(t *testing.T) {
	entries, err := os.ReadDir("docs/decisions")
	if err != nil || len(entries) == 0 {
		t.Fatalf("no decisions: %v", err)
	}
	for i, e := range entries {
		if want := fmt.Sprintf("%04d-", i+1); !strings.HasPrefix(e.Name(), want) || path.Ext(e.Name()) != ".md" {
			t.Errorf("docs/decisions/%s: the next record is called %s….md", e.Name(), want)
		}
	}
}
