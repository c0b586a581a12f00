package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"qadam/models"
)

// freshPostgres makes an empty database of its own on the server that TEST_DATABASE_URL names. On one that is deleted with the tests it
// is not dropped: that waits for a checkpoint.
func freshPostgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv("TEST_DATABASE_URL")
	if server == "" {
		t.Fatal("this needs Postgres: set TEST_DATABASE_URL to a server where databases may be made")
	}
	admin, err := openPostgres(server)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("qadam_chain_%d_%d", os.Getpid(), time.Now().UnixNano())
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		var err error
		if os.Getenv("QADAM_TEST_PRIVATE_POSTGRES") == "" {
			_, err = admin.Exec("DROP DATABASE " + name + " WITH (FORCE)")
		}
		if err := errors.Join(err, admin.Close()); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func openAt(t testing.TB, address string) *Store {
	t.Helper()
	s, err := Open(address, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// writers are organisations that are changed and audited by as many goroutines, one each.
func writers(t testing.TB, s *Store, n int) []*models.Organisation {
	t.Helper()
	all := make([]*models.Organisation, n)
	err := s.Update(context.Background(), system, func(tx *Tx) error {
		for i := range all {
			all[i] = &models.Organisation{OrganisationInput: models.OrganisationInput{Code: fmt.Sprintf("W-%d-%s", i, models.NewID()[24:]),
				Name: "Writer", Kind: "ngo"}}
			if err := Organisations.Insert(tx, all[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var system = models.Actor{Role: models.System, Name: "Qadam"}

// changeOne is a lean change: read and lock, write, a step of its life, an entry of the log.
func changeOne(tx *Tx, o *models.Organisation) error {
	row, err := Organisations.Lock(tx, o.ID)
	if err != nil {
		return err
	}
	if err := Organisations.Update(tx, row); err != nil {
		return err
	}
	if err := AddStep(tx, models.Step{SubjectType: "organisation", SubjectID: o.ID, FromStatus: "a", ToStatus: "b",
		OnDate: models.DateOf(tx.Now())}); err != nil {
		return err
	}
	text, err := jsonText(row)
	if err != nil {
		return err
	}
	return AddEntry(tx, models.Change{Action: "organisation.update", SubjectType: "organisation", SubjectID: o.ID,
		Before: models.RawJSON(text), After: models.RawJSON(text)})
}

// unchained writes a transaction's entries as they would be without a chain: no lane is taken, no head moved, nothing hashed.
func unchained(lane int, seq *atomic.Int64) func(*Tx) error {
	columns := []string{"id", "created_at", "kind", "action", "actor_id", "actor_name", "actor_role", "organisation_id", "subject_type",
		"subject_id", "request_id", "reason", "before", "after", "lane", "seq", "prev_hash", "hash"}
	return func(tx *Tx) error {
		var values [][]any
		for _, c := range tx.journal.entries {
			values = append(values, []any{c.ID, c.CreatedAt, c.Kind, c.Action, c.ActorID, c.ActorName, string(c.ActorRole),
				c.OrganisationID, c.SubjectType, c.SubjectID,
				c.RequestID, c.Reason, string(c.Before), string(c.After), lane, seq.Add(1), "", ""})
		}
		tx.journal.entries = nil
		return tx.insert("changes", columns, values)
	}
}

// BenchmarkWriters compares the writes a second of many writers on Postgres with the chain and without it, in rounds that
// take turns, so that a busy machine is unfair to neither:
//
//	TEST_DATABASE_URL=postgres://… go test ./app/store -run '^$' -bench Writers -benchtime 1x
//
// QADAM_BENCH_WRITERS is how many writers there are, 16 where it is not set.
func BenchmarkWriters(b *testing.B) {
	s := openAt(b, freshPostgres(b))
	if _, err := s.Migrate(context.Background()); err != nil {
		b.Fatal(err)
	}
	n := 16
	if text := os.Getenv("QADAM_BENCH_WRITERS"); text != "" {
		fmt.Sscan(text, &n)
	}
	all := writers(b, s, n)
	const rounds, long = 10, 2 * time.Second
	seq := &atomic.Int64{}
	run := func(last func(*Tx) error, long time.Duration) float64 {
		var done atomic.Int64
		var group sync.WaitGroup
		began := time.Now()
		for _, o := range all {
			group.Go(func() {
				for time.Since(began) < long {
					err := s.Update(context.Background(), system, func(tx *Tx) error {
						if err := changeOne(tx, o); err != nil || last == nil {
							return err
						}
						return last(tx)
					})
					if err != nil {
						b.Error(err)
						return
					}
					done.Add(1)
				}
			})
		}
		group.Wait()
		return float64(done.Load()) / time.Since(began).Seconds()
	}
	plain := unchained(1_000_000, seq)
	run(nil, long/2)
	run(plain, long/2)
	for b.Loop() {
		var with, without float64
		for i := range rounds {
			w, o := 0.0, 0.0
			if i%2 == 0 {
				w, o = run(nil, long), run(plain, long)
			} else {
				o, w = run(plain, long), run(nil, long)
			}
			b.Logf("round %d: %.0f writes/s chained, %.0f without, ratio %.3f", i+1, w, o, w/o)
			with, without = with+w, without+o
		}
		b.ReportMetric(with/rounds, "chained-writes/s")
		b.ReportMetric(without/rounds, "plain-writes/s")
		b.ReportMetric(with/without, "ratio")
	}
}

// TestManyServersWriteOneChain lets two servers write at once, many writers and readers each, some of them cut off in the
// middle of a transaction and one of the servers losing all its connections; what was kept is a log that holds.
func TestManyServersWriteOneChain(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	address := freshPostgres(t)
	one, two := openAt(t, address), openAt(t, address)
	if _, err := one.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	var kept atomic.Int64
	torn := errors.New("torn")
	var group sync.WaitGroup
	for server, s := range []*Store{one, two} {
		for w, o := range writers(t, s, 8) {
			group.Go(func() {
				for i := range 30 {
					short, cancel := context.WithCancel(ctx)
					_, err := s.update(short, system, func(tx *Tx) error {
						if err := changeOne(tx, o); err != nil {
							return err
						}
						switch (i + w) % 6 {
						case 3:
							return torn // after the entry, before the commit
						case 4:
							cancel() // the connection is closed under it
						case 5: // sealed, and then cut off: the lane is given back
							return errors.Join(tx.appendLog(), torn)
						}
						return nil
					})
					cancel()
					if err == nil {
						kept.Add(1)
					}
				}
			})
		}
		group.Go(func() { // readers, and a server that loses its connections
			for i := range 20 {
				reader := models.Actor{UserID: models.NewID(), Name: "Reader", Role: models.Manager}
				if err := s.AddEntry(reader, Request{ID: "r", Action: "need.get"}, models.Change{Kind: models.LogRead, SubjectType: "need",
					SubjectID: reader.UserID}); err == nil {
					kept.Add(1)
				}
				if server == 1 && i%7 == 3 {
					_ = one.db.Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid " +
						"<> pg_backend_pid()").Error
				}
				if err := s.Update(ctx, system, Checkpoint); err != nil && models.CodeOf(err) != models.Unavailable {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	var proof models.Verification
	if err := two.Snapshot(ctx, system, func(tx *Tx) (err error) { proof, err = VerifyLog(tx, nil); return err }); err != nil {
		t.Fatal(err)
	}
	if len(proof.Breaks) > 0 || proof.Entries < kept.Load() || proof.Lanes < 2 {
		t.Errorf("%d were told that their change is kept: %+v", kept.Load(), proof)
	}
}

// TestARunThatFailedLogsNothing undoes a part of a transaction, and a whole one: what they would have logged did not happen.
func TestARunThatFailedLogsNothing(t *testing.T) {
	t.Parallel()
	for _, address := range []string{freshPostgres(t), t.TempDir() + "/qadam.db"} {
		s := openAt(t, address)
		ctx := context.Background()
		if _, err := s.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		entry := func(tx *Tx, action string) error {
			return AddEntry(tx, models.Change{Action: action, SubjectType: "test"})
		}
		err := s.Update(ctx, system, func(tx *Tx) error {
			if err := entry(tx, "test.kept"); err != nil {
				return err
			}
			inner := tx.Savepoint(func(tx *Tx) error {
				return errors.Join(entry(tx, "test.undone"), models.NotFoundError())
			})
			if inner == nil {
				t.Error("it did not fail")
			}
			return entry(tx.WithReason("why"), "test.after")
		})
		if err != nil {
			t.Fatal(err)
		}
		failed := s.Update(ctx, system, func(tx *Tx) error { return errors.Join(entry(tx, "test.failed"), models.NotFoundError()) })
		if failed == nil {
			t.Error("it did not fail")
		}
		var found []models.Change
		if err := s.View(ctx, system, func(tx *Tx) error {
			return EachEntry(tx, func(c *models.Change) error { found = append(found, *c); return nil })
		}); err != nil {
			t.Fatal(err)
		}
		if len(found) != 2 || found[0].Action != "test.kept" || found[1].Action != "test.after" || found[1].Reason != "why" ||
			found[0].Reason != "" {
			t.Errorf("the log has %+v", found)
		}
	}
}
