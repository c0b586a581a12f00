package web

import (
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v4"
	tags "golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"qadam/models"
)

// fallback is the language of those whose own there is none of; it says which texts there are.
const fallback = "en"

// texts are the catalogues of all languages.
type texts struct {
	languages []*language
	matcher   tags.Matcher
	keys      map[string]bool       // of the fallback
	used      map[string]bool       // by the pages, noted while they are tried
	months    map[string]time.Month // by their names, for the reader of days
}

// language is one catalogue.
type language struct {
	tag, dir, name string
	say            *i18n.Localizer
	numbers        *message.Printer
	keys           map[string]bool
	used           map[string]bool // nil once all pages were tried: from then on nothing is written here
}

// names are the languages by their own names, in the order of the choice.
var names = []struct{ tag, dir, name string }{{"en", "ltr", "English"}, {"fr", "ltr", "Français"}, {"es", "ltr", "Español"}, {"ru", "ltr", "Русский"}, {"ar", "rtl", "العربية"}, {"zh", "ltr", "中文"}}

func readTexts() (*texts, error) {
	bundle := i18n.NewBundle(tags.English)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	out := &texts{keys: map[string]bool{}, used: map[string]bool{}}
	found, err := fs.Glob(files, "texts/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, file := range found {
		read, err := bundle.LoadMessageFileFS(files, file)
		if err != nil {
			return nil, err
		}
		if strings.HasSuffix(file, fallback+".yaml") {
			for _, m := range read.Messages {
				out.keys[m.ID] = true
			}
		}
	}
	var known []tags.Tag
	for _, n := range names {
		tag := tags.Make(n.tag + "-u-nu-latn") // its digits are those of references and days, in Arabic, too
		known = append(known, tags.Make(n.tag))
		out.languages = append(out.languages, &language{tag: n.tag, dir: n.dir, name: n.name, keys: out.keys, used: out.used,
			say: i18n.NewLocalizer(bundle, n.tag), numbers: message.NewPrinter(tag)})
	}
	if len(known) != len(found) {
		return nil, fmt.Errorf("the catalogues of texts are not one for each language: %s", strings.Join(found, ", "))
	}
	out.matcher = tags.NewMatcher(known)
	return out, out.nameMonths()
}

// Nearest gives the tag of the language in which a page answers a wish.
func (s *Site) Nearest(wish string) string { return s.texts.nearest(wish).tag }

// nearest finds the language for a wish, which may be a whole Accept-Language header.
func (t *texts) nearest(wish string) *language {
	_, i := tags.MatchStrings(t.matcher, wish)
	return t.languages[i]
}

// choices lists the languages, with the one that is read now.
func (t *texts) choices(current *language) []choice {
	var out []choice
	for _, l := range t.languages {
		out = append(out, choice{Tag: l.tag, Name: l.name, Current: l == current})
	}
	return out
}

// spoken are texts that are chosen by a value, so that the examples of the views cannot use them all.
var spoken = []string{"month.", "health.", "problem.", "day.", "kind.", "role."}

// unused ends the trial of the pages, and finds texts that none of them showed: they were renamed or left behind.
func (t *texts) unused() error {
	for _, l := range t.languages {
		l.used = nil
	}
	var left []string
	for key := range t.keys {
		if !t.used[key] && !slices.ContainsFunc(spoken, func(p string) bool { return strings.HasPrefix(key, p) }) {
			left = append(left, key)
		}
	}
	if len(left) == 0 {
		return nil
	}
	slices.Sort(left)
	return fmt.Errorf("no page shows these texts: %s", strings.Join(left, ", "))
}

// text gives a text with its parameters, as name and value by turns. A number called Count chooses the plural form.
func (l *language) text(key string, params ...any) (string, error) {
	if !l.keys[key] {
		return "", fmt.Errorf("there is no text %q in %s", key, path.Join("texts", fallback+".yaml"))
	}
	if l.used != nil {
		l.used[key] = true
	}
	data := map[string]any{}
	for i := 0; i+1 < len(params); i += 2 {
		data[fmt.Sprint(params[i])] = params[i+1]
	}
	out, err := l.say.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: data["Count"]})
	if err != nil {
		return "", fmt.Errorf("the text %s in %s: %w", key, l.tag, err)
	}
	return out, nil
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

// fault says what is wrong with a field by the rule that it breaks.
func (l *language) fault(f Fault) (template.HTML, error) {
	var params []any
	for name, arg := range f.Args {
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
	return l.rich("update.fault_"+f.Rule, params...)
}

// date writes a day with its year.
func (l *language) date(d models.Date) (string, error) { return l.dated("day.full", d.Time()) }

// day writes a day, and its year where that is not today's.
func (l *language) day(today, d models.Date) (string, error) {
	if today.Time().Year() != d.Time().Year() {
		return l.date(d)
	}
	return l.dated("day.short", d.Time())
}

// instant writes an instant in UTC, and says so.
func (l *language) instant(t time.Time) (string, error) { return l.dated("day.instant", t.UTC()) }

func (l *language) dated(key string, t time.Time) (string, error) {
	month, err := l.text(fmt.Sprintf("month.%d", int(t.Month())))
	if err != nil {
		return "", err
	}
	return l.text(key, "Day", t.Day(), "Month", month, "Year", fmt.Sprint(t.Year()), "Time", t.Format("15:04"))
}

// amount writes an amount as the language does, without its currency; cents only where there are some.
func (l *language) amount(m models.Money) string {
	whole := m.Decimal().IsInteger()
	return l.numbers.Sprint(number.Decimal(m.Decimal().InexactFloat64(), number.MinFractionDigits(map[bool]int{false: 2}[whole]), number.MaxFractionDigits(2)))
}
