package qadam_test

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestMigrationNumbers holds that both folders have the same steps, and that no two have the same number.
func TestMigrationNumbers(t *testing.T) {
	var folders [2][]string
	for i, dialect := range []string{"sqlite", "postgres"} {
		files, err := os.ReadDir("app/store/migrations/" + dialect)
		if err != nil {
			t.Fatal(err)
		}
		before := ""
		for _, f := range files {
			number, _, _ := strings.Cut(f.Name(), "_")
			if number == before {
				t.Errorf("%s: two migrations have the number %s: give the later one the next", dialect, number)
			}
			before = number
			folders[i] = append(folders[i], f.Name())
		}
	}
	if !slices.Equal(folders[0], folders[1]) {
		t.Errorf("the folders differ: %v %v", folders[0], folders[1])
	}
}
