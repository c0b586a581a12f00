package store

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"qadam/models"
)

// TestOldTextsAreFolded brings rows up to date that were written before their texts were folded: they are found as new ones are, and of
// those that have become the same the newer one is told from the other.
func TestOldTextsAreFolded(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{"sqlite": t.TempDir() + "/qadam.db", "postgres": freshPostgres(t)} {
		t.Run(name, func(t *testing.T) {
			s, ctx := openAt(t, address), context.Background()
			if err := s.migrating(func(p *goose.Provider) error { _, err := p.UpTo(ctx, 22); return err }); err != nil {
				t.Fatal(err)
			}
			ids := unfoldedRows(t, s)
			if _, err := s.Migrate(ctx); err != nil {
				t.Fatal(err)
			}
			finds := func(words string) bool {
				tx := s.begin(ctx, s.db, models.Actor{Role: models.Manager})
				page, err := Findings.List(tx, models.ListQuery{Words: words, Limit: 5})
				if err != nil {
					t.Fatal(err)
				}
				return slices.ContainsFunc(page.Items, func(f models.Finding) bool { return f.ID == ids["finding"] })
			}
			for _, words := range []string{"учет", "СЕКРЕТНЫЙ", "securite", "KAZ-2021-F01"} {
				if !finds(words) {
					t.Errorf("%s does not find the old finding", words)
				}
			}
			if finds("учит") {
				t.Error("anything finds the old finding")
			}
			names, err := queryTexts(s.begin(ctx, s.db, system), "SELECT name FROM institutions ORDER BY id")
			want := []string{"Министерство учёта", fmt.Sprintf("МИНИСТЕРСТВО УЧЕТА (%s)", ids["newer"][24:])}
			if err != nil || !slices.Equal(names, want) {
				t.Errorf("the institutions are called %q: %v", names, err)
			}
			err = s.db.Exec("UPDATE institutions SET name_key = 'министерство учета'").Error
			if errorKindOf(err) != uniqueViolation {
				t.Errorf("two institutions may have the same name: %v", err)
			}
			// A key that was emptied is made anew.
			if err := s.db.Exec("UPDATE findings SET open_terms = NULL, other_terms = ''").Error; err != nil {
				t.Fatal(err)
			}
			if _, err := s.Migrate(ctx); err != nil || !finds("учет") {
				t.Errorf("the words of a finding are not made anew: %v", err)
			}
		})
	}
}

// unfoldedRows writes two institutions and a finding as they were written before.
func unfoldedRows(t *testing.T, s *Store) map[string]models.ID {
	t.Helper()
	ids, written := map[string]models.ID{}, time.Date(2021, 5, 3, 9, 0, 0, 0, time.UTC)
	for _, name := range []string{"country", "organisation", "older", "newer", "mission", "finding", "deadline"} {
		ids[name] = models.NewID()
	}
	add := func(table, columns, values string, args ...any) {
		if err := s.db.Exec("INSERT INTO "+table+" (version, created_at, updated_at, "+columns+
			") VALUES (1, ?, ?, "+values+")", append([]any{written, written}, args...)...).Error; err != nil {
			t.Fatal(err)
		}
	}
	add("countries", "id, code, region, time_zone, note", "?, 'KAZ', 'Central Asia', 'Asia/Almaty', ''", ids["country"])
	add("organisations", "id, code, name, kind, iati_identifier, country_code, listed, note",
		"?, 'UNODC', 'X', 'ngo', 'XM-1', '', TRUE, ''", ids["organisation"])
	add("institutions", "id, country_code, name, local_name", "?, 'KAZ', 'Министерство учёта', ''", ids["older"])
	add("institutions", "id, country_code, name, local_name", "?, 'KAZ', 'МИНИСТЕРСТВО УЧЕТА', ''", ids["newer"])
	add("report_deadlines", "id, organisation_id, agreement, covers_to, due_on, note", "?, ?, 'A', '2027-06-30', '2027-09-30', ''",
		ids["deadline"], ids["organisation"])
	add("missions", `id, reference, country_code, title, modality, lead_organisation_id, releasable_summary, documents, source_note, status,
		status_on, starts_on, ends_on`, `?, 'KAZ-2021', 'KAZ', 'M', 'virtual', ?, '', '[]', '', 'planned', '2021-05-03', '2021-05-03',
		'2021-05-03'`, ids["mission"], ids["organisation"])
	add("findings", `id, reference, country_code, mission_id, dimension, kind, text, evidence, rating_code, releasable_summary`,
		"?, 'KAZ-2021-F01', 'KAZ', ?, 'operational', 'shortfall', ?, 'Секретный', '', ?", ids["finding"], ids["mission"], "Учёт",
		"Se\u0301curite\u0301")
	return ids
}
