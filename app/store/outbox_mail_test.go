package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// TestTheOldestMailGoesFirst claims mails of which Postgres returns the rows in the order of a hash, if it is not told otherwise.
func TestTheOldestMailGoesFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		within := func(do func(tx *store.Tx) error) {
			t.Helper()
			if err := s.Update(t.Context(), models.Actor{Role: models.System}, do); err != nil {
				t.Fatal(err)
			}
		}
		within(func(tx *store.Tx) error {
			for range 500 {
				if err := store.AddMails(tx, models.OutboxMail{Recipient: "a@example.org", MessageID: string(models.NewID())}); err != nil {
					return err
				}
			}
			return nil
		})
		var last models.ID
		for range 3 {
			var mails []models.OutboxMail
			within(func(tx *store.Tx) (err error) {
				mails, err = store.ClaimMails(tx, 10, time.Minute)
				return err
			})
			older := func(a, b models.OutboxMail) int { return strings.Compare(string(a.ID), string(b.ID)) }
			if len(mails) != 10 || mails[0].ID <= last || !slices.IsSortedFunc(mails, older) {
				t.Fatalf("after %s came %d mails: %v", last, len(mails), mails)
			}
			last = mails[9].ID
		}
	})
}
