package mail

import (
	"embed"
	"slices"
	"strings"

	"golang.org/x/text/unicode/bidi"

	"qadam/i18n"
	"qadam/models"
)

//go:embed locales/*.yaml
var locales embed.FS

// catalogue is read when the program starts, so that a faulty one stops it there.
var catalogue = readCatalogue()

func readCatalogue() *i18n.Catalogue {
	c, err := i18n.ReadCatalogue(locales, "locales")
	if err != nil {
		panic("mail: " + err.Error())
	}
	return c
}

// translator gives the texts of one language. It keeps the first error until the mail is written.
type translator struct {
	i18n.Language
	err error
}

// translatorFor gives the language with a tag, or English.
func translatorFor(tag string) *translator { return &translator{Language: i18n.Of(tag)} }

// text gives a text; the pairs are names and values of its parameters.
func (t *translator) text(key string, pairs ...any) string {
	pairs = slices.Clone(pairs)
	for i := 1; i < len(pairs); i += 2 {
		if s, ok := pairs[i].(string); ok {
			pairs[i] = t.isolate(s)
		}
	}
	text, err := catalogue.Text(t.Language, key, pairs...)
	return t.keep(text, err)
}

// plural gives a text in the plural form of a count.
func (t *translator) plural(key string, count int, pairs ...any) string {
	return t.text(key, append(pairs, "Count", count)...)
}

func (t *translator) keep(text string, err error) string {
	if t.err == nil {
		t.err = err
	}
	return text
}

// ago writes for how many days something is so, or since which month where that is long ago.
func (t *translator) ago(l Line, key string, pairs ...any) string {
	if models.LongAgo(l.Days) {
		return t.text(key+"_since", append(pairs, "Month", t.keep(t.Date(i18n.LongAgo, l.Since.Time())))...)
	}
	return t.plural(key, l.Days, pairs...)
}

// day writes a day within a sentence.
func (t *translator) day(d models.Date) string { return t.keep(t.Date(i18n.Full, d.Time())) }

// list joins names with the language's comma.
func (t *translator) list(names []string) string { return strings.Join(names, t.text("comma")) }

// isolate sets a text apart from the direction of the words around it by Unicode's isolates, where the two may differ: mail
// programs know no other way that works in both parts of a mail.
func (t *translator) isolate(s string) string {
	if s == "" || t.Dir == "ltr" && !strings.ContainsFunc(s, rightToLeft) {
		return s
	}
	return "\u2068" + s + "\u2069"
}

func rightToLeft(r rune) bool {
	p, _ := bidi.LookupString(string(r))
	return p.Class() == bidi.R || p.Class() == bidi.AL
}
