package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// TestTwoServersTakeTurns lets two servers of one database write by turns. Each finds that the lanes which it wrote last have been led
// on by the other: nothing is lost, and the log is whole.
func TestTwoServersTakeTurns(t *testing.T) {
	t.Parallel()
	address := storetest.Address(t, "postgres")
	ctx, system := context.Background(), models.Actor{Role: models.System, Name: "Test"}
	manager := models.Actor{Role: models.Manager, Name: "Reader", UserID: models.NewID()}
	var servers [2]*store.Store
	for i := range servers {
		s, err := store.Open(address, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		servers[i] = s
	}
	const turns = 8
	var last models.Verification
	for i := range turns {
		s, name := servers[i%2], fmt.Sprintf("turn %d", i)
		if err := s.Update(ctx, system, func(tx *store.Tx) error {
			return store.AddEntry(tx, models.Change{Action: name, SubjectType: "test"})
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.View(ctx, manager, func(tx *store.Tx) error {
			store.Needs.LogRows(tx, store.SharedRow{ID: models.NewID(), Extent: models.ExtentFull})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.Snapshot(ctx, system, func(tx *store.Tx) (err error) {
			last, err = store.VerifyLog(tx, nil)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if len(last.Breaks) > 0 || last.Entries != int64(2*(i+1)) {
			t.Fatalf("after %s: %+v", name, last)
		}
	}
}
