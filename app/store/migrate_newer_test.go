package store

import (
	"context"
	"strings"
	"testing"

	"qadam/models"
)

// TestNewerSchema lets a program meet a database that a later one has migrated: it says which step it does not know.
func TestNewerSchema(t *testing.T) {
	t.Parallel()
	for _, address := range []string{freshPostgres(t), t.TempDir() + "/qadam.db"} {
		s, ctx := openAt(t, address), context.Background()
		if _, err := s.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		if err := s.db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, ?)", true).Error; err != nil {
			t.Fatal(err)
		}
		_, err := s.Migrate(ctx)
		for _, err := range []error{err, s.Ready(ctx)} {
			if models.CodeOf(err) != models.Unavailable || !strings.Contains(err.Error(), "99999") {
				t.Errorf("%s: %v", address, err)
			}
		}
	}
}
