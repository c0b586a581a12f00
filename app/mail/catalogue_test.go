package mail_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"qadam/app/mail"
	"qadam/models"
)

// plurals are the forms that a language has, as CLDR names them.
var plurals = map[string]string{"en": "one other", "fr": "many one other", "es": "many one other", "ru": "few many one other", "ar": "few many one other two zero", "zh": "other"}

var (
	parameter = regexp.MustCompile(`{{\.\w+}}`)
	action    = regexp.MustCompile(`{{[^}]*}}`)
	anyWord   = regexp.MustCompile(`[A-Za-z]{3}`)
)

// said is what a catalogue says under one name: the forms of it by their names, a single one as "".
type said map[string]string

// shows lists the parameters, each once.
func (s said) shows() string {
	shown := parameter.FindAllString(fmt.Sprint(slices.Collect(maps.Values(s))), -1)
	slices.Sort(shown)
	return strings.Join(slices.Compact(shown), " ")
}

func readCatalogue(t *testing.T, language string) map[string]said {
	t.Helper()
	content, err := os.ReadFile("locales/" + language + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var messages map[string]any
	if err := yaml.Unmarshal(content, &messages); err != nil {
		t.Fatal(err)
	}
	out := map[string]said{}
	for id, m := range messages {
		out[id] = said{}
		if forms, counted := m.(map[string]any); counted {
			for form, text := range forms {
				out[id][form] = fmt.Sprint(text)
			}
		} else {
			out[id][""] = fmt.Sprint(m)
		}
	}
	return out
}

// TestCataloguesSayTheSame compares the catalogues: there is one for each language that a person may choose, and each has every
// message of the English one, what it shows, the plural forms of its language, and no message left in English.
func TestCataloguesSayTheSame(t *testing.T) {
	files, err := filepath.Glob("locales/*.yaml")
	if err != nil || len(files) != len(mail.Languages) || !slices.Equal(slices.Sorted(slices.Values(mail.Languages)), models.UNLanguages) {
		t.Fatalf("the catalogues are %v of %v, %v", files, mail.Languages, err)
	}
	english := readCatalogue(t, "en")
	for _, language := range mail.Languages {
		own := readCatalogue(t, language)
		for id, in := range english {
			got := own[id]
			if len(got) == 0 || got.shows() != in.shows() {
				t.Errorf("%s: %s shows %q, in English %q", language, id, got.shows(), in.shows())
			}
			if forms := strings.Join(slices.Sorted(maps.Keys(got)), " "); in[""] == "" && forms != plurals[language] {
				t.Errorf("%s: %s has the forms %s, not %s", language, id, forms, plurals[language])
			}
			for _, text := range got {
				if language != "en" && anyWord.MatchString(action.ReplaceAllString(text, "")) && slices.Contains(slices.Collect(maps.Values(in)), text) {
					t.Errorf("%s says %s in English: %s", language, id, text)
				}
			}
		}
		for id := range own {
			if english[id] == nil {
				t.Errorf("%s: nothing says %s", language, id)
			}
		}
	}
}
