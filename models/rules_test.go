package models_test

import (
	"testing"

	"pgregory.net/rapid"

	"qadam/models"
)

// Every status of a life can be reached, and every step leads to a status of the life.
func TestLivesHoldTogether(t *testing.T) {
	for _, l := range []models.Lifecycle{models.NeedLife, models.ActivityLife, models.MilestoneLife, models.UpdateLife, models.MissionLife, models.OfferLife, models.ReferralLife, models.OverlapLife} {
		reached, next := map[string]bool{}, []string{l.Start}
		for len(next) > 0 {
			at := next[0]
			next = next[1:]
			if reached[at] {
				continue
			}
			reached[at] = true
			for _, m := range l.Steps[at] {
				next = append(next, m.To)
				if len(m.Roles) == 0 {
					t.Errorf("%s: nobody may step from %s to %s", l.Noun, at, m.To)
				}
			}
		}
		for _, s := range l.Statuses() {
			if !reached[s] {
				t.Errorf("%s: %s cannot be reached", l.Noun, s)
			}
		}
	}
	if len(models.NeedLife.Statuses()) != 10 {
		t.Errorf("a need has %d statuses; the domain knows ten", len(models.NeedLife.Statuses()))
	}
}

// Whose step it is (docs/domain.md#lifecycles).
func TestWhoTakesWhichStep(t *testing.T) {
	for _, c := range []struct {
		role     models.Role
		from, to string
		may      bool
	}{
		{models.National, "identified", "agreed", true}, {models.Partner, "identified", "agreed", false}, {models.Donor, "identified", "agreed", false},
		{models.National, "agreed", "declined", true}, {models.National, "in_delivery", "declined", false}, {models.Manager, "in_delivery", "declined", false},
		{models.Partner, "referred", "taken_up", true}, {models.Partner, "in_delivery", "met", true}, {models.Partner, "taken_up", "in_delivery", false},
		{models.Manager, "identified", "met", false}, {models.Admin, "agreed", "prioritized", true},
	} {
		_, err := models.NeedLife.Find(c.from, c.to, c.role)
		if (err == nil) != c.may {
			t.Errorf("%s from %s to %s: %v", c.role, c.from, c.to, err)
		}
		if err != nil && models.CodeOf(err) != models.Conflict {
			t.Errorf("refused as %s", models.CodeOf(err))
		}
	}
}

func TestMoney(t *testing.T) {
	for _, c := range []struct {
		amount, currency string
		minor            int64
		ok               bool
	}{
		{"120000.00", "USD", 12000000, true}, {"0.01", "EUR", 1, true}, {"1", "JPY", 1, true}, {"1.5", "JPY", 0, false}, {"1.234", "KWD", 1234, true},
		{"1.005", "USD", 0, false}, {"", "USD", 0, false}, {"1,000", "USD", 0, false}, {"1", "XXY", 0, false}, {"1", "usd", 0, false},
		{"999999999999.99", "USD", 99999999999999, true}, {"1000000000000", "USD", 0, false}, {"1e400", "USD", 0, false}, {"NaN", "USD", 0, false},
		{"-5.00", "USD", -500, true}, {"1e3", "USD", 100000, true},
	} {
		m, err := models.ParseMoney(c.amount, c.currency)
		if (err == nil) != c.ok || (c.ok && m.Minor != c.minor) {
			t.Errorf("%s %s: %d, %v", c.amount, c.currency, m.Minor, err)
		}
	}
}

// What is written as JSON is read back the same.
func TestMoneyAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := models.Money{Minor: rapid.Int64Range(-99999999999999, 99999999999999).Draw(t, "minor"), Currency: rapid.SampledFrom([]string{"USD", "EUR", "KZT", "JPY", "KWD"}).Draw(t, "currency")}
		if m.Currency == "JPY" {
			m.Minor /= 100
		}
		b, err := m.MarshalJSON()
		var back models.Money
		if err != nil || back.UnmarshalJSON(b) != nil || back != m {
			t.Fatalf("%s came back as %+v (%v)", b, back, err)
		}
	})
}

func TestPriority(t *testing.T) {
	type scored struct {
		weight    models.Score
		mean      int
		direction string
	}
	for _, c := range []struct {
		in   []scored
		want models.Score
	}{
		{[]scored{{100_00, 500, "higher_first"}}, 10000},
		{[]scored{{100_00, 100, "higher_first"}}, 0},
		{[]scored{{100_00, 100, "lower_first"}}, 10000},
		{[]scored{{60_00, 400, "higher_first"}, {40_00, 200, "higher_first"}}, 5500},
		{[]scored{{25_00, 450, "higher_first"}}, 8750}, // what nobody scored leaves its weight out
		{[]scored{{33_33, 433, "higher_first"}, {33_33, 367, "higher_first"}}, 7500},
	} {
		var sum, weights int64
		for _, s := range c.in {
			sum += int64(s.weight) * int64(models.Merit(s.mean, s.direction))
			weights += int64(s.weight)
		}
		if got := models.PriorityOf(models.PointsOf(sum, weights)); got != c.want {
			t.Errorf("%v: %v, want %v", c.in, got, c.want)
		}
	}
}

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

// The rank key sorts as the domain says: priority, then the earlier wanted-by date, then the reference by its number.
func TestRankKey(t *testing.T) {
	score := func(n int) *int { n *= models.PointsAHundredth; return &n }
	order := []string{
		models.RankKey(score(10000), "", "KAZ-2021-09"),
		models.RankKey(score(7250), "2022-01-01", "KAZ-2021-03"),
		models.RankKey(score(7250), "2023-01-01", "KAZ-2021-02"),
		models.RankKey(score(7250), "", "KAZ-2021-99"),
		models.RankKey(score(7250), "", "KAZ-2021-100"),
		models.RankKey(score(0), "2021-01-01", "KAZ-2021-01"),
		models.RankKey(nil, "2021-01-01", "KAZ-2021-01"),
	}
	for i := 1; i < len(order); i++ {
		if order[i-1] >= order[i] {
			t.Errorf("%s does not come before %s", order[i-1], order[i])
		}
	}
}
