package store

import (
	"context"
	"slices"
	"testing"
)

// staysWithRecord are the columns that name a person and are not moved when it is joined into another: what opened something for it, what
// it did or set up for itself, and what is said of the record itself.
var staysWithRecord = []string{"ceremonies.user_id", "feeds.user_id", "identities.user_id", "import_columns.user_id",
	"mailboxes.user_id", "passkeys.user_id", "people.joined_into", "people_apart.first_id", "people_apart.second_id",
	"scores.assessor_id", "sessions.user_id", "sign_in_links.user_id", "tokens.user_id", "update_links.user_id", "webhooks.user_id"}

// TestEveryReferenceIsMovedOrStays asks the schema what names a person: each column is moved when two are joined, or stays for a reason.
func TestEveryReferenceIsMovedOrStays(t *testing.T) {
	t.Parallel()
	s := openAt(t, t.TempDir()+"/qadam.db")
	if _, err := s.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	var found []string
	if err := s.db.Raw(`SELECT m.name || '.' || f."from" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
		WHERE m.type = 'table' AND f."table" = 'people' ORDER BY 1`).Scan(&found).Error; err != nil {
		t.Fatal(err)
	}
	known := slices.Clone(staysWithRecord)
	for _, r := range personReferences {
		known = append(known, r.table+"."+r.column)
	}
	slices.Sort(known)
	if !slices.Equal(found, known) {
		t.Errorf("the schema has %v,\nand known are %v", found, known)
	}
}
