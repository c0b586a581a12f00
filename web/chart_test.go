package web

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qadam/models"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestChartsAreDrawnAsBefore compares each chart with the one that was looked at. With -update they are written anew: look at them.
func TestChartsAreDrawnAsBefore(t *testing.T) {
	t.Parallel()
	guide := NewStyleguide()
	drawn := map[string]string{"score": string(ScoreBar(8800)), "score_low": string(ScoreBar(0)),
		"spread": string(Spread(models.Score(425), 3, 5))}
	for i, r := range guide.Sure {
		drawn["strip_"+string(rune('a'+i))] = string(r.Strip())
	}
	for i, f := range guide.Bars {
		drawn["funding_"+string(rune('a'+i))] = string(f.Bar(" wide"))
	}
	for name, svg := range drawn {
		if len(svg) > 1500 {
			t.Errorf("%s has %d bytes", name, len(svg))
		}
		file := filepath.Join("testdata", "charts", name+".svg")
		if *update {
			if err := os.WriteFile(file, []byte(svg+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := svg + "\n"; got != string(want) {
			t.Errorf("%s is drawn as\n%snot as\n%s", name, got, want)
		}
	}
}

// TestAFundingBarIsNeverAWrongStack holds that sums are stacked only where each is a part of the next.
func TestAFundingBarIsNeverAWrongStack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		f       Funding
		stacked bool
		percent int
	}{
		{Funding{Needed: 100, Spent: 10, Disbursed: 20, Committed: 30, Pledged: 40}, true, 30},
		{Funding{Needed: 100, Committed: 30}, true, 30},
		{Funding{Needed: 100, Spent: 20, Disbursed: 10, Committed: 30}, false, 30},
		{Funding{Needed: 100, Committed: 250, Pledged: 20}, false, 100},
		{Funding{}, true, 0},
	} {
		bar := string(c.f.Bar(""))
		if thin := strings.Contains(bar, "v3H0z"); thin == c.stacked {
			t.Errorf("%+v is drawn as %s", c.f, bar)
		}
		if strings.Contains(bar, "NaN") || strings.Contains(bar, "Inf") {
			t.Errorf("%+v is drawn as %s", c.f, bar)
		}
		if got := c.f.Percent(); got != c.percent {
			t.Errorf("%+v is committed to %d%%, not %d%%", c.f, got, c.percent)
		}
	}
}
