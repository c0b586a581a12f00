package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"qadam/models"
)

// logged fills the log with so many entries about a number of objects, one in ten the read of a list of twenty or the refusal of
// one, spread over a year, and gives the objects.
func logged(t testing.TB, s *Store, entries, objects int) []string {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	ids := make([]string, objects)
	for i := range ids {
		ids[i] = string(models.NewID())
	}
	const atOnce = 1000
	var err error
	for from := 0; from < entries && err == nil; from += atOnce {
		at := time.Date(2021, 5, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 365*from/entries)
		err = s.At(func() time.Time { return at }).Update(context.Background(), system, func(tx *Tx) error {
			for n := range atOnce {
				c := models.Change{Action: "need.update", SubjectType: "need", SubjectID: models.ID(ids[random.IntN(objects)])}
				if n%10 == 0 {
					page := make([]string, 20)
					for i, of := range random.Perm(objects)[:20] {
						page[i] = ids[of]
					}
					c.Kind = []models.LogKind{models.LogRead, models.LogDenied}[n/10%2]
					c.SubjectID, c.After = "", models.RawJSON(`{"ids":["`+strings.Join(page, `","`)+`"],"count":20}`)
				}
				if err := AddEntry(tx, c); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err == nil {
		err = s.Analyze(context.Background())
	}
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// onBoth runs a test on a database of either kind.
func onBoth[T testing.TB](t T, run func(name string, fn func(T)) bool, fn func(T, *Store)) {
	for kind, address := range map[string]func() string{"sqlite": func() string { return t.TempDir() + "/log.db" },
		"postgres": func() string { return freshPostgres(t) }} {
		run(kind, func(t T) {
			s := openAt(t, address())
			if _, err := s.Migrate(context.Background()); err != nil {
				t.Fatal(err)
			}
			fn(t, s)
		})
	}
}

// ofObjects asks for the entries about some objects.
func ofObjects(ids []string, cursor string) models.ListQuery {
	return models.ListQuery{Filters: map[string]string{"subject_id": strings.Join(ids, ",")}, Limit: 50, Cursor: cursor}
}

// TestEntriesOfObjects pages through the entries about a hundred objects, whether they are named alone or among others, and looks at the
// plan: no page reads the log from one end to the other.
func TestEntriesOfObjects(t *testing.T) {
	onBoth(t, t.Run, func(t *testing.T, s *Store) {
		ids := logged(t, s, 20_000, 2_000)[:100]
		err := s.View(context.Background(), system, func(tx *Tx) error {
			want := 0
			if err := EachEntry(tx, func(c *models.Change) error {
				among := slices.ContainsFunc(c.Among(), func(id models.ID) bool { return slices.Contains(ids, string(id)) })
				if among || slices.Contains(ids, string(c.SubjectID)) {
					want++
				}
				return nil
			}); err != nil {
				return err
			}
			q, got, last := ofObjects(ids, ""), 0, models.ID("")
			for {
				page, err := Changes.List(tx, q)
				if err != nil {
					return err
				}
				for _, c := range page.Items {
					if last != "" && c.ID >= last {
						t.Fatalf("%s comes after %s", c.ID, last)
					}
					got, last = got+1, c.ID
				}
				if q.Cursor = page.Next; page.Next == "" {
					break
				}
			}
			if got != want || want < 1000 {
				t.Errorf("%d entries, want %d", got, want)
			}
			return holdPlan(t, tx, ids)
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// holdPlan holds that the entries on a page's objects are found by indexes alone.
func holdPlan(t *testing.T, tx *Tx, ids []string) error {
	t.Helper()
	for _, index := range subjectIndexes {
		if err := holdIndex(t, tx, index.newestOfEach(tx, ids, pagePart{dir: descending, limit: 51})); err != nil {
			return err
		}
	}
	return nil
}

func holdIndex(t *testing.T, tx *Tx, w Where) error {
	t.Helper()
	explain := "EXPLAIN "
	if tx.dialect.name == "sqlite" {
		explain = "EXPLAIN QUERY PLAN "
	}
	rows, err := tx.db.Raw(explain+w.SQL, w.Args...).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	plan := ""
	for rows.Next() {
		line := make([]any, len(columns))
		for i := range line {
			line[i] = new(any)
		}
		if err := rows.Scan(line...); err != nil {
			return err
		}
		plan += fmt.Sprintln(*line[len(line)-1].(*any))
	}
	for _, scan := range []string{"Seq Scan on", "SCAN changes", "SCAN reads", "SCAN change_subjects", "SCAN read_subjects"} {
		if strings.Contains(plan, scan) {
			t.Errorf("the plan reads a whole table:\n%s", plan)
		}
	}
	if !strings.Contains(plan, "subject") {
		t.Errorf("no plan: %q", plan)
	}
	return rows.Err()
}

// BenchmarkEntriesOfObjects asks for the entries about a hundred objects in a log of 1,000,000, of which one in ten read twenty objects:
// go test ./app/store -run '^$' -bench EntriesOfObjects
func BenchmarkEntriesOfObjects(b *testing.B) {
	onBoth(b, b.Run, func(b *testing.B, s *Store) {
		ids := logged(b, s, 1_000_000, 10_000)[:100]
		for b.Loop() {
			err := s.View(context.Background(), system, func(tx *Tx) error {
				page, err := Changes.List(tx, ofObjects(ids, ""))
				if err == nil && len(page.Items) != 50 {
					err = fmt.Errorf("%d entries", len(page.Items))
				}
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}
