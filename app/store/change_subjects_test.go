package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"qadam/app/store/batch"
	"qadam/models"
)

// logged fills the log with so many entries about a number of objects, one in ten the read of a list of twenty, and gives the objects.
// The entries are not chained: what is looked for is how they are found.
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
		err = s.Update(context.Background(), system, func(tx *Tx) error {
			var rows, among []any
			for seq := from; seq < from+atOnce; seq++ {
				id, object, kind, after := models.NewID(), any(ids[random.IntN(objects)]), models.LogWrite, ""
				if seq%10 == 0 {
					kind, object = models.LogRead, nil
					var page []string
					for _, at := range random.Perm(objects)[:20] {
						page, among = append(page, ids[at]), append(among, ids[at], id)
					}
					after = `{"ids":["` + strings.Join(page, `","`) + `"],"count":20}`
				}
				rows = append(rows, id, tx.now, kind, "need.update", "need", object, after, 1, seq, "", "", "", "", "", "", "")
			}
			if err := insertMany(tx, "changes", strings.Fields(`id created_at kind action subject_type subject_id after lane seq
				actor_name actor_role request_id reason before prev_hash hash`), rows); err != nil {
				return err
			}
			return insertMany(tx, "change_subjects", []string{"subject_id", "change_id"}, among)
		})
	}
	if err == nil {
		err = s.db.Exec("ANALYZE").Error
	}
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func insertMany(tx *Tx, table string, columns []string, values []any) error {
	for some := range slices.Chunk(values, 200*len(columns)) {
		if _, err := tx.exec(batch.InsertInto(table, columns)+batch.Tuples(len(some)/len(columns), len(columns)), some...); err != nil {
			return err
		}
	}
	return nil
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
			want, err := count(tx, `SELECT COUNT(*) FROM changes WHERE subject_id IN ?
				OR id IN (SELECT change_id FROM change_subjects WHERE subject_id IN ?)`, ids, ids)
			if err != nil {
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
			return holdPlan(t, tx, q)
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// holdPlan holds that a page of a query is found by indexes alone.
func holdPlan(t *testing.T, tx *Tx, q models.ListQuery) error {
	t.Helper()
	sort, err := Changes.order(tx, "")
	if err != nil {
		return err
	}
	part, err := Changes.pagePart(q, sort)
	if err != nil {
		return err
	}
	db, err := Changes.selectPart(tx, q, part)
	if err != nil {
		return err
	}
	explain := "EXPLAIN "
	if tx.dialect.name == "sqlite" {
		explain = "EXPLAIN QUERY PLAN "
	}
	rows, err := tx.db.Raw(explain+"SELECT * FROM (?) AS page", db.Order("changes.id DESC").Limit(51)).Rows()
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
	for _, scan := range []string{"Seq Scan on change", "SCAN changes", "SCAN change_subjects"} {
		if strings.Contains(plan, scan) {
			t.Errorf("the plan reads a whole table:\n%s", plan)
		}
	}
	if !strings.Contains(plan, "change") {
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
