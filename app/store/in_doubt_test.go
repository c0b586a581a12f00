package store

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"qadam/models"
)

// TestCommitInDoubt ends a COMMIT that is under way: by ending its connection, so that nobody knows what became of it, and by
// cancelling it, so that the database says that it kept nothing.
func TestCommitInDoubt(t *testing.T) {
	t.Parallel()
	s, ctx := openAt(t, freshPostgres(t)), context.Background()
	for _, statement := range []string{
		"CREATE TABLE slow (n int)",
		"CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(20); RETURN NULL; END'",
		"CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()",
		"CREATE TABLE chain_heads (lane int, seq int, hash text)",
	} {
		if err := s.db.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	for end, says := range map[string]string{"pg_terminate_backend": "not known", "pg_cancel_backend": "Nothing was saved"} {
		done := make(chan error, 1)
		go func() {
			done <- s.Update(ctx, system, func(tx *Tx) error {
				_, err := tx.exec("INSERT INTO slow VALUES (1)")
				return err
			})
		}()
		for ended := false; !ended; time.Sleep(20 * time.Millisecond) {
			if err := s.db.Raw("SELECT COALESCE(bool_or(" + end + "(pid)), false) FROM pg_stat_activity " +
				"WHERE datname = current_database() AND wait_event = 'PgSleep'").Scan(&ended).Error; err != nil {
				t.Fatal(err)
			}
		}
		err := <-done
		var e *models.Error
		if !errors.As(err, &e) || e.Code != models.Unavailable || e.RetryAfter == 0 || !strings.Contains(e.Message, says) {
			t.Errorf("after %s: %+v", end, err)
		}
	}
}

// TestWhatTheDatabaseRefuses gives each refusal its words.
func TestWhatTheDatabaseRefuses(t *testing.T) {
	t.Parallel()
	for code, says := range map[string]string{"57014": "too long", "55P03": "too long", "25006": "read only", "57P01": "does not answer"} {
		err := (&Store{}).modelError(&pgconn.PgError{Code: code})
		if models.CodeOf(err) != models.Unavailable || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", code, err)
		}
	}
	for _, err := range []error{pgconn.ErrConnClosed, errUnreplicated} {
		if got := (&Store{}).modelError((&Store{}).committed(err)); !strings.Contains(got.Error(), "not known") {
			t.Errorf("%v: %v", err, got)
		}
	}
}

// TestStuckLock holds a lock that many changes wait for: other reads are answered at once, and the changes are told before long.
func TestStuckLock(t *testing.T) {
	t.Parallel()
	s, ctx := openAt(t, freshPostgres(t)), context.Background()
	other := openAt(t, s.dsn)
	if err := s.db.Exec("CREATE TABLE stuck AS SELECT 1 AS n").Error; err != nil {
		t.Fatal(err)
	}
	held := other.db.Begin()
	defer held.Rollback()
	if err := held.Exec("UPDATE stuck SET n = 2").Error; err != nil {
		t.Fatal(err)
	}
	var writers sync.WaitGroup
	for range 50 {
		writers.Go(func() {
			err := s.Update(ctx, system, func(tx *Tx) error {
				_, err := tx.exec("UPDATE stuck SET n = 3")
				return err
			})
			if models.CodeOf(err) != models.Unavailable {
				t.Errorf("a change that waits for the lock: %v", err)
			}
		})
	}
	for range 20 {
		time.Sleep(50 * time.Millisecond)
		began := time.Now()
		err := s.View(ctx, system, func(tx *Tx) error { _, err := count(tx, "SELECT COUNT(*) FROM stuck"); return err })
		if took := time.Since(began); err != nil || took > 3*time.Second {
			t.Fatalf("a read took %s: %v", took, err)
		}
	}
	writers.Wait()
}
