package main

import (
	"encoding/json"
	"net/http"

	"github.com/google/uuid"
)

// act takes a step of an activity's life, writes an update on it and submits that.
func (p *peer) act(r *http.Request) (any, error) {
	var in struct {
		ActivityID, To, Reason, PeriodFrom, PeriodTo, Narrative, Health string
		Version, Progress                                               int
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	var out struct {
		ID      string `json:"id"`
		Version int    `json:"version"`
	}
	err := p.pool.QueryRow(r.Context(), `WITH
		old AS (SELECT id, status FROM activities WHERE id = $1 AND version = $2 FOR NO KEY UPDATE),
		a AS (UPDATE activities a SET version = a.version + 1, updated_at = now(), status = $3, status_on = CURRENT_DATE, health = $4,
			progress = $5, last_update_on = CURRENT_DATE, actual_start = COALESCE(a.actual_start, CURRENT_DATE)
			FROM old WHERE a.id = old.id RETURNING a.id, a.version, a.project_id, old.status AS from_status),
		p AS (UPDATE projects p SET version = p.version + 1, updated_at = now(), last_update_on = CURRENT_DATE FROM a
			WHERE p.id = a.project_id AND (p.last_update_on IS NULL OR p.last_update_on < CURRENT_DATE)
			RETURNING p.id),
		s AS (INSERT INTO steps (id, subject_type, subject_id, from_status, to_status, on_date, proposed, reason, actor_name, actor_role,
				created_at)
			SELECT $6, 'activity', a.id, a.from_status, $3, CURRENT_DATE, FALSE, $7, 'By hand', 'manager', now() FROM a)
		INSERT INTO updates (id, version, created_at, updated_at, project_id, activity_id, period_from, period_to, no_change, narrative,
				health, progress, milestones, spent_minor, spent_currency, evidence, organisation_id, status, status_on, submitted_at,
				return_reason, wrong, correction_reason)
			SELECT $8, 1, now(), now(), a.project_id, a.id, $9, $10, FALSE, $11, $4, $5, '[]', 0, '', '[]', j.lead_organisation_id,
				'submitted', CURRENT_DATE, now(), '', '', '' FROM a JOIN projects j ON j.id = a.project_id
			RETURNING id, (SELECT version FROM a)`,
		in.ActivityID, in.Version, in.To, in.Health, in.Progress, newID(), in.Reason, newID(), in.PeriodFrom, in.PeriodTo, in.Narrative).
		Scan(&out.ID, &out.Version)
	return out, err
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }
