package words

import (
	"strings"
	"testing"

	"qadam/app/exchange/sheet"
	"qadam/i18n"
)

// TestAWordStandsForOneThing holds that no word means two things, in one language or in two.
func TestAWordStandsForOneThing(t *testing.T) {
	for _, prefix := range []string{"column_", "level_", "kind_", "theme_"} {
		means := map[string]string{}
		for _, key := range catalogue.Keys() {
			if !strings.HasPrefix(key, prefix) {
				continue
			}
			for _, l := range i18n.Languages {
				text, err := catalogue.Text(l, key)
				if err != nil {
					t.Fatal(err)
				}
				for word := range strings.SplitSeq(text, " / ") {
					word = sheet.ColumnName(word)
					if other := means[word]; word == "" || other != "" && other != key {
						t.Errorf("%q in %s stands for %s and %s", word, l.Tag, key, other)
					}
					means[word] = key
				}
			}
		}
		if len(means) == 0 {
			t.Errorf("there are no words of %s", prefix)
		}
	}
}
