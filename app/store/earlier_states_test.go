package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	flags "flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"
)

// update writes the states that are missing; it needs pg_dump.
var update = flags.Bool("update", false, "write the dumps of earlier states that are missing")

// statePath is where the dump of a database is kept that was migrated up to a number, with the rows of rows.sql from the first step.
func statePath(dialect string, version int64) string {
	return fmt.Sprintf("testdata/states/%05d.%s.gz", version, map[string]string{"sqlite": "db", "postgres": "sql"}[dialect])
}

// script runs several statements.
func (s *Store) script(t *testing.T, text string) {
	t.Helper()
	conn, err := s.pool.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if s.dialect == &postgresDialect {
		err = conn.Raw(func(driver any) error {
			_, err := driver.(*connection).Conn().PgConn().Exec(context.Background(), text).ReadAll()
			return err
		})
	} else {
		for statement := range strings.SplitSeq(text, ";\n") {
			if _, failed := conn.ExecContext(context.Background(), statement); failed != nil && strings.TrimSpace(statement) != "" {
				err = errors.Join(err, failed)
			}
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// writeStates makes the dumps of all states that are missing, from the migrations.
func writeStates(t *testing.T, s *Store, known []source) {
	rows, err := os.ReadFile("testdata/states/rows.sql")
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range known[:len(known)-1] {
		if err := s.migrating(func(p *goose.Provider) error { _, err := p.UpTo(context.Background(), m.version); return err }); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			s.script(t, string(rows))
		}
		path := statePath(s.Dialect(), m.version)
		if _, err := os.Stat(path); err == nil {
			continue
		}
		var packed bytes.Buffer
		z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		_, err := z.Write(dumpOf(t, s))
		if err := errors.Join(err, z.Close(), os.WriteFile(path, packed.Bytes(), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
}

// perServer are the lines of a dump that not each version of Postgres reads, and those that are for psql.
var perServer = regexp.MustCompile(`(?m)^(SET |SELECT pg_catalog\.set_config|\\|--).*\n`)

func dumpOf(t *testing.T, s *Store) []byte {
	t.Helper()
	if s.dialect == &postgresDialect {
		out, err := exec.Command("pg_dump", "--inserts", "--no-owner", "--no-privileges", s.dsn).Output()
		if err != nil {
			t.Fatal(err)
		}
		return perServer.ReplaceAll(out, nil)
	}
	path := t.TempDir() + "/dump.db"
	if err := s.db.Exec("VACUUM INTO ?", path).Error; err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// openState opens a database in an earlier state.
func openState(t *testing.T, dialect string, version int64) *Store {
	t.Helper()
	packed, err := os.Open(statePath(dialect, version))
	if err != nil {
		t.Fatalf("%v: make it with go test ./app/store -run TestEarlierStates -update", err)
	}
	defer packed.Close()
	z, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	dump, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if dialect == "postgres" {
		s := openAt(t, freshPostgres(t))
		s.script(t, string(dump))
		return s
	}
	path := t.TempDir() + "/qadam.db"
	if err := os.WriteFile(path, dump, 0o600); err != nil {
		t.Fatal(err)
	}
	return openAt(t, path)
}

// shape is the schema of a database, to be compared.
func shape(t *testing.T, s *Store) (lines []string) {
	t.Helper()
	ask := "SELECT COALESCE(sql, name) FROM sqlite_master WHERE name NOT LIKE 'goose%' ORDER BY 1"
	if s.dialect == &postgresDialect {
		ask = `SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) FROM information_schema.columns
			WHERE table_schema = 'public' UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
			UNION ALL SELECT pg_get_constraintdef(oid) || conrelid::regclass::text FROM pg_constraint WHERE conrelid <> 0
			ORDER BY 1`
	}
	if err := s.db.Raw(ask).Scan(&lines).Error; err != nil {
		t.Fatal(err)
	}
	return lines
}

// TestEarlierStates migrates a dump of each earlier state of a database: the steps that it has are those of this program up to its
// number, so a new step never goes between older ones; it gets the schema of a new database; and its rows and its log are kept.
func TestEarlierStates(t *testing.T) {
	t.Parallel()
	for dialect, address := range map[string]string{"sqlite": t.TempDir() + "/qadam.db", "postgres": freshPostgres(t)} {
		fresh, ctx := openAt(t, address), context.Background()
		known, _, err := fresh.versions(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			writeStates(t, fresh, known)
		}
		if _, err := fresh.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		want := shape(t, fresh)
		for i, m := range known[:len(known)-1] {
			t.Run(dialect+" "+m.name, func(t *testing.T) {
				t.Parallel()
				migrateState(t, openState(t, dialect, m.version), known[:i+1], want)
			})
		}
	}
}

func migrateState(t *testing.T, s *Store, steps []source, want []string) {
	ctx := context.Background()
	_, applied, err := s.versions(ctx)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(applied)
	had := make([]int64, len(steps))
	for i, m := range steps {
		had[i] = m.version
	}
	if !slices.Equal(had, applied[1:]) { // the first is goose's own
		t.Fatalf("this program has the steps %v, and the dump has %v: a new step takes a number above all others", had, applied)
	}
	if _, err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.CheckSchema(ctx); err != nil {
		t.Error(err)
	}
	if got := shape(t, s); !slices.Equal(got, want) {
		t.Errorf("the schema is not that of a new database: a released step was edited:\n%v\n%v", got, want)
	}
	for table, rows := range map[string]int{"countries": 1, "organisations": 2, "people": 1, "missions": 1, "needs": 1, "projects": 1,
		"activities": 1, "changes": 2} {
		var n int
		if err := s.db.Raw("SELECT COUNT(*) FROM " + table).Scan(&n).Error; err != nil || n != rows {
			t.Errorf("%d rows of %s, not %d: %v", n, table, rows, err)
		}
	}
	if p := proofOf(t, s); p.Entries != 2 || len(p.Breaks) > 0 {
		t.Errorf("the log: %+v", p)
	}
	var title sql.NullString
	err = s.db.Raw("SELECT name FROM organisations WHERE code = 'ORG'").Scan(&title).Error
	if err != nil || title.String != "Первая (fiction)" {
		t.Errorf("%v %v", title, err)
	}
}

// TestMissedStep brings a database up to date that has a later step and not an earlier one.
func TestMissedStep(t *testing.T) {
	t.Parallel()
	for _, address := range []string{t.TempDir() + "/qadam.db", freshPostgres(t)} {
		s, ctx := openAt(t, address), context.Background()
		err := s.migrating(func(p *goose.Provider) error {
			_, err := p.UpTo(ctx, 13)
			if err == nil {
				_, err = p.ApplyVersion(ctx, 15, true)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = s.CheckSchema(ctx)
		if err == nil || !strings.Contains(err.Error(), "00014") || !strings.Contains(err.Error(), "migrate up") {
			t.Errorf("before: %v", err)
		}
		if _, err := s.Migrate(ctx); err != nil {
			t.Error(err)
		}
		if err := s.CheckSchema(ctx); err != nil {
			t.Error(err)
		}
	}
}
