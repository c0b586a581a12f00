package register

import (
	"slices"
	"strings"
	"testing"

	"qadam/app/exchange/words"
	"qadam/models"
)

// TestWordsStandForWhatThereIs holds that each column and each choice has words, and that no word stands for anything else.
func TestWordsStandForWhatThereIs(t *testing.T) {
	read := []string{"number"}
	for line := range strings.Lines(NeedColumns()) {
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "- `"), "`")
		read = append(read, name)
	}
	for prefix, want := range map[string][]string{"column_": read, "level_": models.NeedLevel("").Values(),
		"kind_": models.NeedKind("").Values()} {
		var got []string
		for _, name := range words.Of[string](prefix) {
			got = append(got, name)
		}
		slices.Sort(got)
		slices.Sort(want)
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Errorf("words of %s are there for\n%v, not\n%v", prefix, got, want)
		}
	}
}
