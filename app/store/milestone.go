package store

import (
	"slices"

	"qadam/models"
)

// Milestones are the dated steps of activities.
var Milestones = &Noun[models.Milestone]{Table: "milestones", Scope: milestoneScope,
	Filters: []Filter{ids("activity_id", "milestones.activity_id IN ?", "Activities"),
		status("milestones.status IN ?", models.MilestoneLifecycle),
		since("due_from", "milestones.due_on >= ?", "Due on or after"), until("due_to", "milestones.due_on <= ?", "Due on or before"),
		ids("organisation_id", "milestones.organisation_id IN ?", "Responsible partners")},
	Sorts: []Sort{{Key: "due_on", Column: "milestones.due_on"}, {Key: "reference", Column: "milestones.reference"}}, MaskFor: maskWaitsFor}

// MilestonesOf gives an activity's milestones by due date.
func MilestonesOf(tx *Tx, activity models.ID) ([]models.Milestone, error) {
	found, err := scanStructs[models.Milestone](tx, Milestones.selectVisible(tx).Where("milestones.activity_id = ?",
		activity).Order("milestones.due_on, milestones.id"))
	if err != nil || len(found) == 0 {
		return found, err
	}
	all := make([]*models.Milestone, len(found))
	for i := range found {
		all[i] = &found[i]
	}
	return found, Milestones.mask(tx, all)
}

// OpenMilestones counts what an activity still owes.
func OpenMilestones(tx *Tx, activity models.ID) (int, error) {
	n, err := queryOne[struct{ N int }](tx, "SELECT COUNT(*) AS n FROM milestones WHERE activity_id = ? AND status = 'planned'", activity)
	return n.N, err
}

// WaitsFor tells whether a milestone waits, over any number of others, for another one.
func WaitsFor(tx *Tx, from, target models.ID) (bool, error) {
	n, err := queryOne[struct{ N int }](tx, `WITH RECURSIVE chain (id) AS (SELECT waits_for_id FROM milestones WHERE id = ?
		UNION SELECT m.waits_for_id FROM milestones m JOIN chain ON m.id = chain.id WHERE m.waits_for_id IS NOT NULL)
		SELECT COUNT(*) AS n FROM chain WHERE id = ?`, from, target)
	return n.N > 0, err
}

// maskWaitsFor masks milestones waited for that the actor does not see.
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
	scope := milestoneScope(tx)
	visible, err := queryAll[needName](tx, "SELECT milestones.id, milestones.reference FROM milestones WHERE milestones.id IN ? AND "+
		scope.SQL, append([]any{all}, scope.Args...)...)
	for _, m := range found {
		if !slices.ContainsFunc(visible, func(v needName) bool { return v.ID == m.WaitsForID }) {
			m.WaitsForID = ""
		}
	}
	return err
}
