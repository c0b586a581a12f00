package app_test

import (
	"slices"
	"testing"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// TestOneRecordFromBothSides holds that what an organisation has brought to its end counts alike whether offers are looked for a
// need or needs for an offer: its own activities and those that its commitments reach, in the need's country and on that of its
// themes on which it was most.
func TestOneRecordFromBothSides(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		end := func(lead models.Actor, themes ...string) {
			t.Helper()
			v := w.activity(w.project, "Ended", lead)
			v = sure(patch(t, w, w.Activities, w.manager, v.ID, func(in *models.ActivityInput) { in.ThemeCodes = themes }))(t)
			for _, to := range []string{"implementation", "finalisation", "closed"} {
				w.stepActivity(v, to, "2021-09-01")
			}
		}
		end(w.partner1, "marking")
		end(w.partner1, "marking", "tracing")
		end(w.partner2, "tracing")
		all := []models.ID{w.partner1.OrganisationID, w.partner2.OrganisationID, w.donorA.OrganisationID}
		want := map[string][]models.TrackRecord{
			"KAZ": {{InCountry: 2, OnTheme: 2}, {InCountry: 1, OnTheme: 1}, {InCountry: 3, OnTheme: 2}},
			"KGZ": {{OnTheme: 2}, {OnTheme: 1}, {OnTheme: 2}},
		}
		for country, records := range want {
			n := &store.NeedToMatch{MatchNeed: models.MatchNeed{Country: country, Themes: []string{"marking", "tracing"}}}
			err := s.View(w.ctx, engine.System(), func(tx *store.Tx) error {
				for _, of := range []*store.NeedToMatch{n, nil} {
					found, err := store.TrackRecords(tx, all, of)
					if err != nil {
						return err
					}
					var got []models.TrackRecord
					for _, id := range all {
						got = append(got, found[id].On(n))
					}
					if !slices.Equal(got, records) {
						t.Errorf("in %s, asked of one need: %v: %+v, not %+v", country, of != nil, got, records)
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		}
	})
}
