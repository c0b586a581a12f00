package store

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qadam/models"
)

// A full disk is told as such, nothing of the change is kept, and the store works on. SQLite is given as many pages as it
// has: the engine's own answer to a disk without room.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	ctx, me := context.Background(), models.Actor{Role: models.System}
	s, err := Open(filepath.Join(t.TempDir(), "qadam.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.pool.SetMaxOpenConns(1) // the limit below is a connection's
	if _, err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.db.Exec("PRAGMA max_page_count = 1").Error; err != nil { // becomes the present size
		t.Fatal(err)
	}
	add := func(n int, note string) error {
		return s.Update(ctx, me, func(tx *Tx) error {
			for i := range n {
				row := &models.Organisation{OrganisationInput: models.OrganisationInput{Code: fmt.Sprintf("ORG-%d", i), Name: "Full",
					Kind: "ngo", Note: note}}
				if err := Organisations.Insert(tx, row); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err = add(50, strings.Repeat("x", 4000))
	if models.CodeOf(err) != models.Unavailable || !strings.Contains(err.Error(), "no room") {
		t.Fatalf("got %v", err)
	}
	page := models.Page[models.Organisation]{}
	err = s.View(ctx, me, func(tx *Tx) (err error) { page, err = Organisations.List(tx, models.ListQuery{}); return err })
	if err != nil || len(page.Items) != 0 {
		t.Errorf("%d rows of a change that failed are there: %v", len(page.Items), err)
	}
	if err := s.db.Exec("PRAGMA max_page_count = 100000").Error; err != nil {
		t.Fatal(err)
	}
	if err := add(1, ""); err != nil {
		t.Errorf("with room again: %v", err)
	}
}
