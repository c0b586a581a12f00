package store

import (
	"slices"
	"strings"

	"qadam/models"
)

// tieRow is one partner or one need of an activity.
type tieRow struct {
	Activity, Other models.ID
	Text            string
	Number          int
	Seen            bool
}

// loadActivities brings partners, needs, themes, institutions and the next open milestone in three queries.
func loadActivities(tx *Tx, found []*models.Activity) error {
	all, index := byID(found)
	for _, a := range found {
		a.ThemeCodes, a.InstitutionIDs = []string{}, []models.ID{}
		a.Partners, a.Needs, a.Kinds = []models.ActivityPartner{}, []models.ActivityNeed{}, orEmpty(a.Kinds)
		a.NextStep = a.NextOf(nil)
	}
	if err := readLinks(tx, all, activityLinks, func(list int, owner models.ID, value string) {
		if a := index[owner]; list == 0 {
			a.ThemeCodes = append(a.ThemeCodes, value)
		} else {
			a.InstitutionIDs = append(a.InstitutionIDs, models.ID(value))
		}
	}); err != nil {
		return err
	}
	if err := loadTies(tx, all, index); err != nil {
		return err
	}
	return loadNext(tx, all, index)
}

// loadTies reads partners and needs together. Of a need that the actor does not see only a placeholder comes back.
func loadTies(tx *Tx, all []string, index map[models.ID]*models.Activity) error {
	scope := needScope(tx)
	args := append([]any{all}, scope.Args...)
	rs, err := tx.db.Raw(`SELECT activity_id, organisation_id, partner_role, position, TRUE, 0 FROM activity_partners WHERE activity_id IN ?
		UNION ALL SELECT an.activity_id, needs.id, needs.reference, an.share, `+scope.SQL+`, 1 FROM activity_needs an JOIN needs ON needs.id = an.need_id
		WHERE an.activity_id IN ? ORDER BY 6, 1, 4, 3`, append(append([]any{all}, scope.Args...), args[0])...).Rows()
	if err != nil {
		return err
	}
	defer rs.Close()
	hidden := map[models.ID]bool{}
	var named []Shown
	defer func() { Saw(tx, "need", named...) }()
	for rs.Next() {
		var t tieRow
		var kind int
		if err := rs.Scan(&t.Activity, &t.Other, &t.Text, &t.Number, &t.Seen, &kind); err != nil {
			return err
		}
		a := index[t.Activity]
		switch {
		case kind == 0:
			a.Partners = append(a.Partners, models.ActivityPartner{OrganisationID: t.Other, PartnerRole: t.Text})
		case t.Seen:
			a.Needs = append(a.Needs, models.ActivityNeed{NeedID: t.Other, Reference: t.Text, Share: t.Number})
			if tx.actor.Audience() != "" { // a name that consent opened; who sees all learns nothing by it
				named = append(named, Shown{t.Other, models.ExtentPartial})
			}
		default:
			hidden[t.Activity] = true
		}
	}
	// One placeholder, last: how many needs stand there, and where among the others, is not said.
	for id := range hidden {
		a := index[id]
		a.Needs = append(a.Needs, models.ActivityNeed{Placeholder: models.NeedPlaceholder})
	}
	return rs.Err()
}

// loadNext finds the next open milestone of each activity that is not finished.
func loadNext(tx *Tx, all []string, index map[models.ID]*models.Activity) error {
	next, err := rows[models.Milestone](tx, `SELECT m.activity_id, m.reference, m.due_on FROM milestones m WHERE m.activity_id IN ? AND m.status = 'planned'
		AND NOT EXISTS (SELECT 1 FROM milestones e WHERE e.activity_id = m.activity_id AND e.status = 'planned' AND (e.due_on, e.id) < (m.due_on, m.id))`, all)
	if err != nil {
		return err
	}
	for i := range next {
		a := index[next[i].ActivityID]
		a.NextStep = a.NextOf(&next[i])
	}
	return nil
}

func saveActivity(tx *Tx, a *models.Activity) error {
	if err := writeLinks(tx, activityLinks[0], a.ID, a.ThemeCodes); err != nil {
		return err
	}
	if err := writeLinks(tx, activityLinks[1], a.ID, a.InstitutionIDs); err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM activity_partners WHERE activity_id = ?", a.ID); err != nil {
		return err
	}
	var args []any
	for i, p := range a.Partners {
		args = append(args, a.ID, p.OrganisationID, p.PartnerRole, i)
	}
	if _, err := tx.exec("INSERT INTO activity_partners (activity_id, organisation_id, partner_role, position) VALUES "+tuples(len(a.Partners), 4), args...); err != nil {
		return err
	}
	return saveActivityNeeds(tx, a)
}

// saveActivityNeeds writes the links to needs. Those that the actor does not see stay: it could not have meant them.
func saveActivityNeeds(tx *Tx, a *models.Activity) error {
	scope := needScope(tx)
	if _, err := tx.exec("DELETE FROM activity_needs WHERE activity_id = ? AND need_id IN (SELECT needs.id FROM needs WHERE "+scope.SQL+")",
		append([]any{a.ID}, scope.Args...)...); err != nil {
		return err
	}
	var args []any
	n := 0
	for _, need := range a.Needs {
		if need.NeedID != "" {
			args = append(args, a.ID, need.NeedID, need.Share)
			n++
		}
	}
	if n == 0 {
		return nil
	}
	_, err := tx.exec("INSERT INTO activity_needs (activity_id, need_id, share) VALUES "+tuples(n, 3), args...)
	return err
}

// tuples writes n times "(?, ?, …)".
func tuples(n, width int) string {
	one := "(?" + strings.Repeat(", ?", width-1) + ")"
	return one + strings.Repeat(", "+one, n-1)
}

// MilestonesOf gives an activity's milestones by due date.
func MilestonesOf(tx *Tx, activity models.ID) ([]models.Milestone, error) {
	found, err := collect[models.Milestone](tx, Milestones.query(tx).Where("milestones.activity_id = ?", activity).Order("milestones.due_on, milestones.id"))
	if err != nil || len(found) == 0 {
		return found, err
	}
	all := make([]*models.Milestone, len(found))
	for i := range found {
		all[i] = &found[i]
	}
	return found, Milestones.show(tx, all)
}

// OpenMilestones counts what an activity still owes.
func OpenMilestones(tx *Tx, activity models.ID) (int, error) {
	n, err := one[struct{ N int }](tx, "SELECT COUNT(*) AS n FROM milestones WHERE activity_id = ? AND status = 'planned'", activity)
	return n.N, err
}

// Waits tells whether a milestone waits, over any number of others, for another one.
func Waits(tx *Tx, from, target models.ID) (bool, error) {
	n, err := one[struct{ N int }](tx, `WITH RECURSIVE chain (id) AS (SELECT waits_for_id FROM milestones WHERE id = ?
		UNION SELECT m.waits_for_id FROM milestones m JOIN chain ON m.id = chain.id WHERE m.waits_for_id IS NOT NULL)
		SELECT COUNT(*) AS n FROM chain WHERE id = ?`, from, target)
	return n.N > 0, err
}

// NeedsToStart gives the needs that a starting activity carries into delivery.
func NeedsToStart(tx *Tx, activity models.ID) ([]models.ID, error) {
	found, err := rows[needName](tx, "SELECT n.id FROM needs n JOIN activity_needs an ON an.need_id = n.id WHERE an.activity_id = ? AND n.status = 'taken_up' ORDER BY n.id", activity)
	out := make([]models.ID, len(found))
	for i, f := range found {
		out[i] = f.ID
	}
	return out, err
}

// HeardOf notes that an update came in for a project and its activity.
func HeardOf(tx *Tx, project, activity models.ID, day models.Date) error {
	if _, err := tx.exec("UPDATE projects SET last_update_on = ?, version = version + 1, updated_at = ? WHERE id = ? AND (last_update_on IS NULL OR last_update_on < ?)", day, tx.now, project, day); err != nil {
		return err
	}
	_, err := tx.exec("UPDATE activities SET last_update_on = ?, version = version + 1, updated_at = ? WHERE id = ? AND (last_update_on IS NULL OR last_update_on < ?)", day, tx.now, activity, day)
	return err
}

// Leads tells whether an organisation leads an activity or its project.
func Leads(tx *Tx, organisation, activity models.ID) (bool, error) {
	n, err := one[struct{ N int }](tx, `SELECT COUNT(*) AS n FROM activities a WHERE a.id = ? AND (
		EXISTS (SELECT 1 FROM activity_partners p WHERE p.activity_id = a.id AND p.organisation_id = ? AND p.partner_role = 'lead')
		OR EXISTS (SELECT 1 FROM projects j WHERE j.id = a.project_id AND j.lead_organisation_id = ?))`, activity, organisation, organisation)
	return n.N > 0, err
}

// hideWaits takes away the milestones waited for that the actor does not see: they may be another organisation's.
func hideWaits(tx *Tx, found []*models.Milestone) error {
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
	visible, err := rows[needName](tx, "SELECT milestones.id, milestones.reference FROM milestones WHERE milestones.id IN ? AND "+scope.SQL, append([]any{all}, scope.Args...)...)
	for _, m := range found {
		if !slices.ContainsFunc(visible, func(v needName) bool { return v.ID == m.WaitsForID }) {
			m.WaitsForID = ""
		}
	}
	return err
}
