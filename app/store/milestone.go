package store

import (
	"slices"

	"qadam/models"
)

// Milestones are the dated steps of activities.
var Milestones = &Noun[models.Milestone]{
	Table: "milestones", Name: "milestone", Scope: milestoneScope, MaskFor: maskWaitsFor, Unrestricted: true,
	Filters: []Filter{
		ids("activity_id", "milestones.activity_id IN ?", "Activities"),
		status("milestones.status IN ?", models.MilestoneLifecycle),
		since("due_from", "milestones.due_on >= ?", "Due on or after"),
		until("due_to", "milestones.due_on <= ?", "Due on or before"),
		ids("organisation_id", "milestones.organisation_id IN ?", "Responsible partners"),
	},
	Sorts: []Sort{{Key: "due_on", Column: "milestones.due_on"}, {Key: "reference", Column: "milestones.reference"}},
}

// MilestonesOf gives the milestones of activities by due date.
func MilestonesOf(tx *Tx, activities ...models.ID) ([]models.Milestone, error) {
	found, err := Milestones.find(tx, Milestones.selectVisible(tx).Where("milestones.activity_id IN ?",
		activities).Order("milestones.due_on, milestones.id"))
	if err != nil {
		return nil, err
	}
	return found, Milestones.mask(tx, pointers(found))
}

// WaitsFor tells whether a milestone waits, over any number of others, for another one.
func WaitsFor(tx *Tx, from, target models.ID) (bool, error) {
	return exists(tx, `WITH RECURSIVE chain (id) AS (SELECT waits_for_id FROM milestones WHERE id = ?
		UNION SELECT m.waits_for_id FROM milestones m JOIN chain ON m.id = chain.id WHERE m.waits_for_id IS NOT NULL)
		SELECT 1 FROM chain WHERE id = ?`, from, target)
}

// maskWaitsFor blanks the milestones waited for that the actor does not see: they may be another organisation's.
func maskWaitsFor(tx *Tx, found []*models.Milestone) error {
	var all []models.ID
	for _, m := range found {
		if m.WaitsForID != "" {
			all = append(all, m.WaitsForID)
		}
	}
	if len(all) == 0 || tx.actor.SeesAll() {
		return nil
	}
	visible, err := queryIDs(tx, "SELECT milestones.id FROM milestones WHERE milestones.id IN ? AND ?", all, milestoneScope(tx))
	for _, m := range found {
		if !slices.Contains(visible, m.WaitsForID) {
			m.WaitsForID = ""
		}
	}
	return err
}
