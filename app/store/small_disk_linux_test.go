package store

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"qadam/models"
)

// smallDisk mounts a disk of 8 MiB.
func smallDisk(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=8m"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// addBig adds an organisation for which a WAL that is kept has no room.
func addBig(s *Store, code string) error {
	return s.Update(context.Background(), system, func(tx *Tx) error {
		for i := range 100 {
			row := &models.Organisation{OrganisationInput: models.OrganisationInput{Code: fmt.Sprintf("%s-%d", code, i), Name: "Full",
				Kind: "ngo", Note: strings.Repeat("x", 4000)}}
			if err := Organisations.Insert(tx, row); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestFullSmallDisk fills a real disk under a server: it says so, keeps nothing of the change, and works on when there is room.
func TestFullSmallDisk(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("not tried: only root can mount a small disk")
	}
	dir, ctx := smallDisk(t), context.Background()
	s, err := Open(dir+"/qadam.db", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // before the disk goes
	if _, err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	ready(t, s)
	if err := os.WriteFile(dir+"/filler", make([]byte, 16<<20), 0o600); err == nil {
		t.Fatal("the disk is not full")
	}
	if err := addBig(s, "FULL"); models.CodeOf(err) != models.Unavailable || !strings.Contains(err.Error(), "no room") {
		t.Errorf("a change: %v", err)
	}
	notReady(t, s, "no room")
	fresh, err := Open(dir+"/fresh.db", time.Now)
	if err == nil {
		_, err = fresh.Migrate(ctx)
		_ = fresh.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "no room") {
		t.Errorf("a new database: %v", err)
	}
	if err := os.Remove(dir + "/filler"); err != nil {
		t.Fatal(err)
	}
	ready(t, s)
	if err := addBig(s, "FULL"); err != nil {
		t.Errorf("with room again: %v", err)
	}
}
