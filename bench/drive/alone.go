package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"time"
)

// What has no peer: Qadam's own limits.

const mib = 1 << 20

// scan measures the search for whom to remind, in a process of its own that reports what it took.
func (b *bench) scan(ctx context.Context) error {
	at := time.Now().UTC().Format(time.RFC3339)
	out, err := exec.CommandContext(ctx, b.remind, "-database", b.address, "-at", at, "-times", fmt.Sprint(max(1, min(5, 20/b.scale)))).
		Output()
	if err != nil {
		return err
	}
	var r struct {
		CPU   time.Duration   `json:"cpu_ns"`
		Walls []time.Duration `json:"wall_ns"`
		Owed  int             `json:"owed"`
		// Database is the time that the database worked.
		Database time.Duration `json:"database_ns"`
	}
	if err := json.Unmarshal(out, &r); err != nil {
		return err
	}
	limit := 0.0
	if b.scale == 100 {
		limit = 3000
	}
	times, name := float64(len(r.Walls)), fmt.Sprintf("reminder scan, %d owed steps", r.Owed)
	b.add(b.scale, name, "database_ms", micros(r.Database)/1000/times, limit, false)
	b.add(b.scale, name, "cpu_ms", micros(r.CPU)/1000/times, 0, false)
	return nil
}

// swept are the reads that each role is asked for in sweep.
func (b *bench) swept() map[string][]string {
	everybody := []string{"/me", "/overview", "/missions", "/findings", "/needs", "/needs?q=" + b.world.word, "/projects", "/activities",
		"/activities?q=" + b.world.word,
		"/milestones", "/updates", "/indicators", "/referrals", "/organisations", "/activities/" + b.world.activity}
	money := []string{"/transactions", "/offers"}
	steer := []string{"/needs/gaps", "/schemes", "/scores", "/consents", "/needs?status=agreed,prioritized&sort=-status_on",
		"/milestones?status=planned&due_to=2030-12-31"}
	summary := []string{"/reports", "/donors/" + b.world.donor + "/summary"}
	join := func(parts ...[]string) []string {
		var all []string
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	return map[string][]string{
		"manager": join(everybody, money, steer, summary, []string{"/audit", "/reminders", "/outbox", "/users", "/contacts",
			"/transactions?sort=-value_date"}), "partner": join(everybody, money, []string{"/reminders", "/contacts"}),
		"donor":    join(everybody, money, summary),
		"national": join(everybody, steer),
	}
}

// slow is a median that a person would begin to feel when a page asks for several.
const slow = 50.0

// sweep asks for every list in every role and names the slow ones. Not found is an answer, too: of the one activity, say.
func (b *bench) sweep(ctx context.Context) error {
	worst, named := 0.0, ""
	for role, paths := range b.swept() {
		for _, path := range paths {
			ms, err := b.median(ctx, role, path)
			if err != nil {
				return fmt.Errorf("%s %s: %w", role, path, err)
			}
			if ms > worst {
				worst, named = ms, role+" "+path
			}
			b.sweeps = append(b.sweeps, figure{At: time.Now().UTC(), Scale: b.scale, Operation: role + " " + path, Measure: "p50_ms",
				Qadam: ms})
			if ms > slow {
				b.add(b.scale, "slow: "+role+" "+path, "p50_ms", ms, slow, false)
			}
		}
	}
	b.add(b.scale, "slowest list: "+named, "p50_ms", worst, 0, false)
	return nil
}

func (b *bench) median(ctx context.Context, role, path string) (float64, error) {
	m := &measured{}
	for range 9 {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.qadam.url+"/api/v1"+path, nil)
		if err != nil {
			return 0, err
		}
		req.Header.Set("Authorization", "Bearer "+b.tokens[role])
		began := time.Now()
		res, err := b.qadam.client.Do(req)
		if err != nil {
			return 0, err
		}
		text, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err == nil && res.StatusCode != http.StatusOK && res.StatusCode != http.StatusNotFound {
			err = fmt.Errorf("%s: %s", res.Status, text)
		}
		if err != nil {
			return 0, err
		}
		m.walls = append(m.walls, time.Since(began))
	}
	return micros(m.percentile(50)) / 1000, nil
}

// exported is how many activities an export is measured with, at least.
const exported = 20_000

// export streams all activities while the peak of the server's memory is watched.
func (b *bench) export(ctx context.Context) error {
	for _, format := range []string{"csv", "ndjson"} {
		idle, err := b.qadam.memory("VmRSS")
		if err != nil {
			return err
		}
		if err := b.qadam.resetPeak(); err != nil {
			return err
		}
		began := time.Now()
		size, rows, err := b.download(ctx, "/api/v1/activities/export?format="+format)
		if err != nil {
			return err
		}
		took := time.Since(began)
		peak, err := b.qadam.memory("VmHWM")
		if err != nil {
			return err
		}
		name := fmt.Sprintf("export of %d activities, %s, %.1f MiB", rows, format, float64(size)/mib)
		b.add(b.scale, name, "s", took.Seconds(), 0, false)
		b.add(b.scale, name, "peak_above_idle_mib", float64(peak-idle)/mib, 32, false)
	}
	return nil
}

// download reads a file and throws it away, and gives its bytes and lines.
func (b *bench) download(ctx context.Context, path string) (int64, int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.qadam.url+path, nil)
	if err != nil {
		return 0, 0, err
	}
	req.Header.Set("Authorization", "Bearer "+b.tokens["manager"])
	res, err := b.qadam.client.Do(req)
	if err != nil {
		return 0, 0, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return 0, 0, fmt.Errorf("%s: %s", path, res.Status)
	}
	var size int64
	lines := 0
	buffer := make([]byte, 64<<10)
	for {
		n, err := res.Body.Read(buffer)
		size += int64(n)
		lines += bytes.Count(buffer[:n], []byte("\n"))
		if err == io.EOF {
			return size, lines, nil
		}
		if err != nil {
			return size, lines, err
		}
	}
}

// imported is how many needs a file brings.
const imported = 10_000

// load sends a CSV of needs through HTTP.
func (b *bench) load(s *server) func(context.Context) (task, error) {
	var file strings.Builder
	file.WriteString("title,level,kind,theme_codes,estimated_cost_amount,estimated_cost_currency,wanted_by\n")
	for i := range imported {
		fmt.Fprintf(&file, "Need %d from a file (fiction),operational,training,marking,%d.00,USD,2027-06-30\n", i+1, 1000+i)
	}
	return func(ctx context.Context) (task, error) {
		b.world.loads++
		text := strings.ReplaceAll(file.String(), "(fiction)", fmt.Sprintf("(fiction %d)", b.world.loads)) // each file is another one
		if s == b.qadam {
			if err := b.qadam.resetPeak(); err != nil {
				return nil, err
			}
		}
		return func(ctx context.Context, _ int) (answer, error) {
			before, err := b.countNeeds(ctx)
			if err != nil {
				return answer{}, err
			}
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/api/v1/missions/"+b.world.mission+"/needs/import",
				strings.NewReader(text))
			if err != nil {
				return answer{}, err
			}
			req.Header.Set("Authorization", "Bearer "+b.tokens["manager"])
			req.Header.Set("Content-Type", "text/csv")
			a, err := s.do(req)
			if err != nil {
				return a, err
			}
			now, err := b.countNeeds(ctx)
			if err == nil && now != before+imported {
				err = fmt.Errorf("%d needs came from a file of %d: %.500s", now-before, imported, a.body)
			}
			return a, err
		}, nil
	}
}

func (b *bench) countNeeds(ctx context.Context) (n int, err error) {
	err = b.db.QueryRow(ctx, "SELECT COUNT(*) FROM needs").Scan(&n)
	return n, err
}

// memory reads what the server holds after all that came before, what it held at most while it imported, and what the database takes.
func (b *bench) memory(ctx context.Context) error {
	after, err := b.qadam.memory("VmRSS")
	if err != nil {
		return err
	}
	peak, err := b.qadam.memory("VmHWM")
	if err != nil {
		return err
	}
	limit := func(n float64) float64 {
		if b.scale == 10 {
			return n
		}
		return 0
	}
	b.add(b.scale, "memory after the whole load", "rss_mib", float64(after)/mib, limit(100), false)
	b.add(b.scale, "memory while importing", "peak_mib", float64(peak)/mib, limit(150), false)
	b.add(b.scale, "database when filled", "mib", float64(b.world.size)/mib, limit(500), false)
	return nil
}
