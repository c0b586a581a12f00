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

// summary measures the donor's page, the heaviest read.
func (b *bench) summary(ctx context.Context) error {
	op := operation{count: 60, request: func(int) (string, string, []byte) {
		return http.MethodGet, "/api/v1/donors/" + b.world.donor + "/summary", nil
	}}
	if _, err := b.repeat(ctx, b.qadam, op, "donor"); err != nil {
		return err
	}
	m, err := b.repeat(ctx, b.qadam, op, "donor")
	if err != nil {
		return err
	}
	limit := 0.0
	if b.scale == 10 {
		limit = 25
	}
	b.add(b.scale, "donor summary", "p50_ms", micros(m.percentile(50))/1000, limit, false)
	b.add(b.scale, "donor summary", "p95_ms", micros(m.percentile(95))/1000, 0, false)
	b.add(b.scale, "donor summary", "cpu_us", micros(m.perOperation()), 0, false)
	return nil
}

// scan compares the search for whom to remind, each in a process of its own that reports what it took.
func (b *bench) scan(ctx context.Context) error {
	results := map[string]*measured{"peer": {}, "qadam": {}}
	owed := map[string]int{}
	database := time.Duration(0)
	at := time.Now().UTC().Format(time.RFC3339)
	// A scan of a large portfolio takes seconds and varies little.
	rounds, times := min(b.rounds, 3), fmt.Sprint(max(1, min(5, 20/b.scale)))
	for range rounds {
		for _, how := range []string{"peer", "qadam"} {
			out, err := exec.CommandContext(ctx, b.remind, "-with", how, "-database", b.address, "-at", at, "-times", times).Output()
			if err != nil {
				return fmt.Errorf("%s: %w", how, err)
			}
			var r struct {
				CPU   time.Duration   `json:"cpu_ns"`
				Walls []time.Duration `json:"wall_ns"`
				Owed  int             `json:"owed"`
				// Database is the time that the database worked.
				Database time.Duration `json:"database_ns"`
			}
			if err := json.Unmarshal(out, &r); err != nil {
				return fmt.Errorf("%s: %w", how, err)
			}
			m := results[how]
			m.cpu, m.walls = m.cpu+r.CPU, append(m.walls, r.Walls...)
			owed[how] = r.Owed
			if how == "qadam" {
				database += r.Database
			}
		}
	}
	if owed["peer"] != owed["qadam"] {
		return fmt.Errorf("the peer finds %d owed steps, Qadam %d", owed["peer"], owed["qadam"])
	}
	b.addRatio(b.scale, fmt.Sprintf("reminder scan, %d owed steps", owed["qadam"]), results["peer"], results["qadam"], 2)
	limit := 0.0
	if b.scale == 100 {
		limit = 3000
	}
	b.add(b.scale, "reminder scan", "database_ms", micros(database)/1000/float64(len(results["qadam"].walls)), limit, false)
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

// export streams all activities while the peak of the server's memory is watched. Activities are copied first until there
// are enough of them.
func (b *bench) export(ctx context.Context) error {
	if err := b.copyActivities(ctx, exported); err != nil {
		return err
	}
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
func (b *bench) load(ctx context.Context) error {
	var file strings.Builder
	file.WriteString("title,level,kind,theme_codes,estimated_cost_amount,estimated_cost_currency,wanted_by\n")
	for i := range imported {
		fmt.Fprintf(&file, "Need %d from a file (fiction),operational,training,marking,%d.00,USD,2027-06-30\n", i+1, 1000+i)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.qadam.url+"/api/v1/missions/"+b.world.mission+"/needs/import",
		strings.NewReader(file.String()))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+b.tokens["manager"])
	req.Header.Set("Content-Type", "text/csv")
	before, err := b.qadam.cpu()
	if err != nil {
		return err
	}
	began := time.Now()
	res, err := b.qadam.client.Do(req)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(res.Body)
	res.Body.Close()
	took := time.Since(began)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %.500s", res.Status, text)
	}
	if err != nil {
		return err
	}
	after, err := b.qadam.cpu()
	if err != nil {
		return err
	}
	var now int
	if err := b.db.QueryRow(ctx, "SELECT COUNT(*) FROM needs").Scan(&now); err != nil {
		return err
	}
	if now != b.world.needs+imported {
		return fmt.Errorf("%d needs came from a file of %d: %.500s", now-b.world.needs, imported, text)
	}
	b.add(b.scale, fmt.Sprintf("import of %d needs", imported), "rows_per_s", imported/took.Seconds(), 5000, true)
	b.add(b.scale, fmt.Sprintf("import of %d needs", imported), "cpu_us_per_row", micros((after-before)/imported), 0, false)
	return nil
}

// memory reads what the server holds after all that came before.
func (b *bench) memory(ctx context.Context) error {
	after, err := b.qadam.memory("VmRSS")
	if err != nil {
		return err
	}
	limit := 0.0
	if b.scale == 10 {
		limit = 120
	}
	b.add(b.scale, "memory after the whole load", "rss_mib", float64(after)/mib, limit, false)
	return nil
}
