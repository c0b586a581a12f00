package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"time"
)

// operation is one exchange that both servers can have.
type operation struct {
	name  string
	limit float64 // how many times the peer's processor time is still well
	count int     // exchanges a round and server
	// request gives the i-th exchange; nil body for a GET.
	request func(i int) (method, path string, body []byte)
	// changes says that the two answers differ by nature, in version and time.
	changes bool
}

func (b *bench) operations() []operation {
	all := url.Values{"country": {"KAZ"}, "status": {"agreed,prioritized,referred"}, "sort": {"priority"}, "limit": {"50"}}
	register := maps.Clone(all)
	register.Set("theme", "marking")
	get := func(path string) func(int) (string, string, []byte) {
		return func(int) (string, string, []byte) { return http.MethodGet, "/api/v1" + path, nil }
	}
	changed := "/api/v1/activities/" + b.world.changed
	return []operation{
		{name: registerPage, limit: 3, count: 400, request: get("/needs?" + register.Encode())},
		// At scale 1 the page above holds a handful of needs, this one 50 at every scale.
		{name: fullPage, limit: 3, count: 400, request: get("/needs?" + all.Encode())},
		{name: "one activity with milestones", limit: 2.5, count: 600, request: get("/activities/" + b.world.activity)},
		{name: "word search", limit: 3, count: 400, request: get("/needs?q=" + url.QueryEscape(b.world.word))},
		{name: "activity status step, audited", limit: 3, count: 300, changes: true, request: func(i int) (string, string, []byte) {
			to := []string{"suspended", "implementation"}[i%2]
			return http.MethodPost, changed + "/step", []byte(`{"to":"` + to + `","reason":"Waiting for the host agreement"}`)
		}},
		{name: "activity update, audited", limit: 3, count: 300, changes: true, request: func(i int) (string, string, []byte) {
			return http.MethodPatch, changed, fmt.Appendf(nil, `{"progress":%d,"health":"%s"}`, i%100, []string{"on_track", "at_risk"}[i%2])
		}},
	}
}

// The operations whose time is compared across scales.
const (
	registerPage = "register page"
	fullPage     = "register page of all themes"
)

// measured is what many exchanges took.
type measured struct {
	cpu   time.Duration // in sum
	walls []time.Duration
	bytes int
}

func (m *measured) perOperation() time.Duration { return m.cpu / time.Duration(max(1, len(m.walls))) }

func (m *measured) percentile(p int) time.Duration {
	if len(m.walls) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(m.walls))
	return sorted[min(len(sorted)-1, len(sorted)*p/100)]
}

// compare lets both servers do each operation by turns, so that a slow machine slows both.
func (b *bench) compare(ctx context.Context) error {
	for _, op := range b.operations() {
		if err := b.sameAnswer(ctx, op); err != nil {
			return fmt.Errorf("%s: %w", op.name, err)
		}
		results := map[*server]*measured{b.peer: {}, b.qadam: {}}
		for round := range b.rounds + 1 { // the first one warms up
			for _, s := range []*server{b.peer, b.qadam} {
				m, err := b.repeat(ctx, s, op, "manager")
				if err != nil {
					return fmt.Errorf("%s, %s: %w", op.name, s.name, err)
				}
				if round > 0 {
					all := results[s]
					all.cpu, all.walls, all.bytes = all.cpu+m.cpu, append(all.walls, m.walls...), m.bytes
				}
			}
		}
		b.addRatio(b.scale, op.name, results[b.peer], results[b.qadam], op.limit)
	}
	return nil
}

// repeat does an operation many times, one after the other.
func (b *bench) repeat(ctx context.Context, s *server, op operation, role string) (*measured, error) {
	m := &measured{walls: make([]time.Duration, 0, op.count)}
	etag, err := b.etag(ctx, s, op)
	if err != nil {
		return nil, err
	}
	before, err := s.cpu()
	if err != nil {
		return nil, err
	}
	for i := range op.count {
		began := time.Now()
		a, err := b.exchange(ctx, s, op, i, role, etag)
		if err != nil {
			return nil, err
		}
		m.walls = append(m.walls, time.Since(began))
		m.bytes, etag = len(a.body), a.etag
	}
	after, err := s.cpu()
	m.cpu = after - before
	return m, err
}

// etag reads what a change has to be a change of.
func (b *bench) etag(ctx context.Context, s *server, op operation) (string, error) {
	if !op.changes {
		return "", nil
	}
	var version int
	err := b.db.QueryRow(ctx, "SELECT version FROM activities WHERE id = $1", b.world.changed).Scan(&version)
	return fmt.Sprintf("%q", fmt.Sprint(version)), err
}

type answer struct {
	body []byte
	etag string
}

func (b *bench) exchange(ctx context.Context, s *server, op operation, i int, role, etag string) (answer, error) {
	method, path, body := op.request(i)
	req, err := http.NewRequestWithContext(ctx, method, s.url+path, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Authorization", "Bearer "+b.tokens[role])
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("If-Match", etag)
	}
	res, err := s.client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s %s", method, path, res.Status, text)
	}
	return answer{text, res.Header.Get("ETag")}, err
}

// sameAnswer refuses to compare two servers that do not answer alike.
func (b *bench) sameAnswer(ctx context.Context, op operation) error {
	var answers []map[string]any
	for i, s := range []*server{b.peer, b.qadam} {
		etag, err := b.etag(ctx, s, op)
		if err != nil {
			return err
		}
		a, err := b.exchange(ctx, s, op, i, "manager", etag)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		var v map[string]any
		if err := json.Unmarshal(a.body, &v); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if op.changes {
			for _, own := range []string{"version", "updated_at", "status", "status_on", "progress", "health", "next_step"} {
				v[own] = nil
			}
		}
		delete(v, "next") // a cursor is its server's own
		answers = append(answers, v)
	}
	if !reflect.DeepEqual(answers[0], answers[1]) {
		one, _ := json.Marshal(answers[0]) // they were JSON a moment ago
		two, _ := json.Marshal(answers[1])
		return fmt.Errorf("the peer answers otherwise than Qadam:\n%.3000s\n%.3000s", one, two)
	}
	return nil
}
