package main

import (
	"context"
	"net/http"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

const selectActivity = `SELECT a.id, a.version, a.created_at, a.updated_at, a.reference, a.project_id, a.title, a.description,
	a.country_code,
	a.kinds, a.planned_start, a.planned_end, a.health, a.progress, a.status, a.status_on, a.actual_start, a.actual_end, a.last_update_on
	FROM activities a WHERE a.id = $1`

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// getActivity answers one activity with its milestones.
func (p *peer) getActivity(r *http.Request, _ actor) (any, int, error) {
	ctx := r.Context()
	a, err := readActivity(ctx, p.pool, r.PathValue("id"), "")
	if err != nil {
		return nil, 0, err
	}
	if a.Milestones, err = milestonesOf(ctx, p.pool, a.ID); err != nil {
		return nil, 0, err
	}
	return a, a.Version, nil
}

// readActivity reads an activity with its themes, institutions, partners, needs and next milestone; lock ends the SELECT.
func readActivity(ctx context.Context, q querier, id, lock string) (*activity, error) {
	a := new(activity)
	err := q.QueryRow(ctx, selectActivity+lock, id).Scan(&a.ID, &a.Version, &a.CreatedAt, &a.UpdatedAt, &a.Reference, &a.ProjectID,
		&a.Title, &a.Description,
		&a.CountryCode, &a.Kinds, &a.PlannedStart, &a.PlannedEnd, &a.Health, &a.Progress, &a.Status, &a.StatusOn, &a.ActualStart,
		&a.ActualEnd, &a.LastUpdateOn)
	if err != nil {
		return nil, err
	}
	return a, loadActivity(ctx, q, a)
}

func loadActivity(ctx context.Context, q querier, a *activity) error {
	a.ThemeCodes, a.InstitutionIDs, a.Partners, a.Needs = []string{}, []string{}, []partner{}, []answered{}
	rows, err := q.Query(ctx, `SELECT 0, activity_id, theme_code AS value FROM activity_themes WHERE activity_id = $1
		UNION ALL SELECT 1, activity_id, CAST(institution_id AS text) FROM activity_institutions WHERE activity_id = $1 ORDER BY value`,
		a.ID)
	if err != nil {
		return err
	}
	if err := eachLink(rows, func(list int, _, value string) {
		if list == 0 {
			a.ThemeCodes = append(a.ThemeCodes, value)
		} else {
			a.InstitutionIDs = append(a.InstitutionIDs, value)
		}
	}); err != nil {
		return err
	}
	if err := loadTies(ctx, q, a); err != nil {
		return err
	}
	return loadNext(ctx, q, a)
}

// loadTies reads partners and needs together.
func loadTies(ctx context.Context, q querier, a *activity) error {
	rows, err := q.Query(ctx, `SELECT activity_id, organisation_id, partner_role, position, TRUE, 0 FROM activity_partners
		WHERE activity_id = $1
		UNION ALL SELECT an.activity_id, needs.id, needs.reference, an.share, TRUE, 1 FROM activity_needs an
			JOIN needs ON needs.id = an.need_id
		WHERE an.activity_id = $1 ORDER BY 6, 1, 4, 3`, a.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var activity, other, text string
		var number, kind int
		var seen bool
		if err := rows.Scan(&activity, &other, &text, &number, &seen, &kind); err != nil {
			return err
		}
		if kind == 0 {
			a.Partners = append(a.Partners, partner{other, text})
		} else {
			a.Needs = append(a.Needs, answered{other, number, text})
		}
	}
	return rows.Err()
}

func loadNext(ctx context.Context, q querier, a *activity) error {
	rows, err := q.Query(ctx, `SELECT m.activity_id, m.reference, m.due_on FROM milestones m WHERE m.activity_id = $1
		AND m.status = 'planned'
		AND NOT EXISTS (SELECT 1 FROM milestones e WHERE e.activity_id = m.activity_id AND e.status = 'planned'
			AND (e.due_on, e.id) < (m.due_on, m.id))`, a.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	var id, reference string
	var due pgtype.Date
	for rows.Next() {
		if err := rows.Scan(&id, &reference, &due); err != nil {
			return err
		}
	}
	a.NextStep = a.next(reference, due)
	return rows.Err()
}

func milestonesOf(ctx context.Context, q querier, id string) ([]milestone, error) {
	rows, err := q.Query(ctx, `SELECT id, version, created_at, updated_at, reference, activity_id, title, due_on, weight, organisation_id,
		contact_id, waits_for_id,
		status, status_on, done_on, proposed_on, first_due_on, times_moved FROM milestones WHERE activity_id = $1 ORDER BY due_on, id`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []milestone
	for rows.Next() {
		var m milestone
		if err := rows.Scan(&m.ID, &m.Version, &m.CreatedAt, &m.UpdatedAt, &m.Reference, &m.ActivityID, &m.Title, &m.DueOn, &m.Weight,
			&m.OrganisationID, &m.ContactID, &m.WaitsForID, &m.Status, &m.StatusOn, &m.DoneOn, &m.ProposedOn, &m.FirstDueOn,
			&m.TimesMoved); err != nil {
			return nil, err
		}
		found = append(found, m)
	}
	return found, rows.Err()
}
