package web_test

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

	"qadam/models"
)

// forms are the plural forms that a language has, as CLDR names them.
var forms = map[string]string{"en": "one other", "fr": "many one other", "es": "many one other", "ru": "few many one other", "ar": "few many one other two zero", "zh": "other"}

// catalogue reads the texts of a language as they are written.
func catalogue(t *testing.T, language string) map[string]any {
	t.Helper()
	content, err := os.ReadFile("texts/" + language + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]any{}
	if err := yaml.Unmarshal(content, &out); err != nil {
		t.Fatalf("%s: %v", language, err)
	}
	return out
}

// parameters are those that a text shows or asks for, each once.
func parameters(text any) string {
	found := regexp.MustCompile(`\.[A-Z]\w*`).FindAllString(strings.Join(regexp.MustCompile(`{{[^}]*}}`).FindAllString(fmt.Sprint(text), -1), " "), -1)
	slices.Sort(found)
	return strings.Join(slices.Compact(found), " ")
}

// TestCataloguesSayTheSame compares the catalogues: the pages are whole in each language that a person may choose, with every
// text of the English one, its parameters, and the plural forms of the language.
func TestCataloguesSayTheSame(t *testing.T) {
	files, err := filepath.Glob("texts/*.yaml")
	if err != nil || len(files) != len(models.UNLanguages) {
		t.Fatalf("the catalogues are %v, for %v; %v", files, models.UNLanguages, err)
	}
	english := catalogue(t, "en")
	for _, language := range models.UNLanguages {
		own := catalogue(t, language)
		for key, text := range english {
			got, said := own[key]
			if !said || fmt.Sprint(got) == "" {
				t.Errorf("%s lacks %s", language, key)
				continue
			}
			if _, counted := text.(map[string]any); counted {
				plural, _ := got.(map[string]any)
				if has := strings.Join(slices.Sorted(maps.Keys(plural)), " "); has != forms[language] {
					t.Errorf("%s: %s has the forms %s, not %s", language, key, has, forms[language])
				}
			}
			if a, b := parameters(text), parameters(got); a != b && !strings.HasPrefix(key, "day.") { // a day leaves its year out, or writes it elsewhere
				t.Errorf("%s: %s shows %q, in English %q", language, key, b, a)
			}
			if language != "en" && fmt.Sprint(got) == fmt.Sprint(text) && regexp.MustCompile(`[A-Za-z]{3}`).MatchString(regexp.MustCompile(`{{[^}]*}}`).ReplaceAllString(fmt.Sprint(text), "")) {
				t.Errorf("%s says %s in English: %v", language, key, got)
			}
		}
		for key := range own {
			if english[key] == nil {
				t.Errorf("%s: nothing says %s", language, key)
			}
		}
	}
}
