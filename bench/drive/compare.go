package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"time"
)

// task does the i-th of some exchanges, or of some rows of exchanges, with one server, and gives its last answer.
type task func(ctx context.Context, i int) (answer, error)

// operation is a piece of work that both servers can do.
type operation struct {
	name  string
	limit float64 // how many times the peer's processor time is still well; 0 where there is no limit
	count int     // how often a round and server
	// peer and qadam begin a round: what they give does the work.
	peer, qadam func(ctx context.Context) (task, error)
	alike       bool // the two answers are the same, field by field
	few         bool // it takes long: fewer rounds do
}

// The operations whose time is compared across scales.
const (
	registerPage = "register page"
	fullPage     = "register page of all themes"
	oneActivity  = "one activity with its partners' names"
	oneAct       = "step, update and submission"
	wordSearch   = "word search"
	oneSummary   = "donor summary"
)

func (b *bench) operations() []operation {
	all := url.Values{"country": {"KAZ"}, "status": {"agreed,prioritized,referred"}, "sort": {"priority"}, "limit": {"50"}}
	register := maps.Clone(all)
	register.Set("theme", "marking")
	read := func(name string, limit float64, count int, path string) operation {
		return operation{name: name, limit: limit, count: count, alike: true, peer: b.get(b.peer, "manager", path),
			qadam: b.get(b.qadam, "manager", path)}
	}
	summary := read(oneSummary, 0.5, 20, "/api/v1/donors/"+b.world.donor+"/summary")
	summary.alike = false
	summary.qadam = b.get(b.qadam, "donor", "/api/v1/donors/"+b.world.donor+"/summary")
	due := time.Now().UTC().AddDate(0, 0, 30).Format(time.DateOnly)
	return []operation{
		read(registerPage, 4, 150, "/api/v1/needs?"+register.Encode()),
		// At scale 1 the page above holds a handful of needs, this one 50 at every scale.
		read(fullPage, 4, 150, "/api/v1/needs?"+all.Encode()),
		read("page of activities, whose reads are not logged", 2.5, 150, "/api/v1/activities?country=KAZ&limit=50"),
		read(oneActivity, 2.5, 300, "/api/v1/activities/"+b.world.activity+"?expand=organisations"),
		read(wordSearch, 3, 150, "/api/v1/needs?q="+url.QueryEscape(b.world.word)),
		{name: oneAct, limit: 5, count: min(60, len(b.world.acts)), peer: b.actByHand, qadam: b.actInThree},
		summary,
		{name: "due milestones with addresses", limit: 2, count: 100, peer: b.get(b.peer, "manager", "/milestones?due_to="+due),
			qadam: b.dueInTwo(due)},
	}
}

// ofMany are the operations of many rows. Activities are copied first until there are enough of them.
func (b *bench) ofMany(ctx context.Context) ([]operation, error) {
	if err := b.copyActivities(ctx, exported); err != nil {
		return nil, err
	}
	const file = "/api/v1/activities/export?format=csv"
	return []operation{
		{name: fmt.Sprintf("export of %d activities", b.world.activities), limit: 4, count: 1, few: true,
			peer: b.get(b.peer, "manager", file), qadam: b.get(b.qadam, "manager", file)},
		{name: fmt.Sprintf("import of %d needs", imported), count: 1, few: true, peer: b.load(b.peer), qadam: b.load(b.qadam)},
	}, nil
}

// measured is what a piece of work took, done many times.
type measured struct {
	server, database time.Duration // processor time, in sum
	walls            []time.Duration
	last             answer
}

// each gives what one time took of a sum.
func (m *measured) each(sum time.Duration) time.Duration {
	return sum / time.Duration(max(1, len(m.walls)))
}

func (m *measured) perOperation() time.Duration { return m.each(m.server + m.database) }

func (m *measured) percentile(p int) time.Duration {
	if len(m.walls) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(m.walls))
	return sorted[min(len(sorted)-1, len(sorted)*p/100)]
}

// compare lets both servers do each operation by turns, so that a slow machine slows both.
func (b *bench) compare(ctx context.Context) error { return b.compareAll(ctx, b.operations()) }

// compareMany does so with the operations of many rows.
func (b *bench) compareMany(ctx context.Context) error {
	all, err := b.ofMany(ctx)
	if err != nil {
		return err
	}
	return b.compareAll(ctx, all)
}

func (b *bench) compareAll(ctx context.Context, all []operation) (err error) {
	only, err := regexp.Compile(b.only)
	if err != nil {
		return err
	}
	for _, op := range all {
		if !only.MatchString(op.name) {
			continue
		}
		if fault := b.compareOne(ctx, op); fault != nil { // the rest is measured all the same
			err = errors.Join(err, fmt.Errorf("%s: %w", op.name, fault))
		}
	}
	return err
}

func (b *bench) compareOne(ctx context.Context, op operation) error {
	turns := []struct {
		name  string
		begin func(context.Context) (task, error)
		of    *server
		all   *measured
	}{{"peer", op.peer, b.peer, &measured{}}, {"qadam", op.qadam, b.qadam, &measured{}}}
	rounds := b.rounds
	if op.few {
		rounds = min(rounds, 2)
	}
	var first [2]answer
	for round := range rounds + 1 { // the first one warms up
		for i, t := range turns {
			m, err := b.repeat(ctx, t.of, t.begin, op.count)
			if err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			if round == 0 {
				first[i] = m.last
				continue
			}
			t.all.server, t.all.database, t.all.walls = t.all.server+m.server, t.all.database+m.database, append(t.all.walls, m.walls...)
			t.all.last = m.last
		}
		if op.alike && round == 0 {
			if err := sameAnswer(first[0], first[1]); err != nil {
				return err
			}
		}
	}
	b.addRatio(b.scale, op.name, turns[0].all, turns[1].all, op.limit)
	return nil
}

// repeat does a piece of work many times, one after the other.
func (b *bench) repeat(ctx context.Context, s *server, begin func(context.Context) (task, error), count int) (*measured, error) {
	do, err := begin(ctx)
	if err != nil {
		return nil, err
	}
	m := &measured{walls: make([]time.Duration, 0, count)}
	server, err := s.cpu()
	if err != nil {
		return nil, err
	}
	database, err := b.postgres.cpu()
	if err != nil {
		return nil, err
	}
	for i := range count {
		began := time.Now()
		if m.last, err = do(ctx, i); err != nil {
			return nil, err
		}
		m.walls = append(m.walls, time.Since(began))
	}
	if m.server, err = s.cpu(); err != nil {
		return nil, err
	}
	m.server -= server
	m.database, err = b.postgres.cpu()
	m.database -= database
	return m, err
}

type answer struct {
	body []byte
	etag string
}

// get asks for one path again and again.
func (b *bench) get(s *server, role, path string) func(context.Context) (task, error) {
	return func(context.Context) (task, error) {
		return func(ctx context.Context, _ int) (answer, error) {
			return b.send(ctx, s, role, http.MethodGet, path, nil, "")
		}, nil
	}
}

// send sends one request; a change names the version that it is a change of.
func (b *bench) send(ctx context.Context, s *server, role, method, path string, body []byte, etag string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.url+path, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Authorization", "Bearer "+b.tokens[role])
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if etag != "" {
		req.Header.Set("If-Match", etag)
	}
	return s.do(req)
}

// do sends a request, and gives its answer where that is well.
func (s *server) do(req *http.Request) (answer, error) {
	res, err := s.client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s %.2000s", req.Method, req.URL.Path, res.Status, text)
	}
	return answer{text, res.Header.Get("ETag")}, err
}

// sameAnswer refuses to compare two servers that do not answer alike.
func sameAnswer(peer, qadam answer) error {
	var answers [2]map[string]any
	for i, a := range []answer{peer, qadam} {
		if err := json.Unmarshal(a.body, &answers[i]); err != nil {
			return err
		}
		delete(answers[i], "next") // a cursor is its server's own
	}
	if !reflect.DeepEqual(answers[0], answers[1]) {
		one, _ := json.Marshal(answers[0]) // they were JSON a moment ago
		two, _ := json.Marshal(answers[1])
		return fmt.Errorf("the peer answers otherwise than Qadam:\n%.3000s\n%.3000s", one, two)
	}
	return nil
}
