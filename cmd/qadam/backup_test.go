package main

import (
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qadam/app/store/storetest"
)

// empty gives the address of a database that is not made yet, and on Postgres is empty.
func empty(t *testing.T, kind string) string {
	t.Helper()
	if kind == "sqlite" {
		return filepath.Join(t.TempDir(), "restored.db")
	}
	u, err := url.Parse(storetest.Address(t, kind))
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", u.String())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{"DROP SCHEMA public CASCADE", "CREATE SCHEMA public"} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	return u.String()
}

// TestBackupDrill copies a database while it is written, loses it, and serves what it restores: what had been acknowledged before the
// backup is there, and so is who may read it.
func TestBackupDrill(t *testing.T) {
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			env, token := prepare(t, storetest.Address(t, kind))
			s := serve(t, env, "serve", "--listen=127.0.0.1:0")
			w := write(s.url, token)
			w.reach(t, 50)
			w.mu.Lock()
			acked := append([]string{}, w.acked...)
			w.mu.Unlock()
			file := filepath.Join(t.TempDir(), "backup")
			if out := must(t, env, "backup", file); !strings.Contains(out, "the log holds") {
				t.Error(out)
			}
			w.end()
			s.end()
			if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("others may read the backup: %v %v", info, err)
			}
			for _, args := range [][]string{{"backup", file}, {"restore", file}} { // neither writes over what is there
				if r := qadam(t, env, args...); r.code != 1 || !strings.Contains(r.errOut, "already") &&
					!strings.Contains(r.errOut, "There is a file at") {
					t.Errorf("%v: %+v", args, r)
				}
			}
			restored := []string{"QADAM_DATABASE=" + empty(t, kind)}
			if out := must(t, restored, "restore", file); !strings.Contains(out, "the log holds") {
				t.Error(out)
			}
			must(t, restored, "audit", "verify")
			again := serve(t, restored, "serve", "--listen=127.0.0.1:0")
			if gone := lost(t, again.url, token, acked); len(gone) > 0 {
				t.Errorf("%d of %d writes from before the backup are not in it: %v", len(gone), len(acked), gone)
			}
		})
	}
}

// TestRestoreOfADamagedBackup refuses what is cut off, and leaves no database behind.
func TestRestoreOfADamagedBackup(t *testing.T) {
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			env := []string{"QADAM_DATABASE=" + storetest.Address(t, kind)}
			file := filepath.Join(t.TempDir(), "backup")
			must(t, env, "backup", file)
			b, err := os.ReadFile(file)
			if err == nil {
				err = os.WriteFile(file, b[:len(b)/2], 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			target := empty(t, kind)
			env = []string{"QADAM_DATABASE=" + target}
			if r := qadam(t, env, "restore", file); r.code != 1 {
				t.Errorf("%+v", r)
			}
			if _, err := os.Stat(target); kind == "sqlite" && err == nil {
				t.Error("half a database is left")
			}
			if r := qadam(t, env, "migrate", "status"); kind == "postgres" &&
				strings.Count(r.out, "not yet") != strings.Count(r.out, ".sql") {
				t.Errorf("half a database is left: %+v", r)
			}
		})
	}
}
