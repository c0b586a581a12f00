package store

import (
	"slices"
	"time"

	"qadam/models"
)

// DeadlineWindow bounds what a calendar shows: deadlines from a day to another, and at most so many of them. Of what ended before
// an instant nothing is said any more.
type DeadlineWindow struct {
	From, To models.Date
	Ended    models.Date
	Limit    int
}

// Deadline is a date that an actor sees, with what a calendar tells of it.
type Deadline struct {
	ID        models.ID
	Reference string
	Day       models.Date
	// Edition counts the changes of all that decides what is told: of the object, and of those that it is part of.
	Edition    int
	UpdatedAt  time.Time
	Status     string
	ParentDone bool
	// ActivityAt and ProjectAt are when those changed that it is part of.
	ActivityAt, ProjectAt time.Time
}

// ChangedAt is when what is told of it changed, or may have.
func (d Deadline) ChangedAt() time.Time {
	return slices.MaxFunc([]time.Time{d.UpdatedAt, d.ActivityAt, d.ProjectAt}, time.Time.Compare)
}

// narrowing narrows deadlines to those of one object; an empty id is no bound.
type narrowing struct {
	column string
	id     models.ID
}

// queryDeadlines runs a query for dates, narrowed and in their order.
func queryDeadlines(tx *Tx, limit int, order, query string, args []any, of ...narrowing) ([]Deadline, error) {
	for _, o := range of {
		if o.id != "" {
			query, args = query+" AND "+o.column+" = ?", append(args, o.id)
		}
	}
	return queryAll[Deadline](tx, query+" ORDER BY "+order+" LIMIT ?", append(args, limit)...)
}

// MilestoneDeadlines gives milestones that the actor sees: of a project, of one responsible organisation, or all.
func MilestoneDeadlines(tx *Tx, w DeadlineWindow, project, organisation models.ID) ([]Deadline, error) {
	scope := milestoneScope(tx)
	return queryDeadlines(tx, w.Limit, "milestones.due_on, milestones.id", `SELECT milestones.id, milestones.reference,
		milestones.due_on AS day, milestones.version + v.version + p.version - 3 AS edition,
			milestones.updated_at, v.updated_at AS activity_at, p.updated_at AS project_at, milestones.status,
			v.status IN ('closed', 'cancelled', 'suspended') OR p.status IN ('closed', 'cancelled', 'suspended') AS parent_done
		FROM milestones JOIN activities v ON v.id = milestones.activity_id JOIN projects p ON p.id = v.project_id
			WHERE milestones.due_on BETWEEN ? AND ?
		AND (milestones.status = 'planned' OR milestones.status_on >= ?) AND `+scope.SQL,
		append([]any{w.From, w.To, w.Ended}, scope.Args...), narrowing{"v.project_id", project}, narrowing{"milestones.organisation_id",
			organisation})
}

// ProjectDeadlines gives the days on which projects that the actor sees end.
func ProjectDeadlines(tx *Tx, w DeadlineWindow, project, lead models.ID) ([]Deadline, error) {
	scope := projectScope(tx)
	return queryDeadlines(tx, w.Limit, "projects.ends_on, projects.id", `SELECT projects.id, projects.reference, projects.ends_on AS day,
		projects.version - 1 AS edition, projects.updated_at, projects.status
		FROM projects WHERE projects.ends_on BETWEEN ? AND ? AND (projects.status NOT IN ('closed', 'cancelled', 'suspended')
			OR projects.status_on >= ?) AND `+scope.SQL,
		append([]any{w.From, w.To, w.Ended}, scope.Args...), narrowing{"projects.id", project}, narrowing{"projects.lead_organisation_id",
			lead})
}

// NeedDeadlines gives the days by which needs are wanted: of a mission, of one owner, or all. Where a need is shared in part
// only, its day is not.
func NeedDeadlines(tx *Tx, w DeadlineWindow, mission, owner models.ID) ([]Deadline, error) {
	scope, extent := needScope(tx), needExtent(tx)
	found, err := queryDeadlines(tx, w.Limit, "needs.wanted_by, needs.id", `SELECT needs.id, needs.reference, needs.wanted_by AS day,
		needs.version - 1 AS edition, needs.updated_at, needs.status
		FROM needs WHERE needs.wanted_by BETWEEN ? AND ? AND (needs.status NOT IN ('met', 'lapsed', 'declined') OR needs.status_on >= ?)
			AND `+scope.SQL+" AND "+extent.SQL+" = 'full'",
		append(append([]any{w.From, w.To, w.Ended}, scope.Args...), extent.Args...), narrowing{"needs.mission_id", mission},
		narrowing{"needs.owner_id", owner})
	shown := make([]SharedRow, len(found))
	for i, d := range found {
		shown[i] = SharedRow{d.ID, models.ExtentFull}
	}
	LogRead(tx, "need", shown...)
	return found, err
}
