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

// logged is a log of one lane with seven entries: a checkpoint is the fifth.
func logged(t *testing.T, kind string) (*store.Store, *raw) {
	t.Helper()
	address := storetest.Address(t, kind)
	s, err := store.Open(address, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for i := range 7 {
		write(t, s, func(tx *store.Tx) error {
			if i == 4 {
				return store.Checkpoint(tx)
			}
			return store.AddEntry(tx.WithReason("Because"), models.Change{Action: "need.step", SubjectType: "need",
				SubjectID: models.NewID(), Before: `{"n":1}`, After: models.RawJSON(fmt.Sprint(i))})
		})
	}
	return s, openRaw(t, kind, address)
}

var somebody = models.Actor{UserID: models.NewID(), Name: "Somebody", Role: models.Manager, OrganisationID: models.NewID()}

func write(t testing.TB, s *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), somebody, fn); err != nil {
		t.Fatal(err)
	}
}

func verified(t testing.TB, s *store.Store, against *models.Heads) models.Verification {
	t.Helper()
	var p models.Verification
	err := s.Snapshot(context.Background(), models.Actor{Role: models.System}, func(tx *store.Tx) (err error) {
		p, err = store.VerifyLog(tx, against)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func headsOf(t testing.TB, s *store.Store) *models.Heads {
	t.Helper()
	var h models.Heads
	err := s.View(context.Background(), models.Actor{Role: models.System}, func(tx *store.Tx) (err error) {
		h, err = store.Heads(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return &h
}

// rehash is what an attacker who knows the code does: it seals the lane anew from an entry on.
func (r *raw) rehash(from int) {
	r.t.Helper()
	head := models.Head{Lane: 1, Hash: models.LogStart(1)}
	for _, c := range r.entries() {
		if int(c.Seq) < from {
			head = models.Head{Lane: 1, Seq: c.Seq, Hash: c.Hash}
			continue
		}
		head = c.Seal(head)
		r.do(fmt.Sprintf("UPDATE changes SET seq = %d, prev_hash = '%s', hash = '%s' WHERE id = '%s'", c.Seq, c.PrevHash, c.Hash, c.ID))
	}
	r.do(fmt.Sprintf("UPDATE chain_heads SET seq = %d, hash = '%s' WHERE lane = 1", head.Seq, head.Hash))
}

// TestVerifyNamesEveryTampering changes the log behind Qadam's back in every way, with the guards off, and looks where the
// first broken link is said to be.
func TestVerifyNamesEveryTampering(t *testing.T) {
	t.Parallel()
	entry := func(seq int) string { return fmt.Sprintf("lane = 1 AND seq = %d", seq) }
	edits := map[string]string{"created_at": "'2020-01-01 00:00:00+00'", "kind": "'read'", "action": "'need.get'", "actor_id": "NULL",
		"actor_name": "'Nobody'", "actor_role": "'admin'",
		"organisation_id": "NULL", "subject_type": "'finding'", "subject_id": "NULL", "request_id": "'another'", "reason": "''",
		"before": "'{}'", "after": "'{}'", "id": "'01900000-0000-7000-8000-000000000001'", "prev_hash": "'00'", "hash": "'00'"}
	cases := map[string]struct {
		do   func(*raw)
		what string
		seq  int64
	}{
		"a row is deleted":          {func(r *raw) { r.do("DELETE FROM changes WHERE " + entry(3)) }, "gap", 3},
		"the first row is deleted":  {func(r *raw) { r.do("DELETE FROM changes WHERE " + entry(1)) }, "gap", 1},
		"the tail is deleted":       {func(r *raw) { r.do("DELETE FROM changes WHERE seq >= 6") }, "head", 6},
		"all rows are deleted":      {func(r *raw) { r.do("DELETE FROM changes") }, "head", 1},
		"the tail and the head":     {func(r *raw) { r.cut(3) }, "kept head", 7},
		"two rows change places":    {func(r *raw) { r.swap(2, 3) }, "content", 2},
		"a row is moved to the end": {func(r *raw) { r.do("UPDATE changes SET seq = 8 WHERE " + entry(2)) }, "gap", 2},
		"a row is put in":           {func(r *raw) { r.insert(8) }, "head", 8},
		"a row in a new lane":       {func(r *raw) { r.insert(1, 2) }, "head", 1},
		"the head is set back":      {func(r *raw) { r.do("UPDATE chain_heads SET seq = 5 WHERE lane = 1") }, "head", 6},
		"the head is set on":        {func(r *raw) { r.do("UPDATE chain_heads SET seq = 9 WHERE lane = 1") }, "head", 8},
		"the head's hash":           {func(r *raw) { r.do("UPDATE chain_heads SET hash = '00' WHERE lane = 1") }, "head", 7},
		"the head is deleted":       {func(r *raw) { r.do("DELETE FROM chain_heads") }, "head", 7},
		"a row sealed anew alone": {func(r *raw) {
			c := r.entries()[2]
			c.ActorName = "Nobody"
			r.do(fmt.Sprintf("UPDATE changes SET actor_name = 'Nobody', hash = '%s' WHERE %s", c.Digest(), entry(3)))
		}, "link", 4},
		"all is sealed anew": {func(r *raw) {
			r.do("UPDATE changes SET actor_name = 'Nobody' WHERE " + entry(3))
			r.rehash(3)
		}, "checkpoint", 4},
		"all is sealed anew after the checkpoint": {func(r *raw) {
			r.do("UPDATE changes SET actor_name = 'Nobody' WHERE " + entry(6))
			r.rehash(6)
		}, "kept head", 7},
	}
	for column, value := range edits {
		cases["edit "+column] = struct {
			do   func(*raw)
			what string
			seq  int64
		}{func(r *raw) { r.do("UPDATE changes SET " + column + " = " + value + " WHERE " + entry(2)) }, "content", 2}
	}
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			for name, c := range cases {
				t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
					s, r := logged(t, kind)
					kept := headsOf(t, s)
					if p := verified(t, s, kept); len(p.Breaks) != 0 || p.Entries != 7 || p.Checkpoints != 1 {
						t.Fatalf("before: %+v", p)
					}
					r.unguarded()
					c.do(r)
					p := verified(t, s, kept)
					if len(p.Breaks) == 0 {
						t.Fatal("nothing is found")
					}
					if b := p.Breaks[0]; b.What != c.what || b.Seq != c.seq || b.Why == "" {
						t.Errorf("got %+v, not %s at %d", b, c.what, c.seq)
					}
				})
			}
		})
	}
}

// TestTheDatabaseGuardsTheLog tries what the guards refuse.
func TestTheDatabaseGuardsTheLog(t *testing.T) {
	t.Parallel()
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			s, r := logged(t, kind)
			statements := []string{"UPDATE changes SET reason = ''", "DELETE FROM changes", "DELETE FROM changes WHERE seq = 7",
				"DELETE FROM chain_heads", "UPDATE chain_heads SET seq = 1", "UPDATE chain_heads SET lane = 5"}
			if kind == "postgres" {
				statements = append(statements, "TRUNCATE changes", "TRUNCATE chain_heads", "TRUNCATE releases")
			}
			for _, statement := range statements {
				if _, err := r.db.Exec(statement); err == nil || !strings.Contains(err.Error(), "only ever added to") {
					t.Errorf("%s: %v", statement, err)
				}
			}
			if p := verified(t, s, nil); len(p.Breaks) != 0 {
				t.Errorf("%+v", p)
			}
		})
	}
}
