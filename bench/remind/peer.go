package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// owed is a step that somebody owes.
type owed struct {
	rule, noun, subject, reference, occasion, step   string
	recipient, name, language, organisation, orgName string
	manager                                          string
	due                                              time.Time
	late                                             int
}

// person is somebody to whom a mail can go.
type person struct{ name, email, language *string }

// item is what a rule watches, and who could be told.
type item struct {
	id, reference, status       string
	title, organisation, org    *string
	since                       time.Time
	contact, focal, coordinator person
}

const (
	dateFormat = "2006-01-02"
	atOnce     = 500
)

var live = []string{"pipeline", "implementation", "finalisation"}

const milestonesDue = `SELECT m.id, m.reference, m.title, m.status, m.due_on, m.organisation_id, o.name,
	contact.name, contact.email, contact.language, focal.name, focal.email, focal.language, coordinator.name, coordinator.email, coordinator.language
	FROM milestones m JOIN activities a ON a.id = m.activity_id JOIN projects p ON p.id = a.project_id
	JOIN organisations o ON o.id = m.organisation_id
	LEFT JOIN activity_partners t ON t.activity_id = a.id AND t.organisation_id = m.organisation_id
	LEFT JOIN contacts contact ON contact.id = m.contact_id AND contact.organisation_id = t.organisation_id AND contact.active
	LEFT JOIN contacts focal ON focal.id = (SELECT x.id FROM contacts x
		WHERE x.organisation_id = t.organisation_id AND x.duty = 'focal_point' AND x.active ORDER BY x.id LIMIT 1)
	LEFT JOIN contacts coordinator ON coordinator.id = (SELECT x.id FROM contacts x
		WHERE x.organisation_id = t.organisation_id AND x.duty = 'coordinator' AND x.active ORDER BY x.id LIMIT 1)
	WHERE m.status = 'planned' AND m.due_on BETWEEN $1 AND $2 AND (m.due_on, m.id) > ($3, $4) AND a.status = ANY($5) AND p.status = ANY($5)
	ORDER BY m.due_on, m.id LIMIT $6`

const lastNews = `CASE WHEN a.status = 'pipeline' AND a.planned_start > a.status_on AND (a.last_update_on IS NULL OR a.planned_start > a.last_update_on) THEN a.planned_start
	WHEN a.last_update_on > a.status_on THEN a.last_update_on ELSE a.status_on END`

const activitiesQuiet = `SELECT a.id, a.reference, a.title, a.status, ` + lastNews + `, o.id, o.name, NULL, NULL, NULL, focal.name, focal.email, focal.language, NULL, NULL, NULL
	FROM activities a JOIN projects p ON p.id = a.project_id
	JOIN activity_partners t ON t.activity_id = a.id AND t.partner_role = 'lead' JOIN organisations o ON o.id = t.organisation_id
	LEFT JOIN contacts focal ON focal.id = (SELECT x.id FROM contacts x
		WHERE x.organisation_id = t.organisation_id AND x.duty = 'focal_point' AND x.active ORDER BY x.id LIMIT 1)
	WHERE a.id > $4 AND a.status = ANY($5) AND p.status = ANY($5) AND ` + lastNews + ` BETWEEN $1 AND $2 AND $3::date IS NOT NULL ORDER BY a.id LIMIT $6`

const agreedOn = `COALESCE((SELECT MAX(s.on_date) FROM steps s WHERE s.subject_id = n.id AND NOT s.proposed
	AND s.to_status IN ('agreed', 'prioritized') AND s.from_status NOT IN ('agreed', 'prioritized')), n.status_on)`

const needsUnmatched = `SELECT n.id, n.reference, NULL, n.status, ` + agreedOn + `, NULL, NULL, contact.name, contact.email, contact.language, NULL, NULL, NULL, NULL, NULL, NULL
	FROM needs n LEFT JOIN users contact ON contact.id = n.owner_id AND contact.active AND contact.role IN ('manager', 'admin')
	WHERE n.id > $4 AND n.status IN ('agreed', 'prioritized') AND ` + agreedOn + ` BETWEEN $1 AND $2 AND $3::date IS NOT NULL
	AND NOT EXISTS (SELECT 1 FROM referrals r WHERE r.need_id = n.id AND r.status IN ('proposed', 'accepted'))
	AND NOT EXISTS (SELECT 1 FROM activity_needs an JOIN activities a ON a.id = an.activity_id WHERE an.need_id = n.id AND a.status = ANY($5))
	ORDER BY n.id LIMIT $6`

// watch is what one kind of rule asks for.
type watch struct {
	noun, query string
	patience    int
	quiet       bool
}

var watches = map[string]watch{
	"milestone_due":     {"milestone", milestonesDue, 3, false},
	"milestone_overdue": {"milestone", milestonesDue, 3, false},
	"activity_stale":    {"activity", activitiesQuiet, 36500, true},
	"need_unmatched":    {"need", needsUnmatched, 36500, true},
}

type rung struct {
	offset int
	label  string
}

// scanByHand finds what is owed at an instant and was not told yet.
func scanByHand(ctx context.Context, pool *pgxpool.Pool, at time.Time) ([]owed, error) {
	today := at.UTC().Truncate(24 * time.Hour)
	managers, err := people(ctx, pool)
	if err != nil {
		return nil, err
	}
	type rule struct {
		code   string
		ladder []rung
	}
	rows, err := pool.Query(ctx, "SELECT code, offsets, days FROM reminder_rules WHERE active ORDER BY code")
	if err != nil {
		return nil, err
	}
	rules, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (rule, error) {
		var r rule
		var offsets string
		var days int
		if err := row.Scan(&r.code, &offsets, &days); err != nil {
			return r, err
		}
		r.ladder, err = ladder(watches[r.code].quiet, offsets, days)
		return r, err
	})
	if err != nil {
		return nil, err
	}
	var all []owed
	for _, r := range rules {
		found, err := follow(ctx, pool, r.code, r.ladder, today, managers)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

func people(ctx context.Context, pool *pgxpool.Pool) ([]person, error) {
	rows, err := pool.Query(ctx, "SELECT name, email, language FROM users WHERE role = 'manager' AND active ORDER BY id")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (person, error) {
		var p person
		err := row.Scan(&p.name, &p.email, &p.language)
		return p, err
	})
}

func ladder(quiet bool, offsets string, days int) ([]rung, error) {
	var out []rung
	if quiet {
		for n := 1; n <= 3 && days > 0; n++ {
			out = append(out, rung{n * days, fmt.Sprintf("/%d", n)})
		}
		return out, nil
	}
	var given []int
	if err := json.Unmarshal([]byte(offsets), &given); err != nil {
		return nil, err
	}
	slices.Sort(given)
	for _, o := range given {
		out = append(out, rung{o, fmt.Sprintf("%+d", o)})
	}
	return out, nil
}

// follow reads one rule's items page by page and gives what they give cause for.
func follow(ctx context.Context, pool *pgxpool.Pool, code string, ladder []rung, today time.Time, managers []person) ([]owed, error) {
	w := watches[code]
	if len(ladder) == 0 {
		return nil, nil
	}
	from, to := today.AddDate(0, 0, -ladder[len(ladder)-1].offset-w.patience), today.AddDate(0, 0, -ladder[0].offset)
	since, id := from, "00000000-0000-0000-0000-000000000000"
	var all []owed
	for {
		rows, err := pool.Query(ctx, w.query, from, to, since, id, live, atOnce)
		if err != nil {
			return nil, err
		}
		items, err := pgx.CollectRows(rows, readItem)
		if err != nil {
			return nil, err
		}
		var found []owed
		var subjects []string
		for _, it := range items {
			if n, ok := reached(ladder, it.since, today, w.patience); ok {
				found = append(found, debts(w, code, ladder, n, it, today, managers)...)
				subjects = append(subjects, it.id)
			}
		}
		if found, err = untold(ctx, pool, code, subjects, found); err != nil {
			return nil, err
		}
		all = append(all, found...)
		if len(items) < atOnce {
			return all, nil
		}
		since, id = items[len(items)-1].since, items[len(items)-1].id
	}
}

func readItem(row pgx.CollectableRow) (item, error) {
	var i item
	err := row.Scan(&i.id, &i.reference, &i.title, &i.status, &i.since, &i.organisation, &i.org, &i.contact.name, &i.contact.email, &i.contact.language,
		&i.focal.name, &i.focal.email, &i.focal.language, &i.coordinator.name, &i.coordinator.email, &i.coordinator.language)
	return i, err
}

func reached(ladder []rung, since, today time.Time, patience int) (int, bool) {
	for i, r := range slices.Backward(ladder) {
		day := since.AddDate(0, 0, r.offset)
		if day.After(today) {
			continue
		}
		return i, int(today.Sub(day)/(24*time.Hour)) <= patience && (r.offset >= 0 || !since.Before(today))
	}
	return 0, false
}

func debts(w watch, code string, ladder []rung, at int, it item, today time.Time, managers []person) []owed {
	told, own, step := managers, false, text(it.title)
	first := person{}
	for _, p := range []person{it.contact, it.focal, it.coordinator} {
		if text(p.email) != "" {
			first, own = p, true
			break
		}
	}
	last := at == len(ladder)-1 && at > 0
	switch {
	case w.noun == "need":
		step = "Score and prioritize it"
		if own {
			told, own = []person{first}, false
		}
	case !own:
		step = fmt.Sprintf("%s. Nobody at %s is responsible for it: name a contact.", step, text(it.org))
	case code == "milestone_overdue" && last && text(it.coordinator.email) == "":
		own, step = false, fmt.Sprintf("%s. %s at %s was reminded before, and there is no coordinator.", step, text(first.name), text(it.org))
	case code == "milestone_overdue" && last && text(it.coordinator.email) != text(first.email):
		told, step = []person{it.coordinator}, fmt.Sprintf("%s. %s was reminded before; now it comes to you.", step, text(first.name))
	default:
		told = []person{first}
	}
	o := owed{rule: code, noun: w.noun, subject: it.id, reference: it.reference, occasion: it.since.Format(dateFormat) + ladder[at].label, step: step,
		due: it.since, late: max(0, int(today.Sub(it.since)/(24*time.Hour)))}
	if due := it.since.AddDate(0, 0, ladder[0].offset); due.After(o.due) {
		o.due = due
	}
	if own {
		o.organisation, o.orgName = text(it.organisation), text(it.org)
		if len(managers) > 0 {
			o.manager = text(managers[0].name)
		}
	}
	out := make([]owed, 0, len(told))
	for _, p := range told {
		o.recipient, o.name, o.language = text(p.email), text(p.name), text(p.language)
		out = append(out, o)
	}
	return out
}

// untold leaves out the occasions on which somebody was told before.
func untold(ctx context.Context, pool *pgxpool.Pool, code string, subjects []string, found []owed) ([]owed, error) {
	if len(found) == 0 {
		return nil, nil
	}
	rows, err := pool.Query(ctx, "SELECT subject_id, occasion FROM reminders WHERE rule = $1 AND subject_id = ANY($2)", code, subjects)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	type occasion struct{ subject, occasion string }
	told := map[occasion]bool{}
	for rows.Next() {
		var o occasion
		if err := rows.Scan(&o.subject, &o.occasion); err != nil {
			return nil, err
		}
		told[o] = true
	}
	return slices.DeleteFunc(found, func(o owed) bool { return told[occasion{o.subject, o.occasion}] }), rows.Err()
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
