package mail

import (
	"embed"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"net/url"
	"regexp"
	"strings"
	texttemplate "text/template"
	"unicode"

	"github.com/rivo/uniseg"
)

//go:embed templates/*.txt templates/*.html
var files embed.FS

// A mail has several steps, or a single one. The templates are parsed when the program starts, so that a faulty one stops it there
// and not at the first mail.
var (
	digestTemplates = parse("digest")
	singleTemplates = parse("single")
)

// pair is the templates of a mail's two parts. Both show the same view, so that the plain text says what the HTML says.
type pair struct {
	text *texttemplate.Template
	html *htmltemplate.Template
}

func parse(name string) pair {
	text := texttemplate.New("layout.txt").Option("missingkey=error")
	html := htmltemplate.New("layout.html").Option("missingkey=error")
	htmltemplate.Must(html.Parse(joinLines("layout.html")))
	htmltemplate.Must(html.New(name + ".html").Parse(joinLines(name + ".html")))
	return pair{text: texttemplate.Must(text.ParseFS(files, "templates/layout.txt", "templates/"+name+".txt")), html: html}
}

// continuation is where a template goes on with the line above: a mail is sent without these breaks.
var continuation = regexp.MustCompile(`\n\t+`)

// joinLines reads a template of HTML. A line that begins with a tab belongs to the one above it.
func joinLines(file string) string {
	text, err := files.ReadFile("templates/" + file)
	if err != nil {
		panic(err) // embedded: it is there, or the program does not build
	}
	return continuation.ReplaceAllString(string(text), "")
}

// Letter is a written mail: its subject, its two parts and their language.
type Letter struct{ Subject, Text, HTML, Language string }

// Content is what a mail says. Its texts must be visible to the recipient; the subject shows references only.
type Content interface {
	write(t *translator) (Letter, error)
}

// Render writes a mail in a language, or in English where there are no texts in it.
func Render(language string, c Content) (Letter, error) { return c.write(translatorFor(language)) }

// Frame is what surrounds the content of every mail.
type Frame struct {
	// RecipientName stands in the greeting; without it the mail begins with "Hello".
	RecipientName string
	// Site is the host of this installation.
	Site string
	// Notice stands at the mail's end, such as that the data is fiction.
	Notice string
}

// frameView is what the templates show of a Frame.
type frameView struct {
	Lang, Dir, Subject, Greeting, Because, Sender string
	// Colon stands in the text part before an address.
	Colon string
}

func (f Frame) view(t *translator, subject, because string) frameView {
	v := frameView{Lang: t.Tag, Dir: t.Dir, Subject: subject, Greeting: t.text("hello"), Because: because,
		Sender: sentences(t.text("sender", "Site", f.Site), t.isolate(oneLine(f.Notice))), Colon: t.text("colon")}
	if name := oneLine(f.RecipientName); name != "" {
		v.Greeting = t.text("greeting", "Name", name)
	}
	return v
}

// sentences joins those that are not empty.
func sentences(all ...string) string {
	var out []string
	for _, s := range all {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " ")
}

// reference has no spaces, so that a subject shows no words of users.
var reference = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._/-]{0,59}$`)

func checkReference(r string) error {
	if !reference.MatchString(r) {
		return fmt.Errorf("mail: %q is no reference", r)
	}
	return nil
}

func checkAddress(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return errors.New("mail: where a mail leads must be a whole http or https address")
	}
	return nil
}

// checkOptional checks where a mail leads, if it leads anywhere.
func checkOptional(address string) error {
	if address == "" {
		return nil
	}
	return checkAddress(address)
}

// emptyLines are left where a part of a template shows nothing.
var emptyLines = regexp.MustCompile(`\n{3,}`)

// letter executes the templates.
func (p pair) letter(t *translator, subject string, shown any) (Letter, error) {
	var text, html strings.Builder
	if t.err != nil {
		return Letter{}, fmt.Errorf("mail: words: %w", t.err)
	}
	if err := p.text.Execute(&text, shown); err != nil {
		return Letter{}, fmt.Errorf("mail: text: %w", err)
	}
	if err := p.html.Execute(&html, shown); err != nil {
		return Letter{}, fmt.Errorf("mail: HTML: %w", err)
	}
	return Letter{Subject: oneLine(subject), Text: wrap(emptyLines.ReplaceAllString(text.String(), "\n\n"), 72),
		HTML: strings.TrimSpace(html.String()) + "\n", Language: t.Tag}, nil
}

// wrap breaks lines that are wider than so many columns and keeps their indent. An address that is too long stays whole.
func wrap(text string, width int) string {
	var out strings.Builder
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line = strings.TrimSuffix(line, "\n")
		if uniseg.StringWidth(line) <= width {
			out.WriteString(line + "\n") // as it is: "-- " keeps its space
			continue
		}
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		now := indent
		for _, piece := range pieces(line) {
			if now != indent && uniseg.StringWidth(now+strings.TrimRight(piece, " ")) > width {
				out.WriteString(strings.TrimRight(now, " ") + "\n")
				now = indent
			}
			now += piece
		}
		out.WriteString(strings.TrimRight(now, " ") + "\n")
	}
	return out.String()
}

// pieces are the parts of a line between which it may be broken: words with the space after them, and in Chinese the segments of
// Unicode's line breaking.
func pieces(line string) []string {
	var out []string
	for _, word := range strings.FieldsFunc(line, func(r rune) bool { return r == ' ' }) { // a no-break space does not count
		if !strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			out = append(out, word+" ")
			continue
		}
		for state, part := -1, ""; word != ""; {
			if part, word, _, state = uniseg.FirstLineSegmentInString(word, state); word == "" {
				part += " "
			}
			out = append(out, part)
		}
	}
	return out
}
