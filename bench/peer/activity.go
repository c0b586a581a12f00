package main

import (
	"net/http"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// selectActivity reads activities a with their ties.
const selectActivity = `SELECT a.id, a.version, a.created_at, a.updated_at, a.reference, a.project_id, a.title, a.description,
	a.country_code, a.kinds, a.planned_start, a.planned_end, a.health, a.progress, a.status, a.status_on, a.actual_start, a.actual_end,
	a.last_update_on, a.contact_id, a.documents,
	ARRAY(SELECT theme_code FROM activity_themes WHERE activity_id = a.id ORDER BY 1),
	ARRAY(SELECT institution_id FROM activity_institutions WHERE activity_id = a.id ORDER BY 1),
	ARRAY(SELECT organisation_id FROM activity_partners WHERE activity_id = a.id ORDER BY position, partner_role),
	ARRAY(SELECT partner_role FROM activity_partners WHERE activity_id = a.id ORDER BY position, partner_role),
	ARRAY(SELECT an.need_id FROM activity_needs an JOIN needs n ON n.id = an.need_id WHERE an.activity_id = a.id
		ORDER BY an.share, n.reference),
	ARRAY(SELECT n.reference FROM activity_needs an JOIN needs n ON n.id = an.need_id WHERE an.activity_id = a.id
		ORDER BY an.share, n.reference),
	ARRAY(SELECT an.share FROM activity_needs an JOIN needs n ON n.id = an.need_id WHERE an.activity_id = a.id
		ORDER BY an.share, n.reference) `

// ties are the lists of an activity, column by column.
type ties struct {
	partners, roles, needs, references []string
	shares                             []int
}

func (a *activity) targets(t *ties) []any {
	return []any{&a.ID, &a.Version, &a.CreatedAt, &a.UpdatedAt, &a.Reference, &a.ProjectID, &a.Title, &a.Description,
		&a.CountryCode, &a.Kinds, &a.PlannedStart, &a.PlannedEnd, &a.Health, &a.Progress, &a.Status, &a.StatusOn, &a.ActualStart,
		&a.ActualEnd, &a.LastUpdateOn, &a.ContactID, &a.Documents, &a.ThemeCodes, &a.InstitutionIDs, &t.partners, &t.roles, &t.needs,
		&t.references, &t.shares}
}

func (a *activity) tie(t ties) {
	a.Partners, a.Needs = make([]partner, len(t.partners)), make([]answered, len(t.needs))
	for i, id := range t.partners {
		a.Partners[i] = partner{id, t.roles[i]}
	}
	for i, id := range t.needs {
		a.Needs[i] = answered{id, t.shares[i], t.references[i]}
	}
}

// getActivity answers one activity with its milestones, and with the names of the organisations in it: a row for each milestone.
func (p *peer) getActivity(r *http.Request) (any, error) {
	a := new(activity)
	var t ties
	var ids, codes, names []string
	err := p.each(r.Context(), `WITH a AS MATERIALIZED (`+selectActivity+` FROM activities a WHERE a.id = $1),
		o AS MATERIALIZED (SELECT o.id, o.code, o.name FROM organisations o WHERE o.id IN (
			SELECT organisation_id FROM activity_partners WHERE activity_id = $1
			UNION ALL SELECT organisation_id FROM milestones WHERE activity_id = $1))
		SELECT a.*, ARRAY(SELECT id FROM o ORDER BY id), ARRAY(SELECT code FROM o ORDER BY id), ARRAY(SELECT name FROM o ORDER BY id),
			m.id, m.version, m.created_at, m.updated_at, m.reference, m.activity_id, m.title, m.due_on, m.weight, m.organisation_id,
			m.contact_id, m.waits_for_id, m.status, m.status_on, m.done_on, m.proposed_on, m.first_due_on, m.times_moved
		FROM a JOIN milestones m ON m.activity_id = a.id ORDER BY m.due_on, m.id`, func(rows pgx.Rows) error {
		var m milestone
		a.Milestones = append(a.Milestones, m)
		to := &a.Milestones[len(a.Milestones)-1]
		return rows.Scan(append(a.targets(&t), &ids, &codes, &names, &to.ID, &to.Version, &to.CreatedAt, &to.UpdatedAt, &to.Reference,
			&to.ActivityID, &to.Title, &to.DueOn, &to.Weight, &to.OrganisationID, &to.ContactID, &to.WaitsForID, &to.Status, &to.StatusOn,
			&to.DoneOn, &to.ProposedOn, &to.FirstDueOn, &to.TimesMoved)...)
	}, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	a.tie(t)
	var reference string
	var due pgtype.Date
	for _, m := range a.Milestones {
		if m.Status == "planned" {
			reference, due = m.Reference, m.DueOn
			break
		}
	}
	a.NextStep = a.next(reference, due)
	a.Expanded = &expanded{Organisations: a.named(ids, codes, names)}
	return a, nil
}

// named gives the names of the partners and of those who have a milestone, each once.
func (a *activity) named(ids, codes, names []string) []name {
	var out []name
	add := func(id string) {
		if at := slices.Index(ids, id); !slices.ContainsFunc(out, func(n name) bool { return n.ID == id }) {
			out = append(out, name{id, codes[at], names[at]})
		}
	}
	for _, p := range a.Partners {
		add(p.OrganisationID)
	}
	for _, m := range a.Milestones {
		add(m.OrganisationID)
	}
	return out
}

// listActivities answers the first page of a country's activities, with what is to be delivered next.
func (p *peer) listActivities(r *http.Request) (any, error) {
	out := page[activity]{Items: make([]activity, 0, 51)}
	err := p.each(r.Context(), selectActivity+`, m.reference, m.due_on
		FROM (SELECT * FROM activities s WHERE s.country_code = $1 ORDER BY s.reference, s.id LIMIT 51) a
		LEFT JOIN LATERAL (SELECT m.reference, m.due_on FROM milestones m WHERE m.activity_id = a.id AND m.status = 'planned'
			ORDER BY m.due_on, m.id LIMIT 1) m ON TRUE ORDER BY a.reference, a.id`, func(rows pgx.Rows) error {
		var a activity
		var t ties
		var reference *string
		var due pgtype.Date
		if err := rows.Scan(append(a.targets(&t), &reference, &due)...); err != nil {
			return err
		}
		a.tie(t)
		if reference == nil {
			reference = new(string)
		}
		a.NextStep = a.next(*reference, due)
		out.Items = append(out.Items, a)
		return nil
	}, r.URL.Query().Get("country"))
	if len(out.Items) > 50 {
		out.Items, out.Next = out.Items[:50], "more"
	}
	return out, err
}
