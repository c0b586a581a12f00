package i18n_test

import (
	"testing"

	"golang.org/x/text/language"

	"qadam/i18n"
)

// TestEachCountryHasSixNames compares the codes with those of golang.org/x/text, which knows withdrawn and reserved ones, too.
func TestEachCountryHasSixNames(t *testing.T) {
	withdrawn := map[string]bool{}
	for _, code := range []string{"ANT", "ASC", "ATN", "BUR", "CPT", "CTE", "DDR", "DGA", "DHY", "FXX", "HVO", "JTN", "MID", "NHB", "NTZ",
		"PCI", "PCZ", "PUS", "RHO", "SCG", "SUN", "TAA", "TMP", "VDR", "WAK", "YMD", "YUG", "ZAR"} {
		withdrawn[code] = true
	}
	count := 0
	for _, code := range threeLetters() {
		region, err := language.ParseRegion(code)
		assigned := err == nil && region.ISO3() == code && region.IsCountry() && !withdrawn[code]
		if i18n.IsCountry(code) != assigned {
			t.Errorf("%s is a country: %v", code, !assigned)
		}
		if !assigned {
			continue
		}
		count++
		names := i18n.CountryNames(code)
		for _, l := range i18n.Languages {
			if len(names) != len(i18n.Languages) || names[l.Tag] == "" {
				t.Errorf("%s has the names %v", code, names)
			}
		}
	}
	if count != 250 { // the 249 of ISO 3166-1, and Kosovo
		t.Errorf("there are %d countries", count)
	}
}

func threeLetters() []string {
	var out []string
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			for c := 'A'; c <= 'Z'; c++ {
				out = append(out, string([]rune{a, b, c}))
			}
		}
	}
	return out
}

// TestCountriesHaveTheirPresentNames holds names that changed, or that the United Nations write otherwise than most.
func TestCountriesHaveTheirPresentNames(t *testing.T) {
	for code, want := range map[string]map[string]string{
		"TUR": {"en": "Türkiye", "fr": "Türkiye", "es": "Türkiye", "ru": "Турция", "ar": "تركيا", "zh": "土耳其"},
		"CIV": {"en": "Côte d’Ivoire", "fr": "Côte d’Ivoire", "es": "Côte d’Ivoire", "ru": "Кот-д’Ивуар", "ar": "كوت ديفوار", "zh": "科特迪瓦"},
		"SWZ": {"en": "Eswatini", "fr": "Eswatini", "es": "Eswatini", "ru": "Эсватини", "ar": "إسواتيني"},
		"MKD": {"en": "North Macedonia", "fr": "Macédoine du Nord", "es": "Macedonia del Norte", "ru": "Северная Македония", "zh": "北马其顿"},
		"CZE": {"en": "Czechia", "fr": "Tchéquie", "es": "Chequia", "ru": "Чехия", "ar": "تشيكيا", "zh": "捷克"},
		"CPV": {"en": "Cabo Verde", "fr": "Cabo Verde", "es": "Cabo Verde", "ru": "Кабо-Верде", "ar": "كابو فيردي"},
		"VNM": {"en": "Viet Nam", "fr": "Viet Nam", "es": "Viet Nam", "ru": "Вьетнам", "ar": "فييت نام", "zh": "越南"},
		"KGZ": {"en": "Kyrgyzstan", "fr": "Kirghizistan", "es": "Kirguistán", "ru": "Кыргызстан", "zh": "吉尔吉斯斯坦"},
		"KAZ": {"en": "Kazakhstan", "fr": "Kazakhstan", "es": "Kazajstán", "ru": "Казахстан", "ar": "كازاخستان"},
		"MDA": {"en": "Republic of Moldova", "fr": "République de Moldova", "ru": "Республика Молдова"},
		"PSE": {"en": "State of Palestine", "fr": "État de Palestine", "ar": "دولة فلسطين"},
		"TLS": {"en": "Timor-Leste", "fr": "Timor-Leste", "ru": "Тимор-Лешти"},
	} {
		for tag, name := range want {
			if got := i18n.CountryNames(code)[tag]; got != name {
				t.Errorf("%s is %q in %s, not %q", code, got, tag, name)
			}
		}
	}
	if names := i18n.CountryNames("SUN"); names == nil || len(names) != 0 {
		t.Errorf("a code that is no country's has the names %v", names)
	}
}
