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

// A mail has several things to do, or a single one. The templates are parsed when the program starts, so that a faulty one
// stops it there and not at the first mail.
var (
	digestTemplates = parse("digest")
	singleTemplates = parse("single")
)

// pair is one message's two parts. Both are given the same words, so that the plain text says what the HTML says.
type pair struct {
	text *texttemplate.Template
	html *htmltemplate.Template
}

func parse(name string) pair {
	return pair{
		text: texttemplate.Must(texttemplate.New("layout.txt").Option("missingkey=error").ParseFS(files, "templates/layout.txt", "templates/"+name+".txt")),
		html: htmltemplate.Must(htmltemplate.New("layout.html").Option("missingkey=error").ParseFS(files, "templates/layout.html", "templates/"+name+".html")),
	}
}

// Letter is a mail that is written: its two parts, and the language that they are in.
type Letter struct{ Subject, Text, HTML, Language string }

// Content is what a mail is about. Texts in it must be such that its recipient may read them; the subject shows nothing but
// references.
type Content interface {
	write(t *tongue) (Letter, error)
}

// Render writes a mail in a language; where the catalogue has it not, in English, and the letter says so.
func Render(language string, c Content) (Letter, error) { return c.write(tongueOf(language)) }

// Frame is what every mail has around its content.
type Frame struct {
	// RecipientName greets; empty says "Hello".
	RecipientName string
	// Site is the host of this installation.
	Site string
	// Notice is said in the mail: that the data is fiction, say.
	Notice string
}

// frameView is a Frame as the templates see it.
type frameView struct {
	Lang, Dir, Subject, Greeting, Because, Sender string
	// Colon stands, in the text part, behind what an address is for.
	Colon string
}

func (f Frame) view(t *tongue, subject, because string) frameView {
	v := frameView{Lang: t.Tag, Dir: t.Dir, Subject: subject, Greeting: t.t("hello"), Because: because,
		Sender: sentences(t.t("sender", "Site", f.Site), t.apart(oneLine(f.Notice))), Colon: t.t("colon")}
	if name := oneLine(f.RecipientName); name != "" {
		v.Greeting = t.t("greeting", "Name", name)
	}
	return v
}

// sentences puts together those that there are.
func sentences(all ...string) string {
	var out []string
	for _, s := range all {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " ")
}

// reference has no spaces, so that no words can slip into a subject.
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

// holes are left where a part has nothing to say.
var holes = regexp.MustCompile(`\n{3,}`)

// letter writes a mail from what its templates show.
func (p pair) letter(t *tongue, subject string, shown any) (Letter, error) {
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
	return Letter{Subject: oneLine(subject), Text: wrap(holes.ReplaceAllString(text.String(), "\n\n"), 72), HTML: strings.TrimSpace(html.String()) + "\n", Language: t.Tag}, nil
}

// wrap breaks lines that are wider than so many columns, and keeps their indent. What is too long, such as an address, stays
// whole.
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

// pieces are what a line may be broken between: words, each with the space behind it, and where words are written without
// spaces, their characters as Unicode's rules have it.
func pieces(line string) []string {
	var out []string
	for _, word := range strings.FieldsFunc(line, func(r rune) bool { return r == ' ' }) { // a space that does not break is none
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
