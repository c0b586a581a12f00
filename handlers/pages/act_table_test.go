package pages

import (
	"slices"
	"testing"

	"qadam/app/reminders"
	"qadam/models"
	"qadam/web"
)

// TestEveryStepHasItsAct holds that whatever a rule watches and whoever may be told of it, there is a form that takes the step: a page
// of its object, which does the act, whose form is declared.
func TestEveryStepHasItsAct(t *testing.T) {
	t.Parallel()
	pages, used := actPages(), map[string]bool{}
	for _, text := range models.Watch("").Values() {
		watches := models.Watch(text)
		told := map[models.Role]bool{models.Manager: true, models.Admin: true}
		for _, role := range []models.Role{models.National, models.Partner, models.Donor} {
			told[role] = reminders.ActOf(watches, role) != ""
		}
		if states := slices.Contains(models.StatesWatches, watches); states && !told[models.National] {
			t.Errorf("%s is the State's, who can do nothing", watches)
		}
		if slices.Contains(ofOrganisations, watches) && !(told[models.Partner] && told[models.Donor]) {
			t.Errorf("%s is an organisation's, whose people can do nothing", watches)
		}
		for role, owes := range told {
			do := reminders.ActOf(watches, role)
			if owes && do == "" {
				t.Errorf("of %s a %s is told, and can do nothing", watches, role)
			}
			for _, noun := range reminders.ObjectsOf(watches) {
				page, there := pages[noun]
				switch {
				case !there:
					t.Errorf("%s is about a %s, which has no page", watches, noun)
				case do == reminders.ActParts:
					used[string(do)] = true
				case owes && page.deeds[string(do)] == nil:
					t.Errorf("of %s a %s is told, and the page of a %s does not %s", watches, role, noun, do)
				}
			}
		}
	}
	for noun, page := range pages {
		for do := range page.deeds {
			used[do] = true
			if !slices.Contains(web.Acts(), do) {
				t.Errorf("the %s of a %s has no form", do, noun)
			}
		}
	}
	for _, do := range web.Acts() {
		if !used[do] {
			t.Errorf("no page does %s", do)
		}
	}
}

// ofOrganisations are the watches whose items are an organisation's.
var ofOrganisations = []models.Watch{models.WatchMilestone, models.WatchNews, models.WatchUpdate, models.WatchReferral, models.WatchComment}
