package store

import (
	"cmp"

	"qadam/models"
)

// Updates are the partners' reports on activities and projects.
var Updates = &Noun[models.Update]{
	Table: "updates", Name: "update", Scope: updateScope, MaskFor: maskReturnReason, Unrestricted: true,
	Filters: []Filter{
		ids("activity_id", "updates.activity_id IN ?", "Activities"),
		ids("project_id", "updates.project_id IN ?", "Projects"),
		status("updates.status IN ?", models.UpdateLifecycle),
		ids("organisation_id", "updates.organisation_id IN ?", "Reporting partners"),
		ids("original_id", "updates.original_id IN ?", "First versions, for their corrections"),
		since("period_from", "updates.period_to >= ?", "About days on or after"),
		until("period_to", "updates.period_from <= ?", "About days on or before"),
	},
	Sorts: []Sort{byCreated("updates")},
	Children: func(_ *Tx, u *models.Update) []childRows {
		return []childRows{fileUses(models.FileOfUpdate, u.ID, u.Evidence)}
	},
	Load: func(_ *Tx, found []*models.Update) error {
		for _, u := range found {
			u.Milestones, u.Evidence = orEmpty(u.Milestones), orEmpty(u.Evidence)
			u.SpentCounts = u.Spent.Currency != "" && u.Status == models.UpdateAccepted && u.CorrectedByID == ""
		}
		return nil
	},
}

// maskReturnReason blanks why an update was returned, for all but the managers and the partner that reports.
func maskReturnReason(tx *Tx, found []*models.Update) error {
	for _, u := range found {
		if !tx.actor.SeesAll() && u.OrganisationID != tx.actor.OrganisationID {
			u.ReturnReason = ""
		}
	}
	return nil
}

// LastUpdates gives an organisation's own updates on an activity that were sent, the newest first.
func LastUpdates(tx *Tx, organisation, activity models.ID, n int) ([]models.Update, error) {
	q := Updates.selectVisible(tx).Where(`updates.organisation_id = ? AND updates.activity_id = ?
		AND updates.status <> `+quoted(models.UpdateDraft)+` AND updates.corrected_by_id IS NULL`, organisation, activity)
	return scanStructs[models.Update](tx, q.Order("updates.submitted_at DESC, updates.id DESC").Limit(n))
}

// reportedDays gives the days on which the sent updates of some projects report, of those that reach into a span of days.
func reportedDays(tx *Tx, projects []models.ID, from, to models.Date) (map[models.ID][]models.ReportedDays, error) {
	out := map[models.ID][]models.ReportedDays{}
	if len(projects) == 0 {
		return out, nil
	}
	found, err := queryAll[models.ReportedDays](tx, `SELECT DISTINCT project_id, period_from, period_to FROM updates
		WHERE project_id IN ? AND `+countedUpdate("updates")+`
			AND period_to >= ? AND period_from <= ?`, projects, cmp.Or(from, "1900-01-01"), to)
	for _, r := range found {
		out[r.ProjectID] = append(out[r.ProjectID], r)
	}
	return out, err
}

// ReportedWork gives the reference and the status of what an update is about: an activity or, without one, a project.
func ReportedWork(tx *Tx, u *models.Update) (string, string, models.ActivityStatus, error) {
	noun, table, id := "activity", "activities", u.ActivityID
	if id == "" {
		noun, table, id = "project", "projects", u.ProjectID
	}
	found, err := queryOne[struct {
		Reference string
		Status    models.ActivityStatus
	}](tx, "SELECT reference, status FROM "+table+" WHERE id = ?", id)
	return noun, found.Reference, found.Status, err
}
