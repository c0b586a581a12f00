package web

import (
	"testing"

	"qadam/i18n"
	"qadam/models"
)

// TestEveryStatusHasASignAndAWord holds the vocabulary against the models: each status has an icon that exists, and a word in each
// language.
func TestEveryStatusHasASignAndAWord(t *testing.T) {
	t.Parallel()
	site, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for kind, statuses := range map[string][]string{"need": models.NeedStatus("").Values(), "activity": models.ActivityStatus("").Values(),
		"health": models.Health("").Values(), "milestone": models.MilestoneStatus("").Values(), "matter": models.Matter("").Values(),
		"mission": models.MissionStatus("").Values(), "sharing": models.Sharing("").Values(), "extent": models.Extent("").Values(),
		"referral": models.ReferralStatus("").Values()} {
		shapes := map[[2]string]bool{}
		for _, status := range statuses {
			found, err := sign(kind, status)
			if err != nil {
				t.Error(err)
				continue
			}
			shapes[[2]string{found.Icon, found.Tone}] = true
			if site.symbols["i-"+found.Icon] == "" {
				t.Errorf("there is no icon %s for the status %s of a %s", found.Icon, status, kind)
			}
			for _, l := range i18n.Languages {
				if word, err := site.texts.catalogue.Text(l, found.Key); err != nil || word == "" {
					t.Errorf("the status %s of a %s has no word in %s: %v", status, kind, l.Tag, err)
				}
			}
		}
		if len(statuses) > 2 && len(shapes) < 3 {
			t.Errorf("the statuses of a %s look alike", kind)
		}
	}
}

// TestEveryNextStepHasWords holds that what a need waits for is said in each language.
func TestEveryNextStepHasWords(t *testing.T) {
	t.Parallel()
	site, err := New()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, status := range models.NeedStatus("").Values() {
		for _, n := range []models.Need{{}, {ProposedStatus: models.NeedMet}, {StateAnswer: "not_met"}} {
			n.Status = models.NeedStatus(status)
			step := n.NextOf()
			if (step.Action == "") != (step.Key == "") {
				t.Errorf("the step %q has the key %q", step.Action, step.Key)
			}
			seen[step.Key] = true
		}
	}
	delete(seen, "")
	for key := range seen {
		for _, l := range i18n.Languages {
			if word, err := site.texts.catalogue.Text(l, "next."+key); err != nil || word == "" {
				t.Errorf("the step %s has no words in %s: %v", key, l.Tag, err)
			}
		}
	}
	if len(seen) < 10 {
		t.Errorf("only %d steps were looked at", len(seen))
	}
}
