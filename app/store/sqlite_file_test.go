package store

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"qadam/models"
)

// TestDamagedFile overwrites a database, wholly and in the middle, and cuts it off: each is told as damage, with where to read on.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	damage := map[string]func(b []byte) []byte{
		"head":   func(b []byte) []byte { return append(make([]byte, 100), b[100:]...) },
		"middle": func(b []byte) []byte { clear(b[4096:]); return b },
		"end":    func(b []byte) []byte { return b[:8192] },
	}
	for name, damage := range damage {
		path := t.TempDir() + "/qadam.db"
		s := openAt(t, path)
		if _, err := s.Migrate(context.Background()); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(path, damage(b), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		s, err = Open(path, time.Now)
		if err == nil {
			defer s.Close()
			err = s.CheckSchema(context.Background())
		}
		if err == nil || !strings.Contains(err.Error(), "damaged") || !strings.Contains(err.Error(), restoring) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEmptyFile opens a file of 0 bytes: it may have been a database.
func TestEmptyFile(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/qadam.db"
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, time.Now); err == nil || !strings.Contains(err.Error(), "0 bytes") ||
		!strings.Contains(err.Error(), restoring) {
		t.Error(err)
	}
}

// TestOneServerAFile opens a file that is served, also by another name: a second server is refused, and may serve after the first.
func TestOneServerAFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Symlink(dir+"/qadam.db", dir+"/other.db"); err != nil {
		t.Fatal(err)
	}
	first, second := openAt(t, dir+"/qadam.db"), openAt(t, dir+"/other.db")
	if err := first.LockFile(); err != nil {
		t.Fatal(err)
	}
	if err := second.LockFile(); models.CodeOf(err) != models.Conflict {
		t.Errorf("beside the first: %v", err)
	}
	if _, err := second.Migrate(context.Background()); err != nil { // as a command does
		t.Error(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := second.LockFile(); err != nil {
		t.Errorf("after the first: %v", err)
	}
	shared := openAt(t, freshPostgres(t))
	if err := shared.LockFile(); err != nil {
		t.Error(err)
	}
}
