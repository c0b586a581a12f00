package store

import (
	"slices"
	"time"

	"qadam/models"
)

// DeadlineWindow bounds what a feed shows: deadlines from a day to another, at most Limit of them, and none of objects that
// ended before the day Ended.
type DeadlineWindow struct {
	From, To models.Date
	Ended    models.Date
	Limit    int
}

// Deadline is a date that an actor sees, with what a feed tells of it.
type Deadline struct {
	ID models.ID
	// PageID is the object on whose page its steps are taken, if not itself: of a milestone its activity.
	PageID    models.ID
	Reference string
	Day       models.Date
	// Edition counts the changes of the object and of those that it is part of: all that a feed tells of it depends on them.
	Edition    int
	UpdatedAt  time.Time
	Status     string
	ParentDone bool
	// ActivityAt and ProjectAt are when the activity and the project changed that it is part of.
	ActivityAt, ProjectAt time.Time
}

// ChangedAt is when the deadline or one of the objects that it is part of last changed.
func (d Deadline) ChangedAt() time.Time {
	return slices.MaxFunc([]time.Time{d.UpdatedAt, d.ActivityAt, d.ProjectAt}, time.Time.Compare)
}

// ofObject is the condition that a column names an object; an empty id is no bound.
func ofObject(column string, id models.ID) Where {
	if id == "" {
		return everything
	}
	return where(column+" = ?", id)
}

// MilestoneDeadlines gives milestones that the actor sees: of a project, of one responsible organisation, or all.
func MilestoneDeadlines(tx *Tx, w DeadlineWindow, project, organisation models.ID) ([]Deadline, error) {
	return queryAll[Deadline](tx, `SELECT milestones.id, v.id AS page_id, milestones.reference, milestones.due_on AS day,
			milestones.version + v.version + p.version - 3 AS edition, milestones.updated_at, v.updated_at AS activity_at,
			p.updated_at AS project_at, milestones.status,
			v.status IN (`+endedActivity+`) OR p.status IN (`+endedActivity+`) AS parent_done
		FROM milestones JOIN activities v ON v.id = milestones.activity_id JOIN projects p ON p.id = v.project_id
		WHERE milestones.due_on BETWEEN ? AND ? AND (milestones.status = `+quoted(models.MilestonePlanned)+
		` OR milestones.status_on >= ?) AND ? AND ? AND ?
		ORDER BY milestones.due_on, milestones.id LIMIT ?`, w.From, w.To, w.Ended, milestoneScope(tx),
		ofObject("v.project_id", project), ofObject("milestones.organisation_id", organisation), w.Limit)
}

// ProjectDeadlines gives the days on which projects that the actor sees end: of one project, of one lead partner, or all.
func ProjectDeadlines(tx *Tx, w DeadlineWindow, project, lead models.ID) ([]Deadline, error) {
	return queryAll[Deadline](tx, `SELECT projects.id, projects.reference, projects.ends_on AS day, projects.version - 1 AS edition,
			projects.updated_at, projects.status
		FROM projects WHERE projects.ends_on BETWEEN ? AND ?
			AND (projects.status NOT IN (`+endedActivity+`) OR projects.status_on >= ?) AND ? AND ? AND ?
		ORDER BY projects.ends_on, projects.id LIMIT ?`, w.From, w.To, w.Ended, projectScope(tx),
		ofObject("projects.id", project), ofObject("projects.lead_organisation_id", lead), w.Limit)
}

// NeedDeadlines gives the days by which needs are wanted: of a mission, of one owner, or all. It leaves out needs that are shared in
// part only.
func NeedDeadlines(tx *Tx, w DeadlineWindow, mission, owner models.ID) ([]Deadline, error) {
	found, err := queryAll[Deadline](tx, `SELECT needs.id, needs.reference, needs.wanted_by AS day, needs.version - 1 AS edition,
			needs.updated_at, needs.status
		FROM needs WHERE needs.wanted_by BETWEEN ? AND ? AND (needs.status NOT IN (`+endedNeed+`) OR needs.status_on >= ?)
			AND ? AND ? = `+fullExtent+` AND ? AND ? ORDER BY needs.wanted_by, needs.id LIMIT ?`,
		w.From, w.To, w.Ended, needScope(tx), needExtent(tx),
		ofObject("needs.mission_id", mission), ofObject("needs.owner_id", owner), w.Limit)
	shared := make([]SharedRow, len(found))
	for i, d := range found {
		shared[i] = SharedRow{d.ID, models.ExtentFull}
	}
	Needs.LogRows(tx, shared...)
	return found, err
}
