package store

import (
	"time"

	"qadam/models"
)

// Feeds are the calendars behind secret addresses.
var Feeds = &Noun[models.Feed]{Table: "feeds", Sorts: []Sort{byBirth("feeds")},
	Filters: []Filter{enum("kind", "feeds.kind IN ?", []string{"person", "project", "mission"})},
	Scope: func(tx *Tx) Where {
		switch a := tx.actor; {
		case a.Role == models.Admin || a.Role == models.System:
			return everything
		case a.Role == "":
			return nothing
		}
		return Where{SQL: "feeds.user_id = ?", Args: []any{tx.actor.UserID}}
	}}

// Window bounds what a calendar shows: deadlines from a day to another, and at most so many of them. Of what ended before
// an instant nothing is said any more.
type Window struct {
	From, To models.Date
	Ended    models.Date
	Limit    int
}

// DeadlineOf is a date that an actor sees, with what a calendar tells of it.
type DeadlineOf struct {
	ID         models.ID
	Reference  string
	Day        models.Date
	Version    int
	UpdatedAt  time.Time
	Status     string
	ParentDone bool
}

// MilestoneDeadlines gives milestones that the actor sees: of a project, of one responsible organisation, or all.
func MilestoneDeadlines(tx *Tx, w Window, project, organisation models.ID) ([]DeadlineOf, error) {
	scope := milestoneScope(tx)
	query := `SELECT milestones.id, milestones.reference, milestones.due_on AS day, milestones.version, milestones.updated_at, milestones.status,
			v.status IN ('closed', 'cancelled', 'suspended') AS parent_done
		FROM milestones JOIN activities v ON v.id = milestones.activity_id WHERE milestones.due_on BETWEEN ? AND ?
		AND (milestones.status = 'planned' OR milestones.status_on >= ?) AND ` + scope.SQL
	args := append([]any{w.From, w.To, w.Ended}, scope.Args...)
	if project != "" {
		query, args = query+" AND v.project_id = ?", append(args, project)
	}
	if organisation != "" {
		query, args = query+" AND milestones.organisation_id = ?", append(args, organisation)
	}
	return rows[DeadlineOf](tx, query+" ORDER BY milestones.due_on, milestones.id LIMIT ?", append(args, w.Limit)...)
}

// ProjectDeadlines gives the days on which projects that the actor sees end.
func ProjectDeadlines(tx *Tx, w Window, project, lead models.ID) ([]DeadlineOf, error) {
	scope := projectScope(tx)
	query := `SELECT projects.id, projects.reference, projects.ends_on AS day, projects.version, projects.updated_at, projects.status
		FROM projects WHERE projects.ends_on BETWEEN ? AND ? AND (projects.status NOT IN ('closed', 'cancelled', 'suspended') OR projects.status_on >= ?) AND ` + scope.SQL
	args := append([]any{w.From, w.To, w.Ended}, scope.Args...)
	if project != "" {
		query, args = query+" AND projects.id = ?", append(args, project)
	}
	if lead != "" {
		query, args = query+" AND projects.lead_organisation_id = ?", append(args, lead)
	}
	return rows[DeadlineOf](tx, query+" ORDER BY projects.ends_on, projects.id LIMIT ?", append(args, w.Limit)...)
}

// NeedDeadlines gives the days by which needs are wanted: of a mission, of one owner, or all. Where a need is shared in part
// only, its day is not.
func NeedDeadlines(tx *Tx, w Window, mission, owner models.ID) ([]DeadlineOf, error) {
	scope, extent := needScope(tx), needExtent(tx)
	query := `SELECT needs.id, needs.reference, needs.wanted_by AS day, needs.version, needs.updated_at, needs.status
		FROM needs WHERE needs.wanted_by BETWEEN ? AND ? AND (needs.status NOT IN ('met', 'lapsed', 'declined') OR needs.status_on >= ?) AND ` + scope.SQL + " AND " + extent.SQL + " = 'full'"
	args := append(append([]any{w.From, w.To, w.Ended}, scope.Args...), extent.Args...)
	if mission != "" {
		query, args = query+" AND needs.mission_id = ?", append(args, mission)
	}
	if owner != "" {
		query, args = query+" AND needs.owner_id = ?", append(args, owner)
	}
	found, err := rows[DeadlineOf](tx, query+" ORDER BY needs.wanted_by, needs.id LIMIT ?", append(args, w.Limit)...)
	shown := make([]Shown, len(found))
	for i, d := range found {
		shown[i] = Shown{d.ID, models.ExtentFull}
	}
	Saw(tx, "need", shown...)
	return found, err
}
