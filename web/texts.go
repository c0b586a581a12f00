package web

import (
	"fmt"
	"html"
	"html/template"
	"slices"
	"strings"
	"time"

	"qadam/i18n"
	"qadam/models"
)

// texts are the texts of the pages in all languages.
type texts struct {
	catalogue *i18n.Catalogue
	languages []*language
	used      map[string]bool       // by the pages, noted while they are tried; nil once all were
	months    map[string]time.Month // by their names, for the reader of days
}

// language is one in which the pages are written.
type language struct {
	i18n.Language
	texts *texts
}

func readTexts() (*texts, error) {
	catalogue, err := i18n.ReadCatalogue(files, "texts")
	if err != nil {
		return nil, err
	}
	t := &texts{catalogue: catalogue, used: map[string]bool{}}
	for _, l := range i18n.Languages {
		t.languages = append(t.languages, &language{l, t})
	}
	t.nameMonths()
	return t, nil
}

// nearest finds the language for a wish, which may be a whole Accept-Language header.
func (t *texts) nearest(wish string) *language {
	tag := i18n.Nearest(wish).Tag
	return t.languages[slices.IndexFunc(t.languages, func(l *language) bool { return l.Tag == tag })]
}

// choices lists the languages, with the one that is read now.
func (t *texts) choices(current *language) []choice {
	var out []choice
	for _, l := range t.languages {
		out = append(out, choice{Tag: l.Tag, Name: l.Name, Current: l == current})
	}
	return out
}

// byValue are the beginnings of keys that a value completes, so that the examples of the views cannot use them all.
var byValue = []string{"health.", "problem.", "kind.", "role.", "word.", "next.", "rail.", "level.", "kind_of_need.", "dimension.",
	"part.of.", "overview.do.", "search.kind."}

// unused ends the trial of the pages, and finds texts that none of them showed: they were renamed or left behind.
func (t *texts) unused() error {
	var left []string
	for _, key := range t.catalogue.Keys() {
		if !t.used[key] && !slices.ContainsFunc(byValue, func(p string) bool { return strings.HasPrefix(key, p) }) {
			left = append(left, key)
		}
	}
	t.used = nil
	if len(left) == 0 {
		return nil
	}
	return fmt.Errorf("no page shows these texts: %s", strings.Join(left, ", "))
}

// text gives a text with its parameters, as name and value by turns. A number called Count chooses the plural form.
func (l *language) text(key string, params ...any) (string, error) {
	if l.texts.used != nil {
		l.texts.used[key] = true
	}
	return l.texts.catalogue.Text(l.Language, key, params...)
}

// rich is text for what stands between tags: its parameters are set apart from the direction of the words around them.
func (l *language) rich(key string, params ...any) (template.HTML, error) {
	safe := slices.Clone(params)
	for i := 1; i < len(safe); i += 2 {
		if s, ok := safe[i].(string); ok && s != "" { // a text may ask whether it is there
			safe[i] = "<bdi>" + html.EscapeString(s) + "</bdi>"
		}
	}
	out, err := l.text(key, safe...)
	return template.HTML(out), err
}

// fault says what is wrong with a field by the rule that it breaks. A rule without a text is said in English; the examples of the
// views, which are tried at the start, have none of these.
func (l *language) fault(f Fault) (template.HTML, error) {
	key := "fault." + f.Rule
	if f.Rule == "" || l.texts.used == nil && !l.texts.catalogue.Has(key) {
		return template.HTML(`<bdi lang="en">` + html.EscapeString(f.Text) + `</bdi>`), nil
	}
	return l.say(Sentence{Key: key, Args: f.Args})
}

// say writes a sentence, with its arguments as the language writes them.
func (l *language) say(s Sentence) (template.HTML, error) {
	var params []any
	for name, arg := range s.Args {
		switch v := arg.(type) {
		case models.Date:
			day, err := l.date(v)
			if err != nil {
				return "", err
			}
			arg = template.HTML(html.EscapeString(day))
		case models.Money:
			arg = template.HTML(html.EscapeString(l.amount(v)))
		case int:
		default:
			arg = fmt.Sprint(v)
		}
		params = append(params, name, arg)
	}
	return l.rich(s.Key, params...)
}

// date writes a day with its year.
func (l *language) date(d models.Date) (string, error) { return l.Date(i18n.Full, d.Time()) }

// day writes a day, and its year where that is not today's.
func (l *language) day(today, d models.Date) (string, error) {
	if today.Time().Year() != d.Time().Year() {
		return l.date(d)
	}
	return l.Date(i18n.Short, d.Time())
}

// instant writes an instant in UTC.
func (l *language) instant(t time.Time) (string, error) { return l.Date(i18n.Instant, t) }

// amount writes an amount as the language does, without its currency; cents only where there are some.
func (l *language) amount(m models.Money) string {
	decimals := 2
	if m.Decimal().IsInteger() {
		decimals = 0
	}
	return l.Number(m.Decimal().InexactFloat64(), decimals)
}

// short writes an amount for a headline or a table, in thousands or millions with its currency.
func (l *language) short(m models.Money) (string, error) {
	number, form, decimals := m.Decimal().InexactFloat64(), "sum.plain", 0
	switch size := max(number, -number); {
	case size >= 999_500:
		number, form, decimals = number/1e6, "sum.million", 2
	case size >= 1000:
		number, form = number/1e3, "sum.thousand"
	}
	currency := m.Currency
	if currency == models.ReportingCurrency {
		currency = "US$"
	}
	return l.text(form, "Currency", currency, "Number", l.Number(number, decimals))
}

// percent writes a whole number of hundredths.
func (l *language) percent(n int) (string, error) {
	return l.text("sum.percent", "Number", l.Number(float64(n), 0))
}

// whole writes a whole number, or a score without its decimals.
func (l *language) whole(n any) (string, error) {
	switch v := n.(type) {
	case int:
		return l.Number(float64(v), 0), nil
	case models.Score:
		return l.Number(float64(v)/100, 0), nil
	case *models.Score:
		return l.Number(float64(*v)/100, 0), nil
	}
	return "", fmt.Errorf("%v is no number", n)
}

// list gives values to a part of a page that takes several.
func list(values ...any) []any { return values }

// tenth writes a score with one decimal.
func (l *language) tenth(s models.Score) string { return l.Number(float64(s)/100, 1) }

// cents writes an amount of US cents as short does.
func (l *language) cents(n int64) (string, error) { return l.short(models.USD(n)) }

// both adds two numbers for a part of a page that tells of them together.
func both(a, b int) int { return a + b }
