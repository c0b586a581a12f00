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

// rowsAlone are migrations that set rows right and leave the tables as they are: the program before runs on them as well.
var rowsAlone = []string{"00034_spending_accepted.sql", "00040_stray_allotments.sql"}

// TestMigrationsSayHowToGoBack holds that each migration has a way down, or says that a backup is the only one.
func TestMigrationsSayHowToGoBack(t *testing.T) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		files, err := os.ReadDir("app/store/migrations/" + dialect)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text, err := os.ReadFile("app/store/migrations/" + dialect + "/" + f.Name())
			if err != nil {
				t.Fatal(err)
			}
			_, down, found := strings.Cut(string(text), "-- +goose Down")
			does := strings.TrimSpace(strings.ReplaceAll(down, "SELECT 1;", ""))
			if !found || does == "" && !slices.Contains(rowsAlone, f.Name()) {
				t.Errorf("%s/%s has no way down: write one, or that it is not undone", dialect, f.Name())
			}
		}
	}
}
