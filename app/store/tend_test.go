package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"qadam/models"
)

// TestStatisticsOfAGrownDatabase lets a database grow by changes and reads, one by one and many at once, and looks for the statistics by
// which it plans: each table that has rows has them, made anew once it has grown much, from a bounded sample.
func TestStatisticsOfAGrownDatabase(t *testing.T) {
	t.Parallel()
	s, ctx := openAt(t, t.TempDir()+"/qadam.db"), context.Background()
	if err := s.Prepare(ctx, true, func(*models.Error) {}); err != nil {
		t.Fatal(err)
	}
	grow := func(n int) {
		t.Helper()
		err := s.Update(ctx, system, func(tx *Tx) error {
			for range n {
				if err := AddEntry(tx, models.Change{Action: "need.update", SubjectType: "need", SubjectID: models.NewID()}); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			err = s.Tend(ctx)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, o := range writers(t, s, 60) {
		if err := s.Update(ctx, system, func(tx *Tx) error { return changeOne(tx, o) }); err != nil {
			t.Fatal(err)
		}
	}
	reader := models.Actor{UserID: models.NewID(), Role: models.Manager}
	read := models.Change{Kind: models.LogRead, SubjectType: "need", SubjectID: models.NewID()}
	if err := s.AddEntry(reader, Request{}, read); err != nil {
		t.Fatal(err)
	}
	grow(10)
	var known []string
	if err := s.db.Raw("SELECT DISTINCT tbl FROM sqlite_stat1").Scan(&known).Error; err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"organisations", "steps", "changes", "chain_heads", "reads", "read_subjects"} {
		if !slices.Contains(known, table) {
			t.Errorf("%s has no statistics; these have: %v", table, known)
		}
	}
	if n := entriesByStatistics(t, s); n < 60 || n > 100 {
		t.Errorf("by the statistics there are %d entries", n)
	}
	const many = 20_000
	grow(many)
	if n := entriesByStatistics(t, s); n < many {
		t.Errorf("by the statistics there are %d entries", n)
	}
	s.pool.SetMaxOpenConns(1) // so that the one that is asked is the one that looks
	grow(1)
	var limit int
	if err := s.db.Raw("PRAGMA analysis_limit").Scan(&limit).Error; err != nil || limit < 1 || limit > 1000 {
		t.Errorf("up to %d rows of an index are looked at: %v", limit, err)
	}
}

// entriesByStatistics is how many entries the log has by the statistics of the index of their objects.
func entriesByStatistics(t *testing.T, s *Store) int {
	t.Helper()
	var stat string
	if err := s.db.Raw("SELECT stat FROM sqlite_stat1 WHERE idx = 'changes_subject'").Scan(&stat).Error; err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(stat, " ")
	n, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
