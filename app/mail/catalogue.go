package mail

import (
	"embed"
	"fmt"
	"strconv"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"gopkg.in/yaml.v3"

	"qadam/models"
)

//go:embed locales/*.yaml
var locales embed.FS

// Languages are those in which the catalogue is whole; what is asked for in another one is said in English, and the mail's
// language tag says so.
var Languages = []string{"en", "ru"}

// catalogue is read when the program starts, so that a faulty one stops it there.
var catalogue = readCatalogue()

func readCatalogue() *i18n.Bundle {
	b := i18n.NewBundle(language.English)
	b.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	for _, l := range Languages {
		if _, err := b.LoadMessageFileFS(locales, "locales/"+l+".yaml"); err != nil {
			panic("mail: the catalogue of " + l + ": " + err.Error())
		}
	}
	return b
}

// tongue says things in one language.
type tongue struct {
	// Lang is the language tag of what is said.
	Lang string
	say  *i18n.Localizer
}

// tongueOf gives a language of the catalogue: the one asked for, or English.
func tongueOf(asked string) tongue {
	for _, l := range Languages {
		if l == asked {
			return tongue{l, i18n.NewLocalizer(catalogue, l)}
		}
	}
	return tongue{"en", i18n.NewLocalizer(catalogue, "en")}
}

// T says a message; the pairs are names and values that it shows.
func (t tongue) T(id string, pairs ...any) (string, error) {
	return t.say.Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: data(pairs)})
}

// N says a message in the form that a count wants.
func (t tongue) N(id string, count int, pairs ...any) (string, error) {
	return t.say.Localize(&i18n.LocalizeConfig{MessageID: id, PluralCount: count, TemplateData: data(append(pairs, "Count", count))})
}

// Day writes a day out.
func (t tongue) Day(d models.Date) (string, error) {
	on := d.Time()
	month, err := t.T("month_" + strconv.Itoa(int(on.Month())))
	if err != nil {
		return "", err
	}
	return t.T("date", "Day", on.Day(), "Month", month, "Year", on.Year())
}

func data(pairs []any) map[string]any {
	out := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		out[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return out
}
