package models_test

import (
	"testing"

	"qadam/models"
)

// Every status of a life can be reached, and every step leads to a status of the life.
func TestLivesHoldTogether(t *testing.T) {
	for _, l := range []models.Lifecycle{models.NeedLifecycle, models.ActivityLifecycle, models.MilestoneLifecycle, models.UpdateLifecycle,
		models.MissionLifecycle, models.OfferLifecycle, models.ReferralLifecycle, models.OverlapLifecycle} {
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
	if len(models.NeedLifecycle.Statuses()) != 10 {
		t.Errorf("a need has %d statuses; the domain knows ten", len(models.NeedLifecycle.Statuses()))
	}
}
