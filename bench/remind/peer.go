package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"qadam/models"
)

// owed is a step that a person owes.
type owed struct {
	rule, noun, subject, reference, occasion, step string
	recipient, name, language, role, nobody        string
	due, on                                        time.Time
	late                                           int
}

// person is a possible recipient of mail.
type person struct{ name, email, language *string }

// item is what a rule watches, and who could be told.
type item struct {
	id, reference, status, country string
	title, organisation, org       *string
	since                          time.Time
	began                          *time.Time // names the occasions, where it is another day than since
	contact, focal, coordinator    person
}

const (
	dateFormat = "2006-01-02"
	atOnce     = 2000
)

// rule is a reminder rule as it is kept.
type rule struct {
	code, watches string
	days, months  int
	ladder        []rung
}

type rung struct {
	Offset int      `json:"offset"`
	To     []string `json:"to"`
}

// byHand is one scan: by which calendars, and who is in duty.
type byHand struct {
	pool      *pgxpool.Pool
	now       time.Time
	calendars map[string]*calendar
	managers  []person
	nationals map[string][]person
}

// scanByHand finds what is owed at an instant and was not told yet.
func scanByHand(ctx context.Context, pool *pgxpool.Pool, at time.Time) ([]owed, error) {
	s := &byHand{pool: pool, now: at.UTC(), nationals: map[string][]person{}}
	var err error
	if s.calendars, err = calendars(ctx, pool, s.now); err != nil {
		return nil, err
	}
	if err := s.people(ctx); err != nil {
		return nil, err
	}
	rows, err := pool.Query(ctx, "SELECT code, watches, days, months, ladder FROM reminder_rules WHERE active ORDER BY code")
	if err != nil {
		return nil, err
	}
	rules, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (rule, error) {
		var r rule
		var ladder string
		if err := row.Scan(&r.code, &r.watches, &r.days, &r.months, &ladder); err != nil {
			return r, err
		}
		err := json.Unmarshal([]byte(ladder), &r.ladder)
		slices.SortFunc(r.ladder, func(a, b rung) int { return a.Offset - b.Offset })
		return r, err
	})
	if err != nil {
		return nil, err
	}
	var all []owed
	for _, r := range rules {
		found, err := s.follow(ctx, r)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.code, err)
		}
		all = append(all, found...)
	}
	return all, nil
}

func (s *byHand) people(ctx context.Context) error {
	rows, err := s.pool.Query(ctx, "SELECT role, COALESCE(country_code, ''), name, email, language FROM people WHERE role IN ('manager', "+
		"'national') AND active ORDER BY id")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var role, country string
		var p person
		if err := rows.Scan(&role, &country, &p.name, &p.email, &p.language); err != nil {
			return err
		}
		if role == "manager" {
			s.managers = append(s.managers, p)
		} else {
			s.nationals[country] = append(s.nationals[country], p)
		}
	}
	return rows.Err()
}

// follow reads one rule's items page by page and gives what they give cause for.
func (s *byHand) follow(ctx context.Context, r rule) ([]owed, error) {
	w := watches[r.watches]
	if len(r.ladder) == 0 || w.query == "" {
		return nil, nil
	}
	today := s.now.Truncate(24 * time.Hour)
	// A working day is at most two days in a small scale's calendars; a fortnight is for holidays.
	reach := func(offset int) int { return 2*offset + 14 }
	from := models.AddMonths(today, -r.months).AddDate(0, 0, -r.days-w.patience-max(0, reach(r.ladder[len(r.ladder)-1].Offset)))
	to := models.AddMonths(today, -r.months).AddDate(0, 0, -r.days+max(0, reach(-r.ladder[0].Offset)))
	if w.quiet {
		from = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	since, id := from, "00000000-0000-0000-0000-000000000000"
	var all []owed
	for {
		rows, err := s.pool.Query(ctx, w.query, from, to, since, id, live, s.now, atOnce)
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
			if said := s.said(r, w, it); len(said) > 0 {
				found, subjects = append(found, said...), append(subjects, it.id)
			}
		}
		if found, err = untold(ctx, s.pool, r.code, subjects, found); err != nil {
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
	err := row.Scan(&i.id, &i.reference, &i.title, &i.status, &i.since, &i.began, &i.country, &i.organisation, &i.org, &i.contact.name,
		&i.contact.email, &i.contact.language,
		&i.focal.name, &i.focal.email, &i.focal.language, &i.coordinator.name, &i.coordinator.email, &i.coordinator.language)
	i.since = i.since.UTC().Truncate(24 * time.Hour)
	if i.began == nil {
		i.began = &i.since
	}
	return i, err
}

// said gives what an item's latest rung says, to each who is told on it.
func (s *byHand) said(r rule, w watch, it item) []owed {
	c := s.calendar(it)
	end := models.AddMonths(it.since, r.months).AddDate(0, 0, r.days)
	for _, g := range slices.Backward(r.ladder) {
		day := c.after(end, g.Offset)
		if day.After(c.today) {
			continue
		}
		if int(c.today.Sub(day)/(24*time.Hour)) > w.patience || g.Offset < 0 && end.Before(c.today) {
			return nil
		}
		return s.debts(r, w, g, it, end, c.today)
	}
	return nil
}

func (s *byHand) debts(r rule, w watch, g rung, it item, end, today time.Time) []owed {
	o := owed{rule: r.code, noun: w.noun, subject: it.id, reference: it.reference,
		occasion: fmt.Sprintf("%s%+d", it.began.Format(dateFormat), g.Offset), step: text(it.title),
		due: end, on: today, late: max(0, int(today.Sub(end)/(24*time.Hour)))}
	var out []owed
	tell := func(role string, some []person) {
		for _, p := range some {
			if o.recipient = text(p.email); slices.ContainsFunc(out, func(x owed) bool { return x.recipient == o.recipient }) {
				continue
			}
			o.name, o.language, o.role = text(p.name), text(p.language), role
			out = append(out, o)
		}
	}
	for _, part := range g.To {
		some := s.part(part, it)
		if len(some) == 0 && part != "manager" {
			if o.nobody = text(it.org); o.nobody == "" {
				o.nobody = it.country
			}
			some = s.part("manager", it)
		}
		tell(part, some)
	}
	return out
}

func (s *byHand) part(part string, it item) []person {
	own := it.organisation != nil
	first := func(some ...person) []person {
		for _, p := range some {
			if text(p.email) != "" {
				return []person{p}
			}
		}
		return nil
	}
	switch {
	case part == "national", part == "responsible" && !own && text(it.contact.email) == "":
		return s.nationals[it.country]
	case part == "manager" && !own && text(it.contact.email) != "", part == "responsible" && !own:
		return []person{it.contact}
	case part == "manager":
		return s.managers
	case part == "coordinator":
		return first(it.coordinator)
	case part == "focal_point":
		return first(it.focal)
	}
	return first(it.contact, it.focal, it.coordinator)
}

// untold leaves out the occasions that were told before.
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
