package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// act is an activity that is stepped and reported on.
type act struct {
	id, project, status string
	version, progress   int
}

// acts reads the activities that are acted on as they stand: whose needs none wait for them to begin.
func (b *bench) readActs(ctx context.Context) ([]act, error) {
	rows, err := b.db.Query(ctx, `SELECT a.id::text, a.project_id::text, a.status, a.version, a.progress FROM activities a
		WHERE a.status IN ('implementation', 'suspended') AND NOT EXISTS (SELECT 1 FROM activity_needs an
			JOIN needs n ON n.id = an.need_id WHERE an.activity_id = a.id AND n.status = 'taken_up')
		ORDER BY a.id LIMIT 60`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []act
	for rows.Next() {
		var a act
		if err := rows.Scan(&a.id, &a.project, &a.status, &a.version, &a.progress); err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// to is the step that is taken, to and fro.
func (a act) to() string {
	if a.status == "suspended" {
		return "implementation"
	}
	return "suspended"
}

const reason, narrative = "Waiting for the host agreement", "The course was held again (fiction)."

// actByHand acts by the peer's one statement.
func (b *bench) actByHand(ctx context.Context) (task, error) {
	all, err := b.readActs(ctx)
	return func(ctx context.Context, i int) (answer, error) {
		a := all[i]
		body, err := json.Marshal(map[string]any{"ActivityID": a.id, "Version": a.version, "To": a.to(), "Reason": reason,
			"PeriodFrom": "2026-01-01", "PeriodTo": "2026-03-31", "Narrative": narrative, "Health": "at_risk", "Progress": a.progress})
		if err != nil {
			return answer{}, err
		}
		return b.send(ctx, b.peer, "manager", http.MethodPost, "/act", body, "")
	}, err
}

// actInThree acts by the three requests of Qadam's.
func (b *bench) actInThree(ctx context.Context) (task, error) {
	all, err := b.readActs(ctx)
	return func(ctx context.Context, i int) (answer, error) {
		a := all[i]
		post := func(path, body, etag string) (answer, error) {
			return b.send(ctx, b.qadam, "manager", http.MethodPost, "/api/v1"+path, []byte(body), etag)
		}
		if _, err := post("/activities/"+a.id+"/step", fmt.Sprintf(`{"to":%q,"reason":%q}`, a.to(), reason),
			fmt.Sprintf("%q", fmt.Sprint(a.version))); err != nil {
			return answer{}, err
		}
		made, err := post("/updates", fmt.Sprintf(`{"project_id":%q,"activity_id":%q,"period_from":"2026-01-01","period_to":"2026-03-31",
			"narrative":%q,"health":"at_risk","progress":%d}`, a.project, a.id, narrative, a.progress), "")
		if err != nil {
			return made, err
		}
		var update struct{ ID string }
		if err := json.Unmarshal(made.body, &update); err != nil {
			return made, err
		}
		return post("/updates/"+update.ID+"/step", `{"to":"submitted"}`, made.etag)
	}, err
}

// dueInTwo asks Qadam for due milestones, and for the contacts whom they name.
func (b *bench) dueInTwo(day string) func(context.Context) (task, error) {
	return func(context.Context) (task, error) {
		return func(ctx context.Context, _ int) (answer, error) {
			a, err := b.send(ctx, b.qadam, "manager", http.MethodGet, "/api/v1/milestones?status=planned&due_to="+day+"&limit=50", nil, "")
			if err != nil {
				return a, err
			}
			var page struct {
				Items []struct {
					ContactID string `json:"contact_id"`
				}
			}
			if err := json.Unmarshal(a.body, &page); err != nil {
				return a, err
			}
			var ids []string
			for _, m := range page.Items {
				if !slices.Contains(ids, m.ContactID) {
					ids = append(ids, m.ContactID)
				}
			}
			return b.send(ctx, b.qadam, "manager", http.MethodGet, "/api/v1/contacts?id="+strings.Join(ids, ","), nil, "")
		}, nil
	}
}
