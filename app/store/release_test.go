package store

import (
	"context"
	"testing"
	"time"

	"qadam/models"
)

// TestReleasesOnWholeSeconds reads back releases of instants whose last digits are zeros: SQLite keeps instants as text of a
// fixed width.
func TestReleasesOnWholeSeconds(t *testing.T) {
	t.Parallel()
	for _, address := range []string{freshPostgres(t), t.TempDir() + "/qadam.db"} {
		s, ctx := openAt(t, address), context.Background()
		if _, err := s.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		need, user, at := models.NewID(), models.NewID(), time.Date(2021, 5, 3, 9, 0, 0, 0, time.UTC)
		for i := range 2 {
			err := s.Update(ctx, system, func(tx *Tx) error {
				when := at.Add(time.Duration(i) * time.Second)
				return addReleases(tx, []models.Release{{SubjectType: "need", SubjectID: need, Extent: "full", UserID: user,
					Audience: "donors", Surface: "get", FirstAt: when, LastAt: when, Times: 1}})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		var out []models.Release
		if err := s.View(ctx, system,
			func(tx *Tx) (err error) { out, err = ReleasesOf(tx, []models.ID{need}, "donors"); return err }); err != nil {
			t.Fatal(err)
		}
		if len(out) != 1 || out[0].Times != 2 || !out[0].FirstAt.Equal(at) || !out[0].LastAt.Equal(at.Add(time.Second)) {
			t.Errorf("got %+v", out)
		}
	}
}
