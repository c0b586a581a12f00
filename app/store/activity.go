package store

import (
	"slices"
	"strings"

	"qadam/app/store/batch"
	"qadam/models"
)

// Activities are what partners do: each belongs to a project and answers needs.
var Activities = &Noun[models.Activity]{Table: "activities", Scope: activityScope, Searchable: true,
	Filters: []Filter{codes("reference", "activities.reference IN ?", "References"), ids("project_id", "activities.project_id IN ?",
		"Projects"),
		status("activities.status IN ?", models.ActivityLifecycle), enum[models.Health]("health", "activities.health IN ?"),
		codes("country", "activities.country_code IN ?", "Countries"),
		codes("theme", "EXISTS (SELECT 1 FROM activity_themes at WHERE at.activity_id = activities.id AND at.theme_code IN ?)",
			"Theme codes"),
		ids("organisation_id", "EXISTS (SELECT 1 FROM activity_partners fp WHERE fp.activity_id = activities.id AND fp.organisation_id "+
			"IN ?)", "Partners"),
		until("planned_end_to", "activities.planned_end <= ?", "Planned to end by this day")},
	Sorts: []Sort{{Key: "reference", Column: "activities.reference"}, {Key: "planned_end", Column: "activities.planned_end"}},
	Load:  loadActivities, Save: saveActivity, Children: activityChildren}

var activityJoins = []joinTable{{"activity_themes", "activity_id", "theme_code"}, {"activity_institutions", "activity_id",
	"institution_id"}}

// liveStatuses are the statuses of the activities and projects that are chased: finished, suspended and cancelled ones are not.
var liveStatuses = slices.DeleteFunc(models.ActivityLifecycle.Statuses(), models.Finished)

var liveList = "('" + strings.Join(liveStatuses, "', '") + "')"

// activityTie is one partner or one need of an activity.
type activityTie struct {
	Activity, Other models.ID
	Text            string
	Number          int
	Seen            bool
}

// loadActivities brings partners, needs, themes, institutions and the next open milestone in three queries.
func loadActivities(tx *Tx, found []*models.Activity) error {
	all, index := indexByID(found)
	for _, a := range found {
		a.ThemeCodes, a.InstitutionIDs = []string{}, []models.ID{}
		a.Partners, a.Needs, a.Kinds = []models.ActivityPartner{}, []models.ActivityNeed{}, orEmpty(a.Kinds)
		a.NextStep = a.NextOf(nil)
	}
	if err := readJoinTables(tx, all, activityJoins, func(list int, owner models.ID, value string) {
		if a := index[owner]; list == 0 {
			a.ThemeCodes = append(a.ThemeCodes, value)
		} else {
			a.InstitutionIDs = append(a.InstitutionIDs, models.ID(value))
		}
	}); err != nil {
		return err
	}
	if err := loadPartnersAndNeeds(tx, all, index); err != nil {
		return err
	}
	return loadNextMilestones(tx, all, index)
}

// loadPartnersAndNeeds reads partners and needs together. Of a need that the actor does not see only a placeholder comes back.
func loadPartnersAndNeeds(tx *Tx, all []string, index map[models.ID]*models.Activity) error {
	scope := needScope(tx)
	args := append([]any{all}, scope.Args...)
	rs, err := tx.db.Raw(`SELECT activity_id, organisation_id, partner_role, position, TRUE, 0 FROM activity_partners WHERE activity_id IN ?
		UNION ALL SELECT an.activity_id, needs.id, needs.reference, an.share, `+scope.SQL+
		`, 1 FROM activity_needs an JOIN needs ON needs.id = an.need_id
		WHERE an.activity_id IN ? ORDER BY 6, 1, 4, 3`, append(append([]any{all}, scope.Args...), args[0])...).Rows()
	if err != nil {
		return err
	}
	defer rs.Close()
	hidden := map[models.ID]bool{}
	var named []SharedRow
	defer func() { LogRead(tx, "need", named...) }()
	for rs.Next() {
		var t activityTie
		var kind int
		if err := rs.Scan(&t.Activity, &t.Other, &t.Text, &t.Number, &t.Seen, &kind); err != nil {
			return err
		}
		a := index[t.Activity]
		switch {
		case kind == 0:
			a.Partners = append(a.Partners, models.ActivityPartner{OrganisationID: t.Other, PartnerRole: models.PartnerRole(t.Text)})
		case t.Seen:
			a.Needs = append(a.Needs, models.ActivityNeed{NeedID: t.Other, Reference: t.Text, Share: t.Number})
			if tx.actor.Audience() != "" { // a name that consent opened to this reader
				named = append(named, SharedRow{t.Other, models.ExtentPartial})
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

// loadNextMilestones finds the next open milestone of each activity that is not finished.
func loadNextMilestones(tx *Tx, all []string, index map[models.ID]*models.Activity) error {
	next, err := queryAll[models.Milestone](tx, `SELECT m.activity_id, m.reference, m.due_on FROM milestones m WHERE m.activity_id IN ?
		AND m.status = 'planned'
		AND NOT EXISTS (SELECT 1 FROM milestones e WHERE e.activity_id = m.activity_id AND e.status = 'planned'
			AND (e.due_on, e.id) < (m.due_on, m.id))`, all)
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
	if err := writeJoinTable(tx, activityJoins[0], a.ID, a.ThemeCodes); err != nil {
		return err
	}
	if err := writeJoinTable(tx, activityJoins[1], a.ID, a.InstitutionIDs); err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM activity_partners WHERE activity_id = ?", a.ID); err != nil {
		return err
	}
	var args []any
	for i, p := range a.Partners {
		args = append(args, a.ID, p.OrganisationID, p.PartnerRole, i)
	}
	if _, err := tx.exec("INSERT INTO activity_partners (activity_id, organisation_id, partner_role, position) VALUES "+
		batch.Tuples(len(a.Partners), 4), args...); err != nil {
		return err
	}
	return saveActivityNeeds(tx, a)
}

// saveActivityNeeds writes which needs the activity answers. Needs that the actor does not see stay.
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
	_, err := tx.exec("INSERT INTO activity_needs (activity_id, need_id, share) VALUES "+batch.Tuples(n, 3), args...)
	return err
}

func activityChildren(a *models.Activity) []childRows {
	partners := childRows{table: "activity_partners", columns: []string{"activity_id", "organisation_id", "partner_role", "position"}}
	for i, p := range a.Partners {
		partners.rows = append(partners.rows, []any{a.ID, p.OrganisationID, p.PartnerRole, i})
	}
	needs := childRows{table: "activity_needs", columns: []string{"activity_id", "need_id", "share"}}
	for _, n := range a.Needs {
		needs.rows = append(needs.rows, []any{a.ID, n.NeedID, n.Share})
	}
	return []childRows{childList(activityJoins[0], a.ID, a.ThemeCodes), childList(activityJoins[1], a.ID, a.InstitutionIDs), partners,
		needs}
}

// SetLastUpdate notes that an update came in for a project and its activity.
func SetLastUpdate(tx *Tx, project, activity models.ID, day models.Date) error {
	if _, err := tx.exec("UPDATE projects SET last_update_on = ?, version = version + 1, updated_at = ? WHERE id = ? AND "+
		"(last_update_on IS NULL OR last_update_on < ?)", day, tx.now, project, day); err != nil {
		return err
	}
	_, err := tx.exec("UPDATE activities SET last_update_on = ?, version = version + 1, updated_at = ? WHERE id = ? AND (last_update_on "+
		"IS NULL OR last_update_on < ?)", day, tx.now, activity, day)
	return err
}

// LeadsActivity tells whether an organisation leads an activity or its project.
func LeadsActivity(tx *Tx, organisation, activity models.ID) (bool, error) {
	n, err := queryOne[struct{ N int }](tx, `SELECT COUNT(*) AS n FROM activities a WHERE a.id = ? AND (
		EXISTS (SELECT 1 FROM activity_partners p WHERE p.activity_id = a.id AND p.organisation_id = ? AND p.partner_role = 'lead')
		OR EXISTS (SELECT 1 FROM projects j WHERE j.id = a.project_id AND j.lead_organisation_id = ?))`, activity, organisation,
		organisation)
	return n.N > 0, err
}

// RunningActivity gives an activity that has begun and answers a need, by its reference and its country; nil where there is none.
func RunningActivity(tx *Tx, need models.ID) (*models.Activity, error) {
	v, err := queryOne[models.Activity](tx, "SELECT a.reference, a.country_code FROM activities a JOIN activity_needs an ON "+
		"an.activity_id = a.id WHERE an.need_id = ? AND a.status = 'implementation' ORDER BY a.reference LIMIT 1", need)
	if NoRow(err) {
		return nil, nil
	}
	return &v, err
}
