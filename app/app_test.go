package app_test

import (
	"context"
	"log/slog"
	"testing"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

func TestNeedFromMissionToPriority(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, me := context.Background(), engine.System()
		a := app.New(s, slog.New(slog.DiscardHandler), app.Options{})
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		_, err := a.Countries.Create(ctx, me, models.CountryInput{Code: "KAZ", TimeZone: "Asia/Almaty"})
		must(err)
		_, err = a.Themes.Create(ctx, me, models.ThemeInput{Code: "marking", Name: "Marking"})
		must(err)
		org, err := a.Organisations.Create(ctx, me, models.OrganisationInput{Code: "CTED", Name: "CTED", Kind: "un_entity", Listed: true})
		must(err)
		m, err := a.Missions.Create(
			ctx,
			me,
			models.MissionInput{CountryCode: "KAZ", Title: "First", Modality: "virtual", LeadOrganisationID: org.ID,
				Parts: []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25"}}},
		)
		must(err)
		if m.Reference != "KAZ-2021-M1" {
			t.Errorf("reference %q", m.Reference)
		}
		cost, err := models.ParseMoney("120000.50", "USD")
		must(err)
		n, err := a.Needs.Create(
			ctx,
			me,
			models.NeedInput{
				MissionID:     m.ID,
				Title:         "Маркировка оружия",
				Level:         "operational",
				Kind:          "training",
				ThemeCodes:    []string{"marking"},
				EstimatedCost: cost,
			},
		)
		must(err)
		n, err = a.Needs.Step(ctx, me, n.ID, n.Version, models.StepInput{To: "agreed"})
		must(err)
		got, err := a.Needs.Get(ctx, me, n.ID)
		must(err)
		if got.Status != "agreed" || got.EstimatedCost != cost || got.Reference != "KAZ-2021-01" || got.Version != 2 ||
			len(got.ThemeCodes) != 1 {
			t.Errorf("got %+v", got)
		}
		page, err := a.Needs.List(
			ctx,
			me,
			models.ListQuery{Words: "маркировка ОРУЖ", Filters: map[string]string{"country": "KAZ", "theme": "marking",
				"status": "agreed"}},
		)
		must(err)
		if len(page.Items) != 1 {
			t.Errorf("found %d", len(page.Items))
		}
		donor := models.Actor{Role: models.Donor, OrganisationID: org.ID}
		if _, err := a.Needs.Get(ctx, donor, n.ID); models.CodeOf(err) != models.NotFound {
			t.Errorf("a donor got %v", err)
		}
		_, err = a.Consents.Create(
			ctx,
			me,
			models.ConsentInput{
				SubjectType: "need",
				SubjectID:   n.ID,
				Extent:      "full",
				Audience:    "donors",
				Instrument:  "NV 1",
				GivenOn:     "2021-05-03",
			},
		)
		must(err)
		if _, err := a.Needs.Get(ctx, donor, n.ID); err != nil {
			t.Errorf("a donor got %v", err)
		}
	})
}
