package app_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// BenchmarkRankAMission changes the weights by which a mission of 100,000 needs is ranked, each scored on two criteria, and ranks
// them in the one statement that the job uses: go test ./app -run XXX -bench RankAMission -benchtime 2x
func BenchmarkRankAMission(b *testing.B) {
	const needs = 100_000
	for _, kind := range storetest.Kinds {
		b.Run(kind, func(b *testing.B) {
			s := storetest.Open(b, kind, time.Now)
			a, mission := manyScored(b, s, needs)
			schemes, err := a.Schemes.List(b.Context(), engine.System(), models.ListQuery{})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				b.StopTimer()
				now := schemes.Items[0].ID
				schemes.Items[0], schemes.Items[1] = schemes.Items[1], schemes.Items[0]
				scheme, err := a.Schemes.Get(b.Context(), engine.System(), now)
				if err == nil && !scheme.Current {
					_, err = a.Schemes.Patch(
						b.Context(),
						engine.System(),
						now,
						scheme.Version,
						func(in *models.SchemeInput) error { in.Current = true; return nil },
					)
				}
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				if err := s.Update(b.Context(), engine.System(), func(tx *store.Tx) error {
					n, err := store.RankNeeds(tx, store.RankScope{Mission: mission})
					if err == nil && n == 0 {
						err = fmt.Errorf("nothing was ranked")
					}
					return err
				}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// manyScored fills a database with one mission and its scored needs, and two editions of a scheme.
func manyScored(b *testing.B, s *store.Store, n int) (*app.App, models.ID) {
	b.Helper()
	a, ctx := app.New(s, nil, app.Options{}), context.Background()
	sure(a.Countries.Create(ctx, engine.System(), models.CountryInput{Code: "KAZ", TimeZone: "Asia/Almaty"}))(b)
	scale := []string{"a", "b", "c", "d", "e"}
	first := sure(a.Schemes.Create(ctx, engine.System(), models.SchemeInput{Name: "Scheme", Edition: 1, Criteria: []models.Criterion{
		{
			Code:      "one",
			Name:      "One",
			Weight:    60_00,
			Direction: "higher_first",
			Scale:     scale,
		}, {Code: "two", Name: "Two", Weight: 40_00, Direction: "lower_first", Scale: scale}}}))(b)
	sure(a.NewEdition(ctx, engine.System(), first.ID, models.EditionInput{Weights: []models.WeightInput{{Code: "one", Weight: 20_00}}}))(b)
	base := func() models.Base {
		return models.Base{ID: models.NewID(), Version: 1, CreatedAt: time.Now().UTC(), UpdatedAt: time.Now().UTC()}
	}
	org, user, mission := base(), base(), base()
	err := a.LoadBulk(ctx, engine.System(), func(l *engine.Bulk) error {
		if err := a.Organisations.Load(l,
			[]*models.Organisation{{Base: org, OrganisationInput: models.OrganisationInput{Code: "LEAD", Name: "Lead",
				Kind: "ngo"}}}); err != nil {
			return err
		}
		if err := a.Users.Load(l,
			[]*models.User{{Base: user, UserInput: models.UserInput{Name: "Manager", Email: "manager@example.org", Role: models.Manager,
				OrganisationID: org.ID}}}); err != nil {
			return err
		}
		if err := a.Missions.Load(l, []*models.Mission{{Base: mission, Status: "planned", StatusOn: "2021-01-01", StartsOn: "2021-01-01",
			EndsOn: "2021-01-02",
			MissionInput: models.MissionInput{Reference: "M", CountryCode: "KAZ", Title: "Mission",
				LeadOrganisationID: org.ID}}}); err != nil {
			return err
		}
		var needs []*models.Need
		var scores []*models.CriterionScore
		for i := range n {
			need := &models.Need{Base: base(), CountryCode: "KAZ", Status: "identified", StatusOn: "2021-01-01",
				NeedInput: models.NeedInput{
					Reference: fmt.Sprintf("N-%d", i),
					MissionID: mission.ID,
					Title:     "Need",
					Level:     "operational",
					Kind:      "training",
				}}
			need.SetRank()
			needs = append(needs, need)
			for j, c := range first.Criteria {
				scores = append(scores, &models.CriterionScore{Base: base(), AssessorID: user.ID,
					ScoreInput: models.ScoreInput{NeedID: need.ID, CriterionID: c.ID, Value: 1 + (i+j*i/7)%5, Reason: "Fiction"}})
			}
		}
		if err := a.Needs.Load(l, needs); err != nil {
			return err
		}
		return a.Scores.Load(l, scores)
	})
	if err != nil {
		b.Fatalf("%+v", err)
	}
	return a, mission.ID
}
