package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// funded is a project of a donor's summary: what it was given and spent, and how far its activities are.
type funded struct {
	ID         string           `json:"id"`
	Reference  string           `json:"reference"`
	Title      string           `json:"title"`
	Status     string           `json:"status"`
	Pledged    int64            `json:"pledged"`
	Committed  int64            `json:"committed"`
	Disbursed  int64            `json:"disbursed"`
	Spent      int64            `json:"spent"`
	ByStatus   map[string]int   `json:"by_status"`
	Milestones map[string]int64 `json:"milestones"`
}

// summary answers what a donor gave, project by project, and what it reaches.
func (p *peer) summary(r *http.Request) (any, error) {
	var out []funded
	err := p.each(r.Context(), `WITH given AS MATERIALIZED (SELECT project_id, activity_id,
			SUM(usd_minor) FILTER (WHERE kind = 'pledge') AS pledged, SUM(usd_minor) FILTER (WHERE kind = 'commitment') AS committed,
			SUM(usd_minor) FILTER (WHERE kind = 'disbursement') AS disbursed
			FROM transactions WHERE organisation_id = $1 AND kind <> 'expenditure' AND value_date <= CURRENT_DATE GROUP BY 1, 2),
		projected AS MATERIALIZED (SELECT project_id, CAST(SUM(pledged) AS bigint) AS pledged, CAST(SUM(committed) AS bigint) AS committed,
			CAST(SUM(disbursed) AS bigint) AS disbursed, bool_or(activity_id IS NULL) AS whole FROM given GROUP BY 1),
		reached AS MATERIALIZED (SELECT a.id, a.project_id, a.status FROM projected f JOIN activities a ON a.project_id = f.project_id
			WHERE f.whole OR a.id IN (SELECT activity_id FROM given)),
		counted AS (SELECT a.project_id, json_object_agg(a.status, a.n) AS by_status
			FROM (SELECT project_id, status, COUNT(*) AS n FROM reached GROUP BY 1, 2) a GROUP BY 1),
		steps AS (SELECT a.project_id, COUNT(*) AS planned, COUNT(*) FILTER (WHERE m.due_on <= CURRENT_DATE) AS due,
			COUNT(m.done_on) AS delivered, COUNT(*) FILTER (WHERE m.due_on < CURRENT_DATE AND m.done_on IS NULL
				AND a.status IN ('pipeline', 'implementation', 'finalisation')) AS overdue
			FROM reached a JOIN milestones m ON m.activity_id = a.id WHERE m.status <> 'dropped' GROUP BY 1),
		spent AS (SELECT t.project_id, CAST(SUM(t.usd_minor) AS bigint) AS minor FROM projected f JOIN transactions t
			ON t.project_id = f.project_id WHERE t.kind = 'expenditure' AND t.value_date <= CURRENT_DATE GROUP BY 1)
		SELECT j.id, j.reference, j.title, j.status, COALESCE(f.pledged, 0), COALESCE(f.committed, 0), COALESCE(f.disbursed, 0),
			COALESCE(e.minor, 0), c.by_status, json_build_object('planned', s.planned, 'due', s.due, 'delivered', s.delivered, 'overdue',
				s.overdue)
		FROM projected f JOIN projects j ON j.id = f.project_id LEFT JOIN counted c ON c.project_id = j.id
			LEFT JOIN steps s ON s.project_id = j.id LEFT JOIN spent e ON e.project_id = j.id ORDER BY j.reference`,
		func(rows pgx.Rows) error {
			var f funded
			err := rows.Scan(&f.ID, &f.Reference, &f.Title, &f.Status, &f.Pledged, &f.Committed, &f.Disbursed, &f.Spent, &f.ByStatus,
				&f.Milestones)
			out = append(out, f)
			return err
		}, r.PathValue("id"))
	return out, err
}

// due is a milestone with whom to write to.
type due struct {
	milestone
	Name  string `json:"name"`
	Email string `json:"email"`
}

// dueMilestones answers the first planned milestones that are due by a day, with the addresses of their contacts.
func (p *peer) dueMilestones(r *http.Request) (any, error) {
	out := page[due]{Items: make([]due, 0, 50)}
	err := p.each(r.Context(), `SELECT m.id, m.version, m.created_at, m.updated_at, m.reference, m.activity_id, m.title, m.due_on, m.weight,
			m.organisation_id, m.contact_id, m.waits_for_id, m.status, m.status_on, m.done_on, m.proposed_on, m.first_due_on, m.times_moved,
			c.name, c.email
		FROM (SELECT * FROM milestones WHERE status = 'planned' AND due_on <= $1 ORDER BY due_on, id LIMIT 50) m
		JOIN people c ON c.id = m.contact_id ORDER BY m.due_on, m.id`, func(rows pgx.Rows) error {
		var m due
		err := rows.Scan(&m.ID, &m.Version, &m.CreatedAt, &m.UpdatedAt, &m.Reference, &m.ActivityID, &m.Title, &m.DueOn, &m.Weight,
			&m.OrganisationID, &m.ContactID, &m.WaitsForID, &m.Status, &m.StatusOn, &m.DoneOn, &m.ProposedOn, &m.FirstDueOn, &m.TimesMoved,
			&m.Name, &m.Email)
		out.Items = append(out.Items, m)
		return err
	}, r.URL.Query().Get("due_to"))
	return out, err
}

// export answers all activities as a table, as the database writes it.
func (p *peer) export(w http.ResponseWriter, r *http.Request) {
	conn, err := p.pool.Acquire(r.Context())
	if err != nil {
		fail(w, err)
		return
	}
	defer conn.Release()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	partners := func(role string) string {
		return `(SELECT p.activity_id, string_agg(o.name, '; ' ORDER BY p.position) AS names FROM activity_partners p
			JOIN organisations o ON o.id = p.organisation_id WHERE p.partner_role = '` + role + `' GROUP BY 1)`
	}
	if _, err := conn.Conn().PgConn().CopyTo(r.Context(), w, `COPY (SELECT a.reference, j.reference AS project_reference, a.title,
		a.description, a.country_code, t.codes AS theme_codes, l.names AS lead_partner, i.names AS implementing_partners,
		s.names AS supporting_partners, n.codes AS needs, o.names AS institution_names, a.planned_start, a.planned_end, a.actual_start,
		a.actual_end, a.status, a.status_on, a.health, a.progress, a.last_update_on, m.reference AS next_step, m.due_on, a.id
		FROM activities a JOIN projects j ON j.id = a.project_id
		LEFT JOIN (SELECT activity_id, string_agg(theme_code, '; ' ORDER BY theme_code) AS codes FROM activity_themes GROUP BY 1) t
			ON t.activity_id = a.id
		LEFT JOIN `+partners("lead")+` l ON l.activity_id = a.id LEFT JOIN `+partners("implementing")+` i ON i.activity_id = a.id
		LEFT JOIN `+partners("supporting")+` s ON s.activity_id = a.id
		LEFT JOIN (SELECT an.activity_id, string_agg(n.reference, '; ') AS codes FROM activity_needs an JOIN needs n ON n.id = an.need_id
			GROUP BY 1) n ON n.activity_id = a.id
		LEFT JOIN (SELECT ai.activity_id, string_agg(i.name, '; ' ORDER BY i.name) AS names FROM activity_institutions ai
			JOIN institutions i ON i.id = ai.institution_id GROUP BY 1) o ON o.activity_id = a.id
		LEFT JOIN (SELECT DISTINCT ON (activity_id) activity_id, reference, due_on FROM milestones WHERE status = 'planned'
			ORDER BY activity_id, due_on, id) m ON m.activity_id = a.id
		ORDER BY a.reference, a.id) TO STDOUT (FORMAT csv, HEADER)`); err != nil {
		panic(http.ErrAbortHandler) // the answer has begun
	}
}

// load takes a file of needs of one mission: its rows are copied, and so are their themes.
func (p *peer) load(r *http.Request) (any, error) {
	file := csv.NewReader(r.Body)
	if _, err := file.Read(); err != nil { // the headings
		return nil, err
	}
	now := pgtype.Timestamptz{Time: time.Now(), Valid: true}
	today := pgtype.Date{Time: time.Now(), Valid: true}
	var needs, themes [][]any
	for {
		row, err := file.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		var whole, cents int64
		if _, err := fmt.Sscanf(row[4], "%d.%d", &whole, &cents); err != nil {
			return nil, err
		}
		wanted, err := time.Parse(time.DateOnly, row[6])
		if err != nil {
			return nil, err
		}
		id := newID()
		needs = append(needs, []any{id, 1, now, now, "BY-HAND-" + id, "KAZ", r.PathValue("id"), row[0], "", "", row[1], row[2],
			whole*100 + cents, row[5], wanted, "identified", today, "", "", "9", "", ""})
		themes = append(themes, []any{id, row[3]})
	}
	err := pgx.BeginFunc(r.Context(), p.pool, func(tx pgx.Tx) error {
		if _, err := tx.CopyFrom(r.Context(), pgx.Identifier{"needs"}, []string{"id", "version", "created_at", "updated_at", "reference",
			"country_code", "mission_id", "title", "description", "releasable_summary", "level", "kind", "estimated_cost_minor",
			"estimated_cost_currency", "wanted_by", "status", "status_on", "proposed_status", "proposed_by", "rank_key", "state_answer",
			"state_answer_reason"}, pgx.CopyFromRows(needs)); err != nil {
			return err
		}
		_, err := tx.CopyFrom(r.Context(), pgx.Identifier{"need_themes"}, []string{"need_id", "theme_code"}, pgx.CopyFromRows(themes))
		return err
	})
	return map[string]int{"rows": len(needs)}, err
}
