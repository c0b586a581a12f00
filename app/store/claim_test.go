package store

import (
	"context"
	"testing"
	"time"

	"qadam/models"
)

// TestClaimsBesideReferences claims a mail while another transaction holds that the mail stays, as the insert of a reminder does that
// refers to it: neither waits for the other or passes it over.
func TestClaimsBesideReferences(t *testing.T) {
	t.Parallel()
	s, ctx := openAt(t, freshPostgres(t)), context.Background()
	if _, err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.Update(ctx, system, func(tx *Tx) error { return AddMails(tx, models.OutboxMail{MessageID: "x"}) }); err != nil {
		t.Fatal(err)
	}
	reference := s.db.Begin()
	defer reference.Rollback()
	if err := reference.Exec("SELECT id FROM outbox FOR KEY SHARE").Error; err != nil {
		t.Fatal(err)
	}
	err := s.Update(ctx, system, func(tx *Tx) error {
		if claimed, err := ClaimMails(tx, 1, time.Minute); err != nil || len(claimed) != 1 {
			t.Errorf("%d mails are claimed: %v", len(claimed), err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
