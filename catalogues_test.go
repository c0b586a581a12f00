package qadam_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"qadam/i18n"
)

// plurals are the plural forms that a language has, as CLDR names them.
var plurals = map[string]string{"en": "one other", "fr": "many one other", "es": "many one other", "ru": "few many one other",
	"ar": "few many one other two zero", "zh": "other"}

var (
	action    = regexp.MustCompile(`{{[^}]*}}`)
	compares  = regexp.MustCompile(`{{[^}]*\b(eq|ne)\b`)
	parameter = regexp.MustCompile(`\.[A-Z]\w*`)
	anyWord   = regexp.MustCompile(`[A-Za-z]{3}`)
)

// said is what a catalogue says under one name: the plural forms by their names, a single text as "".
type said map[string]string

func (s said) forms() string { return strings.Join(slices.Sorted(maps.Keys(s)), " ") }

// shows lists the parameters that are shown or asked for, each once.
func (s said) shows() string {
	found := parameter.FindAllString(fmt.Sprint(action.FindAllString(fmt.Sprint(slices.Collect(maps.Values(s))), -1)), -1)
	slices.Sort(found)
	return strings.Join(slices.Compact(found), " ")
}

func readCatalogue(t *testing.T, file string) map[string]said {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var messages map[string]any
	if err := yaml.Unmarshal(content, &messages); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	out := map[string]said{}
	for key, m := range messages {
		out[key] = said{}
		if forms, counted := m.(map[string]any); counted {
			for form, text := range forms {
				out[key][form] = fmt.Sprint(text)
			}
		} else {
			out[key][""] = fmt.Sprint(m)
		}
	}
	return out
}

// TestCataloguesSayTheSame compares the catalogues of the mails, of the pages, of tables and of days: there is one for each language
// that a person may choose, and each has every text of the English one, what it shows, the plural forms of its language, and no text
// left in English.
func TestCataloguesSayTheSame(t *testing.T) {
	for _, folder := range []string{"app/exchange/ical/locales", "app/exchange/words/locales", "app/mail/locales", "i18n/dates",
		"web/texts"} {
		files, err := filepath.Glob(folder + "/*.yaml")
		if err != nil || len(files) != len(i18n.Tags()) {
			t.Fatalf("the catalogues are %v, for %v; %v", files, i18n.Tags(), err)
		}
		english := readCatalogue(t, folder+"/en.yaml")
		for _, language := range i18n.Tags() {
			t.Run(folder+"/"+language, func(t *testing.T) {
				sayTheSame(t, folder, language, english, readCatalogue(t, folder+"/"+language+".yaml"))
			})
		}
	}
}

func sayTheSame(t *testing.T, folder, language string, english, own map[string]said) {
	for key, in := range english {
		got := own[key]
		want := plurals[language]
		if in.forms() == "" {
			want = ""
		}
		if len(got) == 0 || got.forms() != want || slices.Contains(slices.Collect(maps.Values(got)), "") {
			t.Errorf("%s is there in the forms %q, not %q: %q", key, got.forms(), want, got)
		}
		if got.shows() != in.shows() {
			t.Errorf("%s shows %q, in English %q", key, got.shows(), in.shows())
		}
		for form, text := range got {
			if compares.MatchString(text) && strings.HasPrefix(folder, "web/") {
				t.Errorf("%s compares what a page sets apart from the words around it, so it is never equal: %s", key, text)
			}
			if language != "en" && text == in[form] && anyWord.MatchString(action.ReplaceAllString(text, "")) {
				t.Errorf("%s is left in English: %s", key, text)
			}
		}
	}
	for key := range own {
		if english[key] == nil {
			t.Errorf("nothing says %s", key)
		}
	}
}
