package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// stepActivity takes a step of an activity's life and signs it.
func (p *peer) stepActivity(r *http.Request, by actor) (any, int, error) {
	var in struct {
		To     string `json:"to"`
		Reason string `json:"reason"`
	}
	return p.change(r, by, "activity.step", &in, func(ctx context.Context, tx pgx.Tx, a *activity) error {
		from, today := a.Status, pgtype.Date{Time: by.now, Valid: true}
		a.Status, a.StatusOn = in.To, today
		if in.To == "implementation" {
			if !a.ActualStart.Valid {
				a.ActualStart = today
			}
			a.ActualEnd = pgtype.Date{}
		}
		if err := update(ctx, tx, a, by); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO steps (id, subject_type, subject_id, from_status, to_status, on_date, proposed, reason,
			actor_id, actor_name, created_at)
			VALUES ($1, 'activity', $2, $3, $4, $5, FALSE, $6, $7, $8, $9)`,
			newID(), a.ID, from, in.To, today, in.Reason, by.userID, by.name, by.now); err != nil {
			return err
		}
		if in.To != "implementation" {
			return nil
		}
		return needsToStart(ctx, tx, a.ID)
	})
}

// patchActivity changes health and progress, with the checks and the links that any change of an activity writes.
func (p *peer) patchActivity(r *http.Request, by actor) (any, int, error) {
	var in struct {
		Health   *string `json:"health"`
		Progress *int    `json:"progress"`
	}
	return p.change(r, by, "activity.update", &in, func(ctx context.Context, tx pgx.Tx, a *activity) error {
		if in.Health != nil {
			a.Health = *in.Health
		}
		if in.Progress != nil {
			a.Progress = *in.Progress
		}
		if err := check(ctx, tx, a); err != nil {
			return err
		}
		if err := update(ctx, tx, a, by); err != nil {
			return err
		}
		if err := saveLinks(ctx, tx, a); err != nil {
			return err
		}
		if a.Status != "implementation" {
			return nil
		}
		return needsToStart(ctx, tx, a.ID)
	})
}

// change is one transaction on one activity: read and locked, compared with If-Match, changed, shown and audited.
func (p *peer) change(r *http.Request, by actor, action string, in any,
	apply func(context.Context, pgx.Tx, *activity) error) (any, int, error) {
	ctx := r.Context()
	version, err := strconv.Atoi(strings.Trim(r.Header.Get("If-Match"), `"`))
	if err != nil {
		return nil, 0, errStale
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, 0, err
	}
	if err := json.Unmarshal(body, in); err != nil {
		return nil, 0, err
	}
	var a *activity
	err = pgx.BeginFunc(ctx, p.pool, func(tx pgx.Tx) error {
		if a, err = readActivity(ctx, tx, r.PathValue("id"), " FOR UPDATE"); err != nil {
			return err
		}
		if a.Version != version {
			return errStale
		}
		before, err := json.Marshal(a)
		if err != nil {
			return err
		}
		if err := apply(ctx, tx, a); err != nil {
			return err
		}
		if err := loadActivity(ctx, tx, a); err != nil {
			return err
		}
		after, err := json.Marshal(a)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO peer_changes (id, created_at, actor_id, actor_name, action, subject_type, subject_id, request_id,
			before, after)
			VALUES ($1, $2, $3, $4, $5, 'activity', $6, $7, $8, $9)`,
			newID(), by.now, by.userID, by.name, action, a.ID, newID(), string(before), string(after))
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	return a, a.Version, nil
}

func update(ctx context.Context, tx pgx.Tx, a *activity, by actor) error {
	done, err := tx.Exec(ctx, `UPDATE activities SET version = $1, updated_at = $2, reference = $3, project_id = $4, title = $5,
		description = $6, country_code = $7,
		planned_start = $8, planned_end = $9, health = $10, progress = $11, status = $12, status_on = $13, actual_start = $14,
			actual_end = $15,
		last_update_on = $16, kinds = $17 WHERE id = $18 AND version = $19`,
		a.Version+1, by.now, a.Reference, a.ProjectID, a.Title, a.Description, a.CountryCode, a.PlannedStart, a.PlannedEnd, a.Health,
		a.Progress, a.Status, a.StatusOn, a.ActualStart, a.ActualEnd, a.LastUpdateOn, string(a.Kinds), a.ID, a.Version)
	if err != nil {
		return err
	}
	if done.RowsAffected() == 0 {
		return errStale
	}
	a.Version, a.UpdatedAt = a.Version+1, by.now
	return nil
}

// check reads what a change of an activity is checked against.
func check(ctx context.Context, tx pgx.Tx, a *activity) error {
	partners, needs := make([]string, len(a.Partners)), make([]string, len(a.Needs))
	for i, p := range a.Partners {
		partners[i] = p.OrganisationID
	}
	for i, n := range a.Needs {
		needs[i] = n.NeedID
	}
	for _, ask := range []struct {
		query string
		arg   any
		skip  bool
	}{
		{`SELECT id, version, created_at, updated_at, reference, title, description, lead_organisation_id, starts_on, ends_on, budget_minor,
			budget_currency,
			reporting_months, status, status_on, last_update_on FROM projects WHERE id = $1`, a.ProjectID, false},
		{"SELECT project_id, country_code FROM project_countries WHERE project_id = $1", a.ProjectID, false},
		{"SELECT id FROM organisations WHERE id = ANY($1)", partners, false},
		{"SELECT id FROM needs WHERE id = ANY($1)", needs, len(needs) == 0},
		{"SELECT id FROM institutions WHERE id = ANY($1)", a.InstitutionIDs, len(a.InstitutionIDs) == 0},
		{"SELECT id, version, created_at, updated_at, code, region, time_zone, note FROM countries WHERE code = $1", a.CountryCode, false},
		{"SELECT code FROM themes WHERE code = ANY($1)", a.ThemeCodes, len(a.ThemeCodes) == 0},
	} {
		if ask.skip {
			continue
		}
		if err := readAll(ctx, tx, ask.query, ask.arg); err != nil {
			return err
		}
	}
	return nil
}

// readAll reads rows into Go values, and none is an error.
func readAll(ctx context.Context, tx pgx.Tx, query string, arg any) error {
	rows, err := tx.Query(ctx, query, arg)
	if err != nil {
		return err
	}
	defer rows.Close()
	seen := 0
	for rows.Next() {
		if _, err := rows.Values(); err != nil {
			return err
		}
		seen++
	}
	if rows.Err() == nil && seen == 0 {
		return pgx.ErrNoRows
	}
	return rows.Err()
}

// saveLinks writes an activity's lists anew.
func saveLinks(ctx context.Context, tx pgx.Tx, a *activity) error {
	roles, others, shares := make([]string, len(a.Partners)), make([]string, len(a.Partners)), make([]int, len(a.Needs))
	needs := make([]string, len(a.Needs))
	for i, p := range a.Partners {
		others[i], roles[i] = p.OrganisationID, p.PartnerRole
	}
	for i, n := range a.Needs {
		needs[i], shares[i] = n.NeedID, n.Share
	}
	for _, list := range []struct {
		clear, fill string
		args        []any
		empty       bool
	}{
		{"DELETE FROM activity_themes WHERE activity_id = $1", "INSERT INTO activity_themes (activity_id, theme_code) SELECT $1, " +
			"unnest($2::text[])",
			[]any{a.ThemeCodes}, len(a.ThemeCodes) == 0},
		{"DELETE FROM activity_institutions WHERE activity_id = $1", "INSERT INTO activity_institutions (activity_id, institution_id) " +
			"SELECT $1, unnest($2::uuid[])",
			[]any{a.InstitutionIDs}, len(a.InstitutionIDs) == 0},
		{"DELETE FROM activity_partners WHERE activity_id = $1", `INSERT INTO activity_partners (activity_id, organisation_id, partner_role,
			position)
			SELECT $1, o, r, n - 1 FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS t (o, r, n)`, []any{others, roles}, false},
		{"DELETE FROM activity_needs WHERE activity_id = $1 AND need_id IN (SELECT needs.id FROM needs WHERE TRUE)",
			"INSERT INTO activity_needs (activity_id, need_id, share) SELECT $1, n, s FROM unnest($2::uuid[], $3::int[]) AS t (n, s)",
			[]any{needs, shares}, len(needs) == 0},
	} {
		if _, err := tx.Exec(ctx, list.clear, a.ID); err != nil {
			return err
		}
		if list.empty {
			continue
		}
		if _, err := tx.Exec(ctx, list.fill, append([]any{a.ID}, list.args...)...); err != nil {
			return err
		}
	}
	return nil
}

// needsToStart looks for needs that a begun activity carries into delivery; the activities of the benchmark have none left.
func needsToStart(ctx context.Context, tx pgx.Tx, id string) error {
	rows, err := tx.Query(ctx, `SELECT n.id FROM needs n JOIN activity_needs an ON an.need_id = n.id
		WHERE an.activity_id = $1 AND n.status = 'taken_up' ORDER BY n.id`, id)
	if err != nil {
		return err
	}
	rows.Close()
	return rows.Err()
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }
