package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"qadam/models"
)

// beforeChain makes a database as it was before there was a chain, with n rows in its log, written in the order of their ids.
func beforeChain(t *testing.T, address string, n int) (*Store, []models.ID) {
	t.Helper()
	s, ctx := openAt(t, address), context.Background()
	if err := s.migrating(func(p *goose.Provider) error { _, err := p.UpTo(ctx, 3); return err }); err != nil {
		t.Fatal(err)
	}
	ids := make([]models.ID, n)
	for i := range ids {
		ids[i] = models.NewID()
		if err := s.db.Exec("INSERT INTO changes (id, created_at, actor_id, actor_name, action, subject_type, subject_id, request_id, "+
			"before, after) VALUES (?, ?, ?, ?, ?, 'need', ?, ?, ?, ?)",
			ids[i], time.Date(2021, 5, 3, 9, 0, i, 0, time.UTC), models.NewID(), "Зарина",
			[]string{"need.create", "need.export"}[i%2],
			models.NewID(), fmt.Sprint("request ", i), "", fmt.Sprintf(`{"n":%d}`, i)).Error; err != nil {
			t.Fatal(err)
		}
	}
	return s, ids
}

func proofOf(t *testing.T, s *Store) (p models.Verification) {
	t.Helper()
	err := s.Snapshot(context.Background(), system, func(tx *Tx) (err error) { p, err = VerifyLog(tx, nil); return err })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestWhatWasBeforeTheChain brings a database up to date that has a log without a chain, on Postgres by several servers at once:
// each row stands in the first lane once, in its order, and unchanged; and a later change of one is found.
func TestWhatWasBeforeTheChain(t *testing.T) {
	t.Parallel()
	const n = 2101 // more than are moved at once, twice
	for name, address := range map[string]string{"sqlite": t.TempDir() + "/qadam.db", "postgres": freshPostgres(t)} {
		t.Run(name, func(t *testing.T) {
			s, ids := beforeChain(t, address, n)
			var group sync.WaitGroup
			faults := make([]error, map[string]int{"sqlite": 1, "postgres": 3}[name]) // a file has one server
			for i := range faults {
				other := openAt(t, address)
				group.Go(func() { _, faults[i] = other.Migrate(context.Background()) })
			}
			group.Wait()
			if err := errors.Join(faults...); err != nil {
				t.Fatal(err)
			}
			if ran, err := s.Migrate(context.Background()); err != nil || ran != 0 {
				t.Errorf("once more, %d migrations ran: %v", ran, err)
			}
			if p := proofOf(t, s); p.Entries != n || p.Lanes != 1 || len(p.Breaks) > 0 {
				t.Fatalf("the proof is %+v", p)
			}
			var moved []models.Change
			if err := s.db.Raw("SELECT * FROM changes ORDER BY lane, seq").Scan(&moved).Error; err != nil {
				t.Fatal(err)
			}
			for i, c := range moved {
				kind := []models.LogKind{models.LogWrite, models.LogExport}[i%2]
				if c.ID != ids[i] || c.Seq != int64(i+1) || c.Kind != kind || c.ActorName != "Зарина" ||
					c.RequestID != fmt.Sprint("request ", i) || string(c.After) != fmt.Sprintf(`{"n":%d}`, i) ||
					!c.CreatedAt.Equal(time.Date(2021, 5, 3, 9, 0, i, 0, time.UTC)) || c.SubjectID == "" || c.ActorID == "" {
					t.Fatalf("row %d became %+v", i, c)
				}
			}
			if left, err := queryAll[struct{ N int }](s.begin(context.Background(), s.db, system),
				"SELECT COUNT(*) AS n FROM changes_unchained"); err != nil || left[0].N != 0 {
				t.Errorf("%v rows are left without a chain: %v", left, err)
			}
			all := writers(t, s, 1)
			if err := s.Update(context.Background(), system, func(tx *Tx) error { return changeOne(tx, all[0]) }); err != nil {
				t.Fatal(err)
			}
			tampered(t, s, ids[1500])
		})
	}
}

// tampered changes an entry past the guards, and looks where the log is said to break.
func tampered(t *testing.T, s *Store, id models.ID) {
	t.Helper()
	if p := proofOf(t, s); p.Entries != 2102 || len(p.Breaks) > 0 {
		t.Fatalf("after another change the proof is %+v", p)
	}
	drop := "DROP TRIGGER changes_stand"
	if s.Dialect() == "postgres" {
		drop += " ON changes"
	}
	for _, statement := range []string{drop, "UPDATE changes SET after = '{\"n\":0}' WHERE id = '" + string(id) + "'"} {
		if err := s.db.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	if p := proofOf(t, s); len(p.Breaks) != 1 || p.Breaks[0].Lane != 1 || p.Breaks[0].Seq != 1501 || p.Breaks[0].ID != id ||
		p.Breaks[0].What != "content" {
		t.Errorf("the log is said to break at %+v", p.Breaks)
	}
}
