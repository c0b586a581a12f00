package seeds

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash"
	"log/slog"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/store/storetest"
	"qadam/models"
)

var scaleDay = models.Date("2026-11-23")

// scaled gives an installation with the reference data and a portfolio of the size n.
func scaled(t testing.TB, kind string, n int) *app.App {
	t.Helper()
	s := storetest.Open(t, kind, func() time.Time { return scaleDay.Time().Add(10 * time.Hour) })
	a := app.New(s, slog.New(slog.DiscardHandler), app.Options{})
	if err := LoadReference(context.Background(), a); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	if err := Scale(context.Background(), a, n, scaleDay, func(table string, done, total int) {
		if done <= seen[table] || done > total {
			t.Errorf("%s: %d of %d after %d", table, done, total, seen[table])
		}
		seen[table] = done
	}); err != nil {
		t.Fatal(err)
	}
	if seen["needs"] != n*1000 || seen["milestones"] != n*10000 {
		t.Errorf("the progress ended at %v", seen)
	}
	return a
}

// all walks a list to its end.
func all[T, I any](t testing.TB, r engine.Resource[T, I], actor models.Actor, filters map[string]string) []T {
	t.Helper()
	var rows []T
	q := models.ListQuery{Limit: models.MaxLimit, Filters: filters}
	for {
		page, err := r.List(context.Background(), actor, q)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, page.Items...)
		if q.Cursor = page.Next; q.Cursor == "" {
			return rows
		}
	}
}

// summed adds a whole list to a hash, and tells how many rows it has.
func summed[T, I any](t testing.TB, sum hash.Hash, a engine.Resource[T, I]) int {
	t.Helper()
	rows := all(t, a, engine.System(), nil)
	if err := json.NewEncoder(sum).Encode(rows); err != nil {
		t.Fatal(err)
	}
	return len(rows)
}

func TestScaleIsTheSameEveryTimeAndEverywhere(t *testing.T) {
	var sums []string
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			a := scaled(t, kind, 1)
			sum := sha256.New()
			got := map[string]int{
				"organisations": summed(t, sum, a.Organisations), "contacts": summed(t, sum, a.Contacts), "users": summed(t, sum, a.Users),
				"institutions": summed(t, sum, a.Institutions),
				"missions":     summed(t, sum, a.Missions), "findings": summed(t, sum, a.Findings), "needs": summed(t, sum, a.Needs),
				"projects":   summed(t, sum, a.Projects),
				"activities": summed(t, sum, a.Activities), "milestones": summed(t, sum, a.Milestones),
				"updates":      summed(t, sum, a.Updates),
				"transactions": summed(t, sum, a.Transactions), "indicators": summed(t, sum, a.Indicators),
				"offers": summed(t, sum, a.Offers), "consents": summed(t, sum, a.Consents)}
			want := map[string]int{"organisations": 41, "contacts": 200, "users": 93, // 80 are both
				"institutions": 40, "missions": 30, "findings": 400,
				"needs": 1000, "projects": 200,
				"activities": 2000, "milestones": 10000, "updates": 10000, "transactions": 1000, "indicators": 200, "offers": 20,
				"consents": 334}
			if !maps.Equal(got, want) {
				t.Errorf("got  %v\nwant %v", got, want)
			}
			if n := summed(t, sum, a.Referrals); n < 500 || n > 900 {
				t.Errorf("%d referrals", n)
			}
			sums = append(sums, fmt.Sprintf("%x", sum.Sum(nil)))
			refusesAnotherLoad(t, a)
			if kind == "postgres" { // the other one holds the same
				portfolioIsLikeARealOne(t, a)
				needsLiveByTheRules(t, a)
			}
		})
	}
	if len(sums) == 2 && sums[0] != sums[1] {
		t.Error("two runs differ in content")
	}
}

func refusesAnotherLoad(t *testing.T, a *app.App) {
	if err := Scale(context.Background(), a, 1, scaleDay, nil); models.CodeOf(err) != models.Conflict {
		t.Errorf("a second load: %v", err)
	}
	if err := a.LoadBulk(context.Background(), models.Actor{Role: models.Admin, CanWrite: true},
		func(*engine.Bulk) error { return nil }); models.CodeOf(err) != models.Forbidden {
		t.Errorf("an admin's load: %v", err)
	}
}

func portfolioIsLikeARealOne(t *testing.T, a *app.App) {
	today := scaleDay
	works := map[models.ID]models.Activity{}
	stale := 0
	status := map[string]int{}
	for _, v := range all(t, a.Activities, engine.System(), nil) {
		works[v.ID] = v
		status[string(v.Status)]++
		if v.PlannedEnd < v.PlannedStart || v.ActualStart > today || v.ActualEnd > today || v.ActualEnd != "" &&
			v.ActualEnd < v.ActualStart || v.StatusOn > today {
			t.Fatalf("the days of %+v", v)
		}
		if len(v.Partners) != 2 || len(v.Needs) == 0 || len(v.ThemeCodes) != 2 {
			t.Fatalf("what hangs on %+v", v)
		}
		if !models.Finished(v.Status) && v.Status != "pipeline" && v.LastUpdateOn.DaysUntil(today) > 30 {
			stale++
		}
	}
	for s, least := range map[string]int{"pipeline": 200, "implementation": 150, "finalisation": 10, "closed": 600, "cancelled": 20,
		"suspended": 2} {
		if status[s] < least {
			t.Errorf("only %d activities are %s: %v", status[s], s, status)
		}
	}
	if stale < 10 || stale > 200 {
		t.Errorf("%d activities are stale", stale)
	}
	overdue, planned := 0, 0
	for _, m := range all(t, a.Milestones, engine.System(), nil) {
		if m.DoneOn > today || (m.Status == "delivered") != (m.DoneOn != "") {
			t.Fatalf("the days of %+v", m)
		}
		if m.Status == "planned" {
			planned++
			if m.DueOn < today && !models.Finished(works[m.ActivityID].Status) {
				overdue++
			}
		}
	}
	if overdue < 100 || overdue > 350 || planned < 1000 {
		t.Errorf("%d milestones are overdue, %d planned", overdue, planned)
	}
	for _, m := range all(t, a.Transactions, engine.System(), nil) {
		if m.ValueDate > today || m.InUSD.Minor <= 0 {
			t.Fatalf("the transaction %+v", m)
		}
	}
}

func needsLiveByTheRules(t *testing.T, a *app.App) {
	ctx := context.Background()
	needs := all(t, a.Needs, engine.System(), nil)
	reference := regexp.MustCompile(`^S-(KAZ|UZB|KGZ|TJK|TKM)-\d{6}$`)
	status := map[string]int{}
	for i, n := range needs {
		status[string(n.Status)]++
		if !reference.MatchString(n.Reference) || len(n.ThemeCodes) != 2 || n.RankKey != "" &&
			n.RankKey != models.RankKey(n.Points, n.WantedBy, n.Reference) {
			t.Fatalf("got %+v", n)
		}
		if i%10 > 0 {
			continue
		}
		steps, err := a.Needs.Steps(ctx, engine.System(), n.ID, models.ListQuery{})
		if err != nil {
			t.Fatal(err)
		}
		at := models.NeedLifecycle.Start
		day := models.Date("")
		for _, s := range steps.Items {
			if s.FromStatus != at || s.OnDate < day || s.OnDate > scaleDay {
				t.Fatalf("%s came from %s to %s on %s: %+v", n.Reference, at, s.ToStatus, s.OnDate, steps.Items)
			}
			if _, err := models.NeedLifecycle.Find(at, s.ToStatus, models.System); err != nil {
				t.Fatal(n.Reference, err)
			}
			at, day = s.ToStatus, s.OnDate
		}
		if at != string(n.Status) || len(steps.Items) > 0 && day != n.StatusOn {
			t.Fatalf("%s is %s and its steps end at %s", n.Reference, n.Status, at)
		}
	}
	if len(status) != len(models.NeedLifecycle.Statuses()) {
		t.Errorf("the needs are %v", status)
	}
	for _, actor := range []models.Actor{{Role: models.Partner}, {Role: models.Donor}} {
		seen := all(t, a.Needs, actor, nil)
		partly := len(slices.DeleteFunc(slices.Clone(seen), func(n models.Need) bool { return n.Shared == "full" }))
		if len(seen) < 100 || len(seen) > 300 || partly < 30 {
			t.Errorf("a %s sees %d needs, %d partly", actor.Role, len(seen), partly)
		}
	}
	for _, words := range []string{"marking firearms", "маркировка оружия", "қаруын таңбалау"} {
		page, err := a.Needs.List(ctx, engine.System(), models.ListQuery{Words: words, Limit: models.MaxLimit})
		if err != nil || len(page.Items) < 5 || len(page.Items) == models.MaxLimit {
			t.Errorf("%q finds %d, %v", words, len(page.Items), err)
		}
	}
}

func TestScaleNeedsReferenceDataAndASensibleSize(t *testing.T) {
	a := app.New(storetest.Open(t, "sqlite", time.Now), slog.New(slog.DiscardHandler), app.Options{})
	for _, n := range []int{0, -1, 101} {
		if err := Scale(context.Background(), a, n, scaleDay, nil); err == nil {
			t.Errorf("a scale of %d is taken", n)
		}
	}
	if err := Scale(context.Background(), a, 1, scaleDay, nil); err == nil || !strings.Contains(err.Error(), "reference data") {
		t.Errorf("without reference data: %v", err)
	}
	if err := Scale(context.Background(), a, 1, "yesterday", nil); err == nil {
		t.Error("a day that is none is taken")
	}
}

// TestScaleBreaksOffCleanly holds that a load that is interrupted leaves nothing behind.
func TestScaleBreaksOffCleanly(t *testing.T) {
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			a := app.New(storetest.Open(t, kind, time.Now), slog.New(slog.DiscardHandler), app.Options{})
			for _, code := range []string{"tracing", "marking"} {
				if _, err := a.Themes.Create(context.Background(), engine.System(), models.ThemeInput{Code: code, Name: code}); err != nil {
					t.Fatal(err)
				}
			}
			for _, code := range scaleStates {
				if _, err := a.Countries.Create(context.Background(), engine.System(),
					models.CountryInput{Code: code, TimeZone: "Asia/Almaty"}); err != nil {
					t.Fatal(err)
				}
			}
			ctx, cancel := context.WithCancel(context.Background())
			if err := Scale(ctx, a, 1, scaleDay, func(table string, _, _ int) {
				if table == "needs" {
					cancel()
				}
			}); err == nil {
				t.Fatal("it went on")
			}
			if needs, people := all(t, a.Needs, engine.System(), nil), all(t, a.Users, engine.System(), nil); len(needs)+len(people) > 0 {
				t.Errorf("%d needs and %d users are left", len(needs), len(people))
			}
		})
	}
}

// BenchmarkFindOverlaps compares 20,000 activities on Postgres: for the first time, when all that are alike have to be
// written, and again.
func BenchmarkFindOverlaps(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		a := scaled(b, "postgres", 10)
		b.StartTimer()
		began := time.Now()
		found, err := a.ScanOverlaps(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		first := time.Since(began)
		if again, err := a.ScanOverlaps(context.Background()); err != nil || again != 0 {
			b.Fatalf("%d new the second time: %v", again, err)
		}
		b.ReportMetric(first.Seconds(), "s/first")
		b.ReportMetric((time.Since(began) - first).Seconds(), "s/next")
		b.ReportMetric(float64(found), "found")
	}
}
