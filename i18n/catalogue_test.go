package i18n_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qadam/i18n"
)

// whole is a catalogue with a plain text and one that counts.
func whole() fstest.MapFS {
	files := fstest.MapFS{}
	for _, l := range i18n.Languages {
		text := "plain: " + l.Tag + " {{.Name}}\ncounted:\n"
		for _, form := range l.Plurals {
			text += "  " + form + ": " + l.Tag + " " + form + " {{.Count}}\n"
		}
		files["texts/"+l.Tag+".yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

func TestCatalogueChoosesThePluralForm(t *testing.T) {
	c, err := i18n.ReadCatalogue(whole(), "texts")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.Text(i18n.Of("fr"), "plain", "Name", "x"); err != nil || got != "fr x" {
		t.Errorf("got %q, %v", got, err)
	}
	for tag, want := range map[string]string{"en": "en other 2", "ru": "ru few 2", "ar": "ar two 2", "zh": "zh other 2"} {
		if got, err := c.Text(i18n.Of(tag), "counted", "Count", 2); err != nil || got != want {
			t.Errorf("got %q, %v", got, err)
		}
	}
	if _, err := c.Text(i18n.English, "missing"); err == nil {
		t.Error("a text that is not there was given")
	}
}

func TestCatalogueMustBeWhole(t *testing.T) {
	for what, spoil := range map[string]func(text string) string{
		"a text is missing":       func(s string) string { return s[strings.Index(s, "counted"):] },
		"a text is too many":      func(s string) string { return s + "more: text\n" },
		"a text has another key":  func(s string) string { return strings.Replace(s, "plain", "plane", 1) },
		"a plural form is absent": func(s string) string { return strings.Replace(s, "  few: ru few {{.Count}}\n", "", 1) },
		"it is no YAML":           func(string) string { return "\t" },
	} {
		files := whole()
		files["texts/ru.yaml"].Data = []byte(spoil(string(files["texts/ru.yaml"].Data)))
		if _, err := i18n.ReadCatalogue(files, "texts"); err == nil || !strings.Contains(err.Error(), "ru.yaml") {
			t.Errorf("%s: %v", what, err)
		}
	}
	files := whole()
	delete(files, "texts/zh.yaml")
	if _, err := i18n.ReadCatalogue(files, "texts"); err == nil {
		t.Error("a language is missing, and nothing is said")
	}
}

func TestNearestLanguage(t *testing.T) {
	for wish, want := range map[string]string{"fr-CA,fr;q=0.9,en;q=0.5": "fr", "ru": "ru", "zh-Hans-CN": "zh", "": "en", "xx": "en"} {
		if got := i18n.Nearest(wish).Tag; got != want {
			t.Errorf("%q gets %s, not %s", wish, got, want)
		}
	}
	if i18n.Of("ar").Dir != "rtl" || i18n.Of("xx").Tag != "en" {
		t.Error("a language was not found by its tag")
	}
}

// TestDatesAreWrittenAsLanguagesDo compares with what each language does within a sentence; the pages' tests have the rest.
func TestDatesAreWrittenAsLanguagesDo(t *testing.T) {
	at := time.Date(2021, 6, 1, 9, 5, 0, 0, time.UTC)
	for tag, want := range map[string]string{"en": "1 June 2021", "fr": "1er juin 2021", "es": "1 de junio de 2021",
		"ru": "1 июня 2021 года",
		"ar": "1 حزيران/يونيه 2021", "zh": "2021年6月1日"} {
		if got, err := i18n.Of(tag).Date(i18n.Full, at); err != nil || got != want {
			t.Errorf("%s: %q, not %q; %v", tag, got, want, err)
		}
	}
	here := time.FixedZone("here", 6*3600)
	if got, err := i18n.English.Date(i18n.Instant, at.In(here)); err != nil || got != "1 June 2021, 09:05 UTC" {
		t.Errorf("%q, %v", got, err)
	}
}
