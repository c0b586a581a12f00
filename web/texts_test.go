package web

import (
	"testing"
	"time"

	"qadam/models"
)

// TestDaysAreReadAsWritten holds that a day is read in the form in which the page shows it, in each language.
func TestDaysAreReadAsWritten(t *testing.T) {
	site, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range site.texts.languages {
		for m := time.January; m <= time.December; m++ {
			for _, day := range []int{1, 2, 28} {
				d := models.DateOf(time.Date(2021, m, day, 0, 0, 0, 0, time.UTC))
				for _, write := range []func() (string, error){
					func() (string, error) { return l.date(d) },
					func() (string, error) { return l.day("2021-06-30", d) },
				} {
					said, err := write()
					if err != nil {
						t.Fatal(err)
					}
					if got, fault := site.ParseDay(said, "2021-06-30"); fault != nil || got.Time().YearDay() != d.Time().YearDay() {
						t.Errorf("%s: %q is read as %q, not %s", l.Tag, said, got, d)
					}
				}
			}
		}
	}
}

// TestDaysAreWrittenAsLanguagesDo compares with what each language does.
func TestDaysAreWrittenAsLanguagesDo(t *testing.T) {
	site, err := New()
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2021, 6, 1, 9, 5, 0, 0, time.UTC)
	for tag, want := range map[string][4]string{
		"en": {"1 June 2021", "1 June", "1 June 2021, 09:05 UTC", "80,000.50"},
		"fr": {"1er juin 2021", "1er juin", "1er juin 2021, 09:05 UTC", "80\u00a0000,50"},
		"es": {"1 de junio de 2021", "1 de junio", "1 de junio de 2021, 09:05 UTC", "80.000,50"},
		"ru": {"1 июня 2021 года", "1 июня", "1 июня 2021 г., 09:05 UTC", "80\u00a0000,50"},
		"ar": {"1 حزيران/يونيه 2021", "1 حزيران/يونيه", "1 حزيران/يونيه 2021، 09:05 UTC", "80,000.50"},
		"zh": {"2021年6月1日", "6月1日", "2021年6月1日 09:05 UTC", "80,000.50"},
	} {
		l := site.texts.nearest(tag)
		whole, err := l.date(models.DateOf(at))
		short, err2 := l.day("2021-06-30", models.DateOf(at))
		instant, err3 := l.instant(at)
		if got := [4]string{whole, short, instant, l.amount(models.USD(8000050))}; err != nil || err2 != nil || err3 != nil || got != want {
			t.Errorf("%s: %q, not %q", tag, got, want)
		}
	}
}

// TestMissingOrganisationLeavesNoMarks leaves out what is not known together with its punctuation.
func TestMissingOrganisationLeavesNoMarks(t *testing.T) {
	site, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for organisation, want := range map[string]string{
		"":         "For <bdi>Serik &lt;T.&gt;</bdi>",
		"INTERPOL": "For <bdi>Serik &lt;T.&gt;</bdi>, <bdi>INTERPOL</bdi>",
	} {
		got, err := site.texts.nearest("en").rich("update.for", "Name", "Serik <T.>", "Organisation", organisation)
		if err != nil || string(got) != want {
			t.Errorf("%q, %v", got, err)
		}
	}
}
