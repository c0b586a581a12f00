package main

import (
	"context"
	"fmt"
	"net/http"
)

// asked are how many needs and offers suggestions are asked for.
const asked = 120

// matching measures what a manager matches with: suggestions for needs that wait and for open offers, and the matrices.
func (b *bench) matching(ctx context.Context) error {
	needs, err := b.ids(ctx, "SELECT id::text FROM needs WHERE status IN ('agreed', 'prioritized', 'referred') ORDER BY rank_key, id "+
		"LIMIT $1")
	if err != nil {
		return err
	}
	offers, err := b.ids(ctx, "SELECT id::text FROM offers WHERE status = 'open' ORDER BY id LIMIT $1")
	if err != nil {
		return err
	}
	each := func(ids []string, format string) func(context.Context) (task, error) {
		return func(context.Context) (task, error) {
			return func(ctx context.Context, i int) (answer, error) {
				return b.send(ctx, b.qadam, "manager", http.MethodGet, "/api/v1"+fmt.Sprintf(format, ids[i%len(ids)]), nil, "")
			}, nil
		}
	}
	for _, op := range []operation{
		{name: "suggestions for a need", limit: 50, count: len(needs), qadam: each(needs, "/needs/%s/suggestions")},
		{name: "suggestions for an offer", limit: 50, count: len(offers), qadam: each(offers, "/offers/%s/suggestions")},
		{name: "coverage", limit: 150, count: 30, qadam: each([]string{"theme_level", "theme_country", "partner_need"},
			"/coverage?by=%s")},
	} {
		if _, err := b.repeat(ctx, b.qadam, op.qadam, op.count); err != nil {
			return err
		}
		m, err := b.repeat(ctx, b.qadam, op.qadam, op.count)
		if err != nil {
			return err
		}
		limit := op.limit
		if b.scale != 10 {
			limit = 0
		}
		b.add(b.scale, op.name, "p50_ms", micros(m.percentile(50))/1000, 0, false)
		b.add(b.scale, op.name, "p95_ms", micros(m.percentile(95))/1000, limit, false)
	}
	return nil
}

// ids gives at most asked ids.
func (b *bench) ids(ctx context.Context, query string) ([]string, error) {
	var ids []string
	rows, err := b.db.Query(ctx, query, asked)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("nothing for: %s", query)
	}
	return ids, rows.Err()
}
