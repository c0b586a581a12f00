package store

import (
	"context"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"qadam/models"
)

// TestIATIIdentifiersBecomeUnique brings organisations up to date of which two had the same identifier.
func TestIATIIdentifiersBecomeUnique(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	for name, address := range map[string]string{"sqlite": t.TempDir() + "/qadam.db", "postgres": freshPostgres(t)} {
		t.Run(name, func(t *testing.T) {
			s, ctx := openAt(t, address), context.Background()
			if err := s.migrating(func(p *goose.Provider) error { _, err := p.UpTo(ctx, 13); return err }); err != nil {
				t.Fatal(err)
			}
			for code, identifier := range map[string]string{"A": "XM-DAC-1 ", "B": "XM-DAC-2", "C": "", "D": ""} {
				if err := s.db.Exec(`INSERT INTO organisations (id, version, created_at, updated_at, code, name, kind, iati_identifier,
					country_code, listed, note) VALUES (?, 1, ?, ?, ?, 'X', 'ngo', ?, '', ?, '')`,
					models.NewID(), now, now, code, identifier, true).Error; err != nil {
					t.Fatal(err)
				}
			}
			if err := s.db.Exec(`INSERT INTO organisations (id, version, created_at, updated_at, code, name, kind, iati_identifier,
				country_code, listed, note) VALUES (?, 1, ?, ?, 'LATE', 'X', 'ngo', 'xm-dac-1', '', ?, '')`,
				"ffffffff-ffff-7fff-bfff-ffffffffffff", now, now, true).Error; err != nil {
				t.Fatal(err)
			}
			if _, err := s.Migrate(ctx); err != nil {
				t.Fatal(err)
			}
			found, err := queryAll[struct{ Code, IATIIdentifier string }](s.begin(ctx, s.db, system),
				"SELECT code, iati_identifier FROM organisations")
			want := map[string]string{"A": "XM-DAC-1", "B": "XM-DAC-2", "C": "", "D": "", "LATE": ""}
			if err != nil || len(found) != len(want) {
				t.Fatalf("%v %v", found, err)
			}
			for _, o := range found {
				if o.IATIIdentifier != want[o.Code] {
					t.Errorf("%s has the identifier %q, not %q", o.Code, o.IATIIdentifier, want[o.Code])
				}
			}
		})
	}
}
