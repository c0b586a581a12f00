package mail

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/bidi"

	"qadam/models"
)

//go:embed locales/*.yaml
var locales embed.FS

// catalogue is read when the program starts, so that a faulty one stops it there.
var catalogue = readCatalogue()

func readCatalogue() *i18n.Bundle {
	b := i18n.NewBundle(language.English)
	b.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	for _, l := range models.UNLanguages {
		if _, err := b.LoadMessageFileFS(locales, "locales/"+l+".yaml"); err != nil {
			panic("mail: the catalogue of " + l + ": " + err.Error())
		}
	}
	return b
}

// tongue says things in one language. It keeps the first fault, for whoever writes a whole mail with it.
type tongue struct {
	// Lang is the language tag of what is said, Dir the direction in which it is written.
	Lang, Dir string
	say       *i18n.Localizer
	err       error
}

// tongueOf gives a language of the catalogue: the one asked for, or English, and the mail's language tag says so.
func tongueOf(asked string) *tongue {
	t := &tongue{Lang: "en", Dir: "ltr"}
	for _, l := range models.UNLanguages {
		if l == asked {
			t.Lang = l
		}
	}
	if t.Lang == "ar" {
		t.Dir = "rtl"
	}
	t.say = i18n.NewLocalizer(catalogue, t.Lang)
	return t
}

// t says a message; the pairs are names and values that it shows.
func (t *tongue) t(id string, pairs ...any) string {
	return t.localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: t.data(pairs)})
}

// n says a message in the form that a count wants.
func (t *tongue) n(id string, count int, pairs ...any) string {
	return t.localize(&i18n.LocalizeConfig{MessageID: id, PluralCount: count, TemplateData: t.data(append(pairs, "Count", count))})
}

func (t *tongue) localize(c *i18n.LocalizeConfig) string {
	text, err := t.say.Localize(c)
	if t.err == nil {
		t.err = err
	}
	return text
}

// day writes a day out.
func (t *tongue) day(d models.Date) string {
	on := d.Time()
	return t.t("date", "Day", on.Day(), "Month", own(t.t("month_"+strconv.Itoa(int(on.Month())))), "Year", on.Year())
}

// list puts names in a row.
func (t *tongue) list(names []string) string { return strings.Join(names, t.t("comma")) }

// own is a word of the catalogue within another one's message: there is nothing to set apart.
type own string

func (t *tongue) data(pairs []any) map[string]any {
	out := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		value := pairs[i+1]
		if s, ok := value.(string); ok {
			value = t.apart(s)
		}
		out[fmt.Sprint(pairs[i])] = value
	}
	return out
}

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
