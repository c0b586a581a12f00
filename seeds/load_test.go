package seeds_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/files"
	"qadam/app/register"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
	"qadam/seeds"
)

// The demo loads through the use cases, on both databases and on any day, and every object ends where the files say.
func TestDemoLoads(t *testing.T) {
	for _, day := range []models.Date{"2026-01-01", "2026-11-23", "2031-02-28"} {
		for _, kind := range storetest.Kinds {
			t.Run(kind+" "+string(day), func(t *testing.T) {
				s := storetest.Open(t, kind, func() time.Time { return day.Time().Add(10 * time.Hour) })
				loadDemo(t, s, day)
			})
		}
	}
}

func loadDemo(t *testing.T, s *store.Store, day models.Date) {
	ctx := context.Background()
	a := app.New(s, slog.New(slog.DiscardHandler), app.Options{Evidence: register.Evidence{Store: files.NewFolder(t.TempDir())}})
	if loaded, err := seeds.LoadDemo(ctx, a); err != nil || !loaded {
		t.Fatalf("loaded %v: %v", loaded, err)
	}
	d, err := seeds.Parse(day)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range d.Demo.Needs {
		got, err := a.Needs.By(ctx, engine.System(), "reference", n.Reference)
		if err != nil {
			t.Fatal(err)
		}
		if got.Status != n.Status {
			t.Errorf("%s is %s, and the file says %s", n.Reference, got.Status, n.Status)
		}
	}
	for _, p := range d.Demo.Projects {
		for _, v := range p.Activities {
			got, err := a.Activities.By(ctx, engine.System(), "reference", v.Reference)
			if err != nil {
				t.Fatal(err)
			}
			if got.Status != v.Status {
				t.Errorf("%s is %s, and the file says %s", v.Reference, got.Status, v.Status)
			}
			for _, m := range v.Milestones {
				got, err := a.Milestones.By(ctx, engine.System(), "reference", m.Reference)
				if err != nil {
					t.Fatal(err)
				}
				if got.Status != m.Status {
					t.Errorf("%s is %s, and the file says %s", m.Reference, got.Status, m.Status)
				}
			}
		}
	}
	shown(t, a)
	before := s.Queries()
	if loaded, err := seeds.LoadDemo(ctx, a); err != nil || loaded {
		t.Errorf("a second time: %v, %v", loaded, err)
	}
	if n := s.Queries() - before; n > 10 {
		t.Errorf("a second time took %d queries", n)
	}
}

// shown holds that the demo shows every state of a proposal and of an overlap, an offer of which something is taken, and an
// institution over its limit.
func shown(t *testing.T, a *app.App) {
	t.Helper()
	ctx, me := context.Background(), engine.System()
	for _, status := range models.ReferralLifecycle.Statuses() {
		found, err := a.Referrals.List(ctx, me, models.ListQuery{Filters: map[string]string{"status": status}})
		if err != nil || len(found.Items) == 0 {
			t.Errorf("no proposal is %s: %v", status, err)
		}
	}
	for _, status := range []string{"open", "dismissed"} {
		found, err := a.Overlaps.List(ctx, me, models.ListQuery{Filters: map[string]string{"status": status}})
		if err != nil || len(found.Items) == 0 {
			t.Errorf("no overlap is %s: %v", status, err)
		}
	}
	survey, err := a.Offers.By(ctx, me, "reference", "OFF-0006")
	if err != nil || survey.PlacesLeft == nil || *survey.PlacesLeft != 1 {
		t.Errorf("the survey has %+v left: %v", survey, err)
	}
	fund, err := a.Offers.By(ctx, me, "reference", "OFF-0004")
	if err != nil || fund.EnvelopeLeft.Minor != 1_100_000_00 {
		t.Errorf("the fund has %+v left: %v", fund, err)
	}
	if kept, err := a.Files.List(ctx, me, models.ListQuery{}); err != nil || len(kept.Items) != 6 {
		t.Errorf("%d files: %v", len(kept.Items), err)
	}
	load, err := a.Absorption(ctx, models.Actor{Role: models.National, CountryCode: "KAZ"}, "", "", models.ListQuery{})
	if err != nil || len(load.Institutions) == 0 || load.Institutions[0].Over == "" {
		t.Errorf("no institution is over its limit: %+v, %v", load, err)
	}
}
