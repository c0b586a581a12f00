package models_test

import (
	"testing"

	"qadam/models"
)

// Whose step it is (docs/domain.md#lifecycles).
func TestWhoTakesWhichStep(t *testing.T) {
	for _, c := range []struct {
		role     models.Role
		from, to string
		may      bool
	}{
		{models.National, "identified", "agreed", true}, {models.Partner, "identified", "agreed", false},
		{models.Donor, "identified", "agreed", false},
		{models.National, "agreed", "declined", true}, {models.National, "in_delivery", "declined", false},
		{models.Manager, "in_delivery", "declined", false},
		{models.Partner, "referred", "taken_up", true}, {models.Partner, "in_delivery", "met", true},
		{models.Partner, "taken_up", "in_delivery", false},
		{models.Manager, "identified", "met", false}, {models.Admin, "agreed", "prioritized", true},
	} {
		_, err := models.NeedLifecycle.Find(c.from, c.to, c.role)
		if (err == nil) != c.may {
			t.Errorf("%s from %s to %s: %v", c.role, c.from, c.to, err)
		}
		if err != nil && models.CodeOf(err) != models.Conflict {
			t.Errorf("refused as %s", models.CodeOf(err))
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
