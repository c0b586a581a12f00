package mail

import (
	"embed"
	"fmt"
	htmltemplate "html/template"
	"strings"
	texttemplate "text/template"
)

//go:embed templates/*.txt templates/*.html
var files embed.FS

// templates are the messages that Render knows. They are parsed when the
// program starts, so that a faulty one stops it there and not at the first mail.
var templates = map[string]pair{
	"digest":  parse("digest"),
	"link":    parse("link"),
	"sign_in": parse("sign_in"),
	"overlap": parse("overlap"),
}

// pair is one message's two parts. Both read the words from the same file, so
// that the plain text says what the HTML says.
type pair struct {
	text *texttemplate.Template
	html *htmltemplate.Template
}

func parse(name string) pair {
	words := "templates/" + name + "_words.txt"
	return pair{
		text: texttemplate.Must(texttemplate.New("layout.txt").Option("missingkey=error").
			ParseFS(files, "templates/layout.txt", words, "templates/"+name+".txt")),
		html: htmltemplate.Must(htmltemplate.New("layout.html").Option("missingkey=error").
			ParseFS(files, "templates/layout.html", words, "templates/"+name+".html")),
	}
}

// content is data that a template takes. view checks it and adds what the
// template shows beside it.
type content interface {
	view() (any, error)
}

// Render writes a message's subject and its two parts. Data is what the
// template of that name takes: a SignIn for "sign_in". A Digest has
// RenderDigest.
func Render(name string, data any) (subject, text, html string, err error) {
	template, ok := templates[name]
	if !ok {
		return "", "", "", fmt.Errorf("mail: no template %q", name)
	}
	c, ok := data.(content)
	if !ok {
		return "", "", "", fmt.Errorf("mail: template %q does not take a %T", name, data)
	}
	shown, err := c.view()
	if err != nil {
		return "", "", "", err
	}
	return template.render(shown)
}

// render writes a message from what its templates show.
func (template pair) render(shown any) (subject, text, html string, err error) {
	var s, t, h strings.Builder
	if err = template.text.ExecuteTemplate(&s, "subject", shown); err != nil {
		return "", "", "", fmt.Errorf("mail: subject: %w", err)
	}
	if err = template.text.Execute(&t, shown); err != nil {
		return "", "", "", fmt.Errorf("mail: text: %w", err)
	}
	if err = template.html.Execute(&h, shown); err != nil {
		return "", "", "", fmt.Errorf("mail: HTML: %w", err)
	}
	return oneLine(s.String()), wrap(t.String(), 72), strings.TrimSpace(h.String()) + "\n", nil
}

// wrap breaks lines longer than width characters at spaces and keeps their
// indent. A word that is too long, such as an address, stays whole.
func wrap(text string, width int) string {
	var out strings.Builder
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line = strings.TrimSuffix(line, "\n")
		if len([]rune(line)) <= width {
			out.WriteString(line + "\n") // as it is: "-- " keeps its space
			continue
		}
		words := strings.Fields(line)
		indent := line[:strings.Index(line, words[0])]
		column := 0
		for _, word := range words {
			length := len([]rune(word))
			switch {
			case column == 0:
				out.WriteString(indent)
				column = len(indent)
			case column+1+length > width:
				out.WriteString("\n" + indent)
				column = len(indent)
			default:
				out.WriteString(" ")
				column++
			}
			out.WriteString(word)
			column += length
		}
		out.WriteString("\n")
	}
	return out.String()
}
