package store

import (
	"context"
	"errors"
	"slices"
	"testing"

	"qadam/models"
)

// TestWhatIsTakenIsNamed writes rows that there are already: the refusal names the fields, in one and in several columns.
func TestWhatIsTakenIsNamed(t *testing.T) {
	t.Parallel()
	for _, address := range []string{freshPostgres(t), t.TempDir() + "/qadam.db"} {
		s, ctx := openAt(t, address), context.Background()
		if _, err := s.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		again := func(insert func(tx *Tx) error) []string {
			t.Helper()
			if err := s.Update(ctx, system, insert); err != nil {
				t.Fatal(err)
			}
			var e *models.Error
			if err := s.Update(ctx, system, insert); !errors.As(err, &e) || e.Code != models.Conflict {
				t.Fatalf("the second one: %v", err)
			}
			var out []string
			for _, f := range e.Fields {
				out = append(out, f.Pointer)
			}
			return out
		}
		if got := again(func(tx *Tx) error {
			o := &models.Organisation{OrganisationInput: models.OrganisationInput{Code: "A) (code, b)=", Name: "An organisation",
				Kind: "ngo"}}
			o.ID = models.NewID()
			return Organisations.Insert(tx, o)
		}); !slices.Equal(got, []string{"/code"}) {
			t.Errorf("%s: of a code that is taken it names %v", address, got)
		}
		if got := again(func(tx *Tx) error {
			_, err := tx.exec("INSERT INTO job_runs (job, run_key, started_at) VALUES ('a', 'b', ?)", tx.Now())
			return err
		}); !slices.Equal(got, []string{"/job", "/run_key"}) {
			t.Errorf("%s: of two columns it names %v", address, got)
		}
		err := s.Update(ctx, system, func(tx *Tx) error {
			_, err := tx.exec("INSERT INTO reminders (id, created_at, rule, subject_type, subject_id, reference, occasion, recipient, "+
				"recipient_name, outbox_id) VALUES (?, ?, '', '', ?, '', '', '', '', ?)",
				models.NewID(), tx.Now(), models.NewID(), models.NewID())
			return err
		})
		if models.CodeOf(err) != models.Invalid {
			t.Errorf("%s: a row that refers to none: %v", address, err)
		}
	}
}
