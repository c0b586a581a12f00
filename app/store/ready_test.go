package store

import (
	"context"
	"database/sql"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"
)

// notReady holds that a server is not ready, and says why before long.
func notReady(t *testing.T, s *Store, says string) {
	t.Helper()
	began := time.Now()
	err := s.Ready(context.Background())
	if err == nil || !strings.Contains(err.Error(), says) || time.Since(began) > readyTimeout+2*time.Second {
		t.Errorf("%s: %v after %s, and not %q", s.Dialect(), err, time.Since(began), says)
	}
}

func ready(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Ready(context.Background()); err != nil {
		t.Errorf("%s: %v", s.Dialect(), err)
	}
}

// TestReady takes away one by one what a server needs: it says what is missing, and is ready again when that is back.
func TestReady(t *testing.T) {
	t.Parallel()
	for _, address := range []string{t.TempDir() + "/qadam.db", freshPostgres(t)} {
		s, ctx := openAt(t, address), context.Background()
		notReady(t, s, "00001_house.sql has not run")
		if _, err := s.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		ready(t, s)
		for range maxWriters {
			s.writers <- struct{}{}
		}
		notReady(t, s, "Too many changes wait")
		for range maxWriters {
			<-s.writers
		}
		var held []*sql.Conn
		for range maxConnections {
			c, err := s.pool.Conn(ctx)
			if err != nil {
				t.Fatal(err)
			}
			held = append(held, c)
		}
		notReady(t, s, "All connections to the database are taken")
		for _, c := range held {
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
		}
		ready(t, s)
	}
}

// TestReadyWhereNothingCanBeWritten lets the database be read alone.
func TestReadyWhereNothingCanBeWritten(t *testing.T) {
	t.Parallel()
	for address, only := range map[string]string{
		t.TempDir() + "/qadam.db": "PRAGMA query_only = 1",
		freshPostgres(t):          "SET default_transaction_read_only = on",
	} {
		s := openAt(t, address)
		s.pool.SetMaxOpenConns(1) // the setting is a connection's
		if _, err := s.Migrate(context.Background()); err != nil {
			t.Fatal(err)
		}
		if err := s.db.Exec(only).Error; err != nil {
			t.Fatal(err)
		}
		notReady(t, s, "can be read only")
	}
}

// TestReadyWhileAnotherWrites holds SQLite's one writer, as an import does.
func TestReadyWhileAnotherWrites(t *testing.T) {
	t.Parallel()
	s := openAt(t, t.TempDir()+"/qadam.db")
	if _, err := s.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	import_ := s.db.Begin()
	defer import_.Rollback()
	ready(t, s)
}

// TestReadyWhereCommitsHang lets a COMMIT wait, as it does for a standby that does not exist.
func TestReadyWhereCommitsHang(t *testing.T) {
	t.Parallel()
	s := openAt(t, freshPostgres(t))
	s.pool.SetMaxOpenConns(1)
	if _, err := s.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(20); RETURN NULL; END'",
		"CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON write_probes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()",
	} {
		if err := s.db.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	notReady(t, s, "does not answer")
}

// TestReadyWithASilentHost names two hosts, of which the first takes connections and says nothing.
func TestReadyWithASilentHost(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	u, err := url.Parse(freshPostgres(t))
	if err != nil {
		t.Fatal(err)
	}
	alone := *u
	alone.Host = silent.Addr().String()
	u.Host = silent.Addr().String() + "," + u.Host
	s := openAt(t, u.String())
	if _, err := s.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	ready(t, s)
	s.pool.SetMaxIdleConns(0) // all are closed, and the next question makes one anew
	s.pool.SetMaxIdleConns(1)
	ready(t, s)
	gone := openAt(t, "postgres://nobody@127.0.0.1:1/gone?sslmode=disable")
	notReady(t, gone, "does not answer")
	notReady(t, openAt(t, alone.String()+"&connect_timeout=2"), "does not answer")
}
