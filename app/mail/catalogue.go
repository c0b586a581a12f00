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

// tongue writes in one language. It keeps the first fault for the end of a mail.
type tongue struct {
	i18n.Language
	err error
}

// tongueOf gives the language with a tag, or English.
func tongueOf(tag string) *tongue { return &tongue{Language: i18n.Of(tag)} }

// t gives a text; the pairs are names and values of its parameters.
func (t *tongue) t(key string, pairs ...any) string {
	pairs = slices.Clone(pairs)
	for i := 1; i < len(pairs); i += 2 {
		if s, ok := pairs[i].(string); ok {
			pairs[i] = t.apart(s)
		}
	}
	text, err := catalogue.Text(t.Language, key, pairs...)
	return t.keep(text, err)
}

// n gives a text in the plural form that a count wants.
func (t *tongue) n(key string, count int, pairs ...any) string {
	return t.t(key, append(pairs, "Count", count)...)
}

func (t *tongue) keep(text string, err error) string {
	if t.err == nil {
		t.err = err
	}
	return text
}

// day writes a day within a sentence.
func (t *tongue) day(d models.Date) string { return t.keep(t.Date(i18n.InSentence, d.Time())) }

// list puts names in a row.
func (t *tongue) list(names []string) string { return strings.Join(names, t.t("comma")) }

// apart sets a text apart from the direction of the words around it, where the two may differ: mail programs know no other
// way that works in both parts of a mail.
func (t *tongue) apart(s string) string {
	if s == "" || t.Dir == "ltr" && !strings.ContainsFunc(s, fromTheRight) {
		return s
	}
	return "\u2068" + s + "\u2069"
}

func fromTheRight(r rune) bool {
	p, _ := bidi.LookupString(string(r))
	return p.Class() == bidi.R || p.Class() == bidi.AL
}
