package fold_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"qadam/models/fold"
)

// TestKey fixes what Key gives: it is kept in columns.
func TestKey(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		"KAZ-2021-01":                 "kaz-2021-01",
		"NPO":                         "npo",
		"  Ministry\u00a0of \t War\n": "ministry of war",
		"Учёт оружия":                 "учет оружия",
		"УЧЕТ ОРУЖИЯ":                 "учет оружия",
		"Уче\u0308т":                  "учет", // as a Mac writes it
		"Йод":                         "йод",
		"И\u0306од":                   "йод",
		"иод":                         "иод",
		"Oʻzbekiston":                 "o'zbekiston",
		"O‘zbekiston":                 "o'zbekiston",
		"O`zbekiston":                 "o'zbekiston",
		"Côte d’Ivoire":               "côte d'ivoire",
		"Co\u0302te d'Ivoire":         "côte d'ivoire",
		"marking\u200b":               "marking",
		"\ufeffmar\u00adking":         "marking",
		"\u202bmarking\u202c":         "marking",
		"İZMİR":                       "izmir",
		"izmir":                       "izmir",
		"IZMIR":                       "izmir",
		"ISPARTA ısparta":             "isparta isparta",
		"STRASSE":                     "strasse",
		"Straße":                      "strasse",
		"ΌΣΟΣ":                        "όσοσ",
		"KAZ–2021‑01":                 "kaz-2021-01",
		"«Мин»":                       `"мин"`,
		"Мин":                         "мин",
		"Өнертабыс МИНИСТРЛІГІ": "өнертабыс министрлігі",
		"می\u200cخواهم":         "میخواهم",
		"ﬁ ２":                   "ﬁ ２",
	} {
		if got := fold.Key(text); got != want {
			t.Errorf("%+q is %+q, not %+q", text, got, want)
		}
	}
	for _, two := range [][2]string{{"sécurité", "securite"}, {"й", "и"}, {"ў", "у"}, {"қ", "к"}, {"KAZ-2021-01", "KAZ-2021-010"}} {
		if fold.Key(two[0]) == fold.Key(two[1]) {
			t.Errorf("%q and %q are not the same", two[0], two[1])
		}
	}
}

// TestSearch fixes what Search gives: it is kept in columns.
func TestSearch(t *testing.T) {
	for text, want := range map[string]string{
		"":                     "",
		"Sécurité publique":    "securite publique",
		"SE\u0301CURITE\u0301": "securite",
		"İzmir":                "izmir",
		"ISPARTA":              "isparta",
		"Łódź, Đà Nẵng, Ærø":   "lodz, da nang, aero",
		"Учёт":                 "учет",
		"за\u0301мок":          "замок",
		"Йод, ўзбек, Їжак":     "йод, ўзбек, їжак",
		"Oʻzbekiston, gʻalaba": "ozbekiston, galaba",
		"Ozbekiston":           "ozbekiston",
		"ma’no":                "ma'no",
		"l’homme":              "l'homme",
		"أغسطس":                "اغسطس",
		"اُسبوع":               "اسبوع",
		"کابل":                 "كابل",
		"تذكـــرة":             "تذكرة",
		"٢٠٢١ ۲۰۲۱ ２０２１":       "2021 2021 2021",
		"ﬁle №1":               "file no1",
		"がく":                   "がく",
		"हिन्दी":               "हिन्दी",
		"한국":                   "한국",
		"2\u00a0000":           "2 000",
	} {
		if got := fold.Search(text); got != want {
			t.Errorf("%+q is %+q, not %+q", text, got, want)
		}
	}
}

// TestTerms fixes what Terms gives: it is kept in columns.
func TestTerms(t *testing.T) {
	if got := fold.Terms("KAZ-2021-01", "Учёт: «оружия», l’homme", "", "ma\u200bno 2021/КАЗ हिन्दी"); got !=
		"kaz 2021 01 учет оружия l homme mano 2021 каз हिन्दी" {
		t.Errorf("%+q", got)
	}
	if got := fold.Terms(strings.Repeat("ж", 5000)); got != strings.Repeat("ж", 200) {
		t.Errorf("a word of %d letters is too long for an index", len([]rune(got)))
	}
}

// TestPlainTextIsFoldedAlike compares the short way of common letters with the long one, which an invisible character asks for.
func TestPlainTextIsFoldedAlike(t *testing.T) {
	for r := rune(1); r < 0x2200; r++ {
		for _, text := range []string{string(r), "o" + string(r) + "x", "и" + string(r) + " Ё", "g'" + string(r)} {
			for name, to := range map[string]func(string) string{"Key": fold.Key, "Search": fold.Search} {
				if short, long := to(text), to(text+"\u200b"); short != long {
					t.Errorf("%s of %+q is %+q or %+q", name, text, short, long)
				}
			}
		}
	}
}

func TestInvisible(t *testing.T) {
	for _, r := range "\u00ad\u200b\u200e\u200f\u061c\u202a\u202e\u2060\u2066\u2069\u180e\ufeff\u3164\U000e0041" {
		if !fold.Invisible(r) {
			t.Errorf("%+q shows nothing", r)
		}
	}
	for _, r := range "a \n\u00a0\u202f\u200c\u200d\u0301ё🌍" {
		if fold.Invisible(r) {
			t.Errorf("%+q is needed", r)
		}
	}
}

// FuzzFold holds what columns and look-ups count on for any text.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"Учёт", "е\u200b\u0308", "i\u0307\u0307", "ͅα", "İI", "o\u0308'", "ﬁ\u0301", "\xff", "o''", "O\u02bb\u0301",
		"ﺀ\u0651"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for name, to := range map[string]func(string) string{"Key": fold.Key, "Search": fold.Search} {
			got := to(text)
			if again := to(got); again != got {
				t.Errorf("%s of %+q is %+q, and of that %+q", name, text, got, again)
			}
			if utf8.ValidString(text) {
				if composed, apart := to(norm.NFC.String(text)), to(norm.NFD.String(text)); composed != got || apart != got {
					t.Errorf("%s of %+q is %+q, composed %+q and decomposed %+q", name, text, got, composed, apart)
				}
			}
			if strings.ContainsFunc(got, fold.Invisible) {
				t.Errorf("%s leaves in %+q what cannot be seen", name, got)
			}
		}
		if fold.Search(fold.Key(text)) != fold.Search(text) {
			t.Errorf("Search of %+q depends on what Key ignores: %+q, %+q", text, fold.Search(fold.Key(text)), fold.Search(text))
		}
	})
}
