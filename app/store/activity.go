package store

import (
	"slices"
	"strings"

	"qadam/models"
)

// endedActivity is the status of activities and projects that do not go on.
var endedActivity = quoted(models.ActivityClosed, models.ActivityCancelled, models.ActivitySuspended)

// Activities are what partners do: each belongs to a project and answers needs.
var Activities = &Noun[models.Activity]{
	Table: "activities", Name: "activity", Scope: activityScope, Unrestricted: true,
	Filters: []Filter{
		anyCase("reference", "activities.reference", "References"),
		ids("project_id", "activities.project_id IN ?", "Projects"),
		status("activities.status IN ?", models.ActivityLifecycle),
		enum[models.Health]("health", "activities.health IN ?"),
		countries("country", "activities.country_code IN ?"),
		themes(`EXISTS (SELECT 1 FROM activity_themes at WHERE at.activity_id = activities.id
			AND at.theme_code IN ?)`),
		ids("organisation_id", `EXISTS (SELECT 1 FROM activity_partners fp WHERE fp.activity_id = activities.id
			AND fp.organisation_id IN ?)`, "Partners"),
		byVisible(needExtents, ids("need_id", `EXISTS (SELECT 1 FROM activity_needs fn WHERE fn.activity_id = activities.id
			AND fn.need_id IN ?)`, "Needs that they answer")),
		until("planned_end_to", "activities.planned_end <= ?", "Planned to end by this day"),
	},
	Sorts:      []Sort{{Key: "reference", Column: "activities.reference"}, {Key: "planned_end", Column: "activities.planned_end"}},
	Searchable: true,
	Lists: []joinList[models.Activity]{
		inJoinTable("activity_themes", "activity_id", "theme_code", func(a *models.Activity) *[]string { return &a.ThemeCodes }),
		inJoinTable("activity_institutions", "activity_id", "institution_id",
			func(a *models.Activity) *[]models.ID { return &a.InstitutionIDs }),
	},
	LoadsLists: true,
	Children:   activityChildren,
	Load:       loadActivities,
}

// liveStatuses are the statuses of the activities and projects that are not finished.
var liveStatuses = slices.DeleteFunc(models.ActivityLifecycle.Statuses(), models.Finished)

// liveList is the same, written out for SQL.
var liveList = "('" + strings.Join(liveStatuses, "', '") + "')"

// activityChildren are the partners and needs of an activity. Needs that the actor does not see stay stored: it could not have meant
// them.
func activityChildren(tx *Tx, a *models.Activity) []childRows {
	partners := childRows{table: "activity_partners", owner: "activity_id",
		columns: []string{"activity_id", "organisation_id", "partner_role", "position"}}
	for i, p := range a.Partners {
		partners.rows = append(partners.rows, []any{a.ID, p.OrganisationID, p.PartnerRole, i})
	}
	needs := childRows{table: "activity_needs", owner: "activity_id", columns: []string{"activity_id", "need_id", "share"},
		visible: where("need_id IN (SELECT needs.id FROM needs WHERE ?)", needScope(tx))}
	for _, n := range a.Needs {
		if n.NeedID != "" { // else it is a placeholder
			needs.rows = append(needs.rows, []any{a.ID, n.NeedID, n.Share})
		}
	}
	return []childRows{partners, needs, fileUses(models.FileOfActivity, a.ID, a.Documents)}
}

// SetLastUpdate sets the day of the last update of a project and its activity, unless it is earlier than the one before.
func SetLastUpdate(tx *Tx, project, activity models.ID, day models.Date) error {
	const set = ` SET last_update_on = ?, version = version + 1, updated_at = ?
		WHERE id = ? AND (last_update_on IS NULL OR last_update_on < ?)`
	if _, err := tx.exec("UPDATE projects"+set, day, tx.now, project, day); err != nil {
		return err
	}
	_, err := tx.exec("UPDATE activities"+set, day, tx.now, activity, day)
	return err
}

// LeadsActivity tells whether an organisation leads an activity or its project.
func LeadsActivity(tx *Tx, organisation, activity models.ID) (bool, error) {
	return exists(tx, `SELECT 1 FROM activities a WHERE a.id = ? AND (
		EXISTS (SELECT 1 FROM activity_partners p WHERE p.activity_id = a.id AND p.organisation_id = ? AND p.partner_role =
			`+quoted(models.PartnerLead)+`)
		OR EXISTS (SELECT 1 FROM projects j WHERE j.id = a.project_id
			AND j.lead_organisation_id = ?))`,
		activity, organisation, organisation)
}

// RunningActivity gives reference and country of an activity in implementation that answers a need; nil where there is none.
func RunningActivity(tx *Tx, need models.ID) (*models.Activity, error) {
	return queryOptional[models.Activity](tx, `SELECT a.reference, a.country_code
		FROM activities a JOIN activity_needs an ON an.activity_id = a.id
		WHERE an.need_id = ? AND a.status = `+quoted(models.ActivityImplementation)+` ORDER BY a.reference LIMIT 1`, need)
}

// UnfinishedActivities gives the visible activities that answer a need and are neither done nor being wound up, by reference.
func UnfinishedActivities(tx *Tx, need models.ID) ([]models.Activity, error) {
	return queryAll[models.Activity](tx, `SELECT activities.reference, activities.progress FROM activities
		JOIN activity_needs an ON an.activity_id = activities.id
		WHERE an.need_id = ? AND activities.progress < 100 AND activities.status IN (`+
		quoted(models.ActivityPipeline, models.ActivityImplementation, models.ActivitySuspended)+`) AND ?
		ORDER BY activities.reference`, need, activityScope(tx))
}

// ActivityToReport gives a running activity on which an organisation reports: the one with an id, that of an update, or the first one of a
// project; "" where there is none.
func ActivityToReport(tx *Tx, about, organisation models.ID) (models.ID, error) {
	found, err := queryIDs(tx, `SELECT a.id FROM activities a JOIN activity_partners t ON t.activity_id = a.id
		WHERE t.organisation_id = ? AND a.status IN ? AND (a.id = ? OR a.project_id = ?
			OR a.id IN (SELECT u.activity_id FROM updates u WHERE u.id = ?)
			OR a.project_id IN (SELECT u.project_id FROM updates u WHERE u.id = ? AND u.activity_id IS NULL))
		ORDER BY a.reference, a.id LIMIT 1`, organisation, liveStatuses, about, about, about, about)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}
