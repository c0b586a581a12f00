package models_test

import (
	"testing"

	"qadam/models"
)

func TestScoresAsText(t *testing.T) {
	for text, want := range map[string]models.Score{"0": 0, "19": 1900, "19.2": 1920, "19.25": 1925, "-0.05": -5, "100.00": 10000} {
		got, err := models.ParseScore(text)
		b, _ := got.MarshalJSON()
		back, failed := models.ParseScore(string(b))
		if err != nil || failed != nil || got != want || back != want {
			t.Errorf("%s is read as %d (%v) and written as %s", text, got, err, b)
		}
	}
	for _, text := range []string{"", "x", "1.234", "1e3", ".5", "+1", "12345678901", "1,5"} {
		if got, err := models.ParseScore(text); err == nil {
			t.Errorf("%q is read as %d", text, got)
		}
	}
}
