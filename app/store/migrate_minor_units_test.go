package store

import (
	"context"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"qadam/models"
)

// TestMinorUnitsAreRecounted brings amounts up to date that were kept in whole units of currencies that have minor ones.
func TestMinorUnitsAreRecounted(t *testing.T) {
	t.Parallel()
	now, organisation := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC), models.NewID()
	amounts := map[string]struct {
		before int64
		after  string
	}{"UZS": {12500000, "12500000.00"}, "IQD": {7, "7.000"}, "USD": {12345, "123.45"}, "JPY": {9, "9"}, "": {0, ""}}
	for name, address := range map[string]string{"sqlite": t.TempDir() + "/qadam.db", "postgres": freshPostgres(t)} {
		t.Run(name, func(t *testing.T) {
			s, ctx := openAt(t, address), context.Background()
			if err := s.migrating(func(p *goose.Provider) error { _, err := p.UpTo(ctx, 11); return err }); err != nil {
				t.Fatal(err)
			}
			exec := func(statement string, values ...any) {
				t.Helper()
				if err := s.db.Exec(statement, values...).Error; err != nil {
					t.Fatal(err)
				}
			}
			exec(`INSERT INTO organisations (id, version, created_at, updated_at, code, name, kind, iati_identifier, country_code, listed,
				note) VALUES (?, 1, ?, ?, 'X', 'X', 'ngo', '', '', true, '')`, organisation, now, now)
			for currency, amount := range amounts {
				exec(`INSERT INTO projects (id, version, created_at, updated_at, reference, title, description, lead_organisation_id,
					starts_on, ends_on, budget_minor, budget_currency, reporting_months, status, status_on)
					VALUES (?, 1, ?, ?, ?, 'X', '', ?, '2026-01-01', '2026-12-31', ?, ?, 0, 'pipeline', '2026-01-01')`,
					models.NewID(), now, now, "KAZ-P-"+currency, organisation, amount.before, currency)
			}
			if _, err := s.Migrate(ctx); err != nil {
				t.Fatal(err)
			}
			found, err := queryAll[struct {
				Budget models.Money `gorm:"embedded;embeddedPrefix:budget_"`
			}](s.begin(ctx, s.db, system), "SELECT budget_minor, budget_currency FROM projects")
			if err != nil || len(found) != len(amounts) {
				t.Fatalf("%v %v", found, err)
			}
			for _, p := range found {
				if want := amounts[p.Budget.Currency].after; p.Budget.Text() != want {
					t.Errorf("%s %s, not %s", p.Budget.Text(), p.Budget.Currency, want)
				}
			}
		})
	}
}
