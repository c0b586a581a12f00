package models_test

import (
	"testing"
	"time"

	"qadam/models"
)

func TestMonthsStayAtTheMonthsEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from models.Date
		n    int
		want models.Date
	}{
		{"2026-08-31", 6, "2027-02-28"}, {"2026-08-31", 1, "2026-09-30"}, {"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", 48, "2028-02-29"},
		{"2026-01-31", 1, "2026-02-28"}, {"2026-01-31", 2, "2026-03-31"}, {"2024-01-30", 1, "2024-02-29"}, {"2026-12-31", 2, "2027-02-28"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-05-31", -3, "2026-02-28"}, {"2024-02-29", -12, "2023-02-28"}, {"2026-01-31", -2, "2025-11-30"},
		{"2026-01-15", 13, "2027-02-15"}, {"2026-11-15", -11, "2025-12-15"}, {"2026-07-31", 0, "2026-07-31"},
	} {
		if got := c.from.AddMonths(c.n); got != c.want {
			t.Errorf("%s and %d months: %s, not %s", c.from, c.n, got, c.want)
		}
	}
	almaty := time.FixedZone("", 5*60*60)
	at := time.Date(2026, 8, 31, 23, 59, 30, 5, almaty)
	if got, want := models.AddMonths(at, 6), time.Date(2027, 2, 28, 23, 59, 30, 5, almaty); !got.Equal(want) {
		t.Errorf("six months after %s: %s", at, got)
	}
}

// Another month's end never lies before an earlier one: the scan of reminders relies on that order.
func TestMonthsKeepTheOrderOfDays(t *testing.T) {
	t.Parallel()
	for n := -25; n <= 25; n++ {
		for day := models.Date("2023-12-25"); day < "2025-03-05"; day = day.AddDays(1) {
			if next := day.AddDays(1); next.AddMonths(n) < day.AddMonths(n) {
				t.Fatalf("%s and %d months lies after %s and as many", day, n, next)
			}
		}
	}
}
