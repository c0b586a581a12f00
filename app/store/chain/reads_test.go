package chain_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// readLane is the lane of reads in these tests; the first one is that of all else.
const readLane = 2

// loggedReads is a log of two changes and five reads, with a checkpoint over both lanes behind the third read.
func loggedReads(t *testing.T, kind string) (*store.Store, *raw) {
	t.Helper()
	address, at := storetest.Address(t, kind), time.Date(2021, 5, 31, 23, 59, 0, 0, time.UTC)
	s, err := store.Open(address, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	write(t, s, func(tx *store.Tx) error {
		return store.AddEntry(tx, models.Change{Action: "need.step", SubjectType: "need", SubjectID: models.NewID(), After: `{"n":1}`})
	})
	for i := range 5 {
		if i == 3 {
			write(t, s, store.Checkpoint)
		}
		read := models.Change{Kind: models.LogRead, Action: "need.list", SubjectType: "need",
			After: models.RawJSON(fmt.Sprintf(`{"ids":["%s","%s"],"count":2}`, models.NewID(), models.NewID()))}
		if i == 4 {
			read.Action, read.SubjectID, read.After = "need.get", models.NewID(), `{"count":1}`
		}
		if err := s.AddEntry(somebody, store.Request{ID: "r"}, read); err != nil {
			t.Fatal(err)
		}
	}
	return s, openRaw(t, kind, address)
}

// unguardedReads takes the guards of reads and heads away.
func (r *raw) unguardedReads(kind string) {
	r.t.Helper()
	if kind == "postgres" {
		r.do("DROP TRIGGER reads_stand ON reads", "DROP TRIGGER chain_heads_grow ON chain_heads",
			"DROP TRIGGER chain_heads_stand ON chain_heads")
		return
	}
	r.do("DROP TRIGGER reads_stand", "DROP TRIGGER reads_stay", "DROP TRIGGER chain_heads_grow", "DROP TRIGGER chain_heads_stand")
}

// TestVerifyNamesEveryTamperingWithReads changes the reads behind Qadam's back, with the guards off, and looks where the first broken
// link is said to be.
func TestVerifyNamesEveryTamperingWithReads(t *testing.T) {
	t.Parallel()
	none := map[string]string{"sqlite": "x''", "postgres": "''"}
	odd := map[string]string{"sqlite": "x'0502'", "postgres": `'\x0502'`}
	cases := map[string]struct {
		do   func(kind string) []string
		what string
		seq  int64
	}{
		"a row is deleted":          {func(string) []string { return []string{"DELETE FROM reads WHERE seq = 3"} }, "gap", 3},
		"the first row is deleted":  {func(string) []string { return []string{"DELETE FROM reads WHERE seq = 1"} }, "gap", 1},
		"the tail is deleted":       {func(string) []string { return []string{"DELETE FROM reads WHERE seq >= 4"} }, "head", 4},
		"all rows are deleted":      {func(string) []string { return []string{"DELETE FROM reads"} }, "head", 1},
		"a row is moved to the end": {func(string) []string { return []string{"UPDATE reads SET seq = 6 WHERE seq = 2"} }, "gap", 2},
		"what it says is emptied": {func(kind string) []string {
			return []string{"UPDATE reads SET after = " + none[kind] + " WHERE seq = 2"}
		}, "content", 2},
		"what it says cannot be read": {func(kind string) []string {
			return []string{"UPDATE reads SET after = " + odd[kind] + " WHERE seq = 2"}
		}, "content", 2},
		"all rows and the head": {func(string) []string {
			return []string{"DELETE FROM reads", "DELETE FROM chain_heads WHERE lane = 2"}
		}, "checkpoint", 3},
		"the rows behind the checkpoint, and the head": {func(string) []string {
			return []string{"DELETE FROM reads WHERE seq > 3",
				"UPDATE chain_heads SET seq = 3, hash = (SELECT hash FROM log WHERE lane = 2 AND seq = 3) WHERE lane = 2"}
		}, "kept head", 5},
		"the lane is said to be dropped": {func(string) []string {
			return []string{"UPDATE chain_heads SET dropped_at = '2021-09-01T00:00:00.000000Z' WHERE lane = 2", "DELETE FROM reads"}
		}, "dropped", 5},
	}
	for column, value := range map[string]string{"created_at": "'2020-01-01 00:00:00+00'", "action": "'need.get'", "actor_id": "NULL",
		"actor_name": "'Nobody'", "actor_role": "'admin'", "organisation_id": "NULL", "subject_type": "'finding'",
		"request_id": "'another'", "reason": "'because'", "id": "'01900000-0000-7000-8000-000000000001'"} {
		cases["edit "+column] = struct {
			do   func(string) []string
			what string
			seq  int64
		}{func(string) []string {
			return []string{"UPDATE reads SET " + column + " = " + value + " WHERE seq = 2"}
		}, "content", 2}
	}
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			for name, c := range cases {
				t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
					s, r := loggedReads(t, kind)
					kept := headsOf(t, s)
					if p := verified(t, s, kept); len(p.Breaks) != 0 || p.Entries != 7 || p.Lanes != 2 {
						t.Fatalf("before: %+v", p)
					}
					r.unguardedReads(kind)
					r.do(c.do(kind)...)
					p := verified(t, s, kept)
					if len(p.Breaks) != 1 || p.Breaks[0].Lane != readLane || p.Breaks[0].What != c.what || p.Breaks[0].Seq != c.seq {
						t.Errorf("got %+v, not %s at %d", p.Breaks, c.what, c.seq)
					}
				})
			}
		})
	}
}

// TestTheDatabaseGuardsReads tries what the guards refuse.
func TestTheDatabaseGuardsReads(t *testing.T) {
	t.Parallel()
	for _, kind := range storetest.Kinds {
		s, r := loggedReads(t, kind)
		statements := []string{"UPDATE reads SET reason = ''", "DELETE FROM reads WHERE seq = 5", "UPDATE chain_heads SET part = '2021-04'",
			"UPDATE chain_heads SET dropped_at = '2021-09-01T00:00:00.000000Z' WHERE lane = 1",
			"UPDATE chain_heads SET dropped_at = '2021-09-01T00:00:00.000000Z', seq = 3 WHERE lane = 2"}
		if kind == "postgres" {
			statements = append(statements, "TRUNCATE reads", "TRUNCATE reads_2021_05", "DELETE FROM reads_2021_05")
		}
		for _, statement := range statements {
			if _, err := r.db.Exec(statement); err == nil || !strings.Contains(err.Error(), "only ever added to") {
				t.Errorf("%s, %s: %v", kind, statement, err)
			}
		}
		if p := verified(t, s, nil); len(p.Breaks) != 0 {
			t.Errorf("%+v", p)
		}
	}
}

// TestReadsComeBackAsTheyWere lists the log: each read says what it said, in the order in which all was logged.
func TestReadsComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	for _, kind := range storetest.Kinds {
		s, _ := loggedReads(t, kind)
		err := s.View(context.Background(), models.Actor{Role: models.System}, func(tx *store.Tx) error {
			page, err := store.Changes.List(tx, models.ListQuery{Filters: map[string]string{"kind": "read"}})
			if err != nil {
				return err
			}
			if len(page.Items) != 5 || page.Items[0].After != `{"count":1}` || page.Items[0].SubjectID == "" {
				t.Errorf("%s: %+v", kind, page.Items)
			}
			for _, c := range page.Items {
				if c.Digest() != c.Hash || c.Packed != nil {
					t.Errorf("%s: %+v", kind, c)
				}
			}
			one, err := store.Changes.List(tx, models.ListQuery{Filters: map[string]string{"subject_id": string(page.Items[1].Among()[1])}})
			if err == nil && (len(one.Items) != 1 || one.Items[0].ID != page.Items[1].ID) {
				t.Errorf("%s: of one object: %+v", kind, one.Items)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
