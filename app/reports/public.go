package reports

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// public is who asks without a token: the store's scope and masks give it what is open to the public, and nothing else.
var public = models.Actor{Role: models.Public}

// PublicSpec is how the public's lists are asked.
var PublicSpec = models.ListSpec{Filters: []models.FilterSpec{{Name: "country", Kind: models.ByCode, Doc: "ISO 3166-1 alpha-3 codes"}}}

// PublicMissions gives the missions of which the State has opened something to the public, by reference.
func (a *Reporting) PublicMissions(ctx context.Context, q models.ListQuery) (models.Page[models.PublicMission], error) {
	return publicPage(a, ctx, "public.missions", store.Missions, q, func(m *models.Mission) models.PublicMission {
		return models.PublicMission{Reference: m.Reference, CountryCode: m.CountryCode, Shared: m.Shared, Title: m.Title,
			ReleasableSummary: m.ReleasableSummary, Modality: m.Modality, Status: m.Status, StartsOn: m.StartsOn, EndsOn: m.EndsOn}
	})
}

// PublicNeeds gives the needs of which the State has opened something to the public, by reference.
func (a *Reporting) PublicNeeds(ctx context.Context, q models.ListQuery) (models.Page[models.PublicNeed], error) {
	return publicPage(a, ctx, "public.needs", store.Needs, q, func(n *models.Need) models.PublicNeed {
		return models.PublicNeed{Reference: n.Reference, CountryCode: n.CountryCode, Shared: n.Shared, Title: n.Title,
			Description: n.Description, ReleasableSummary: n.ReleasableSummary, Level: n.Level, Kind: n.Kind, ThemeCodes: n.ThemeCodes,
			Status: n.Status, StatusOn: n.StatusOn}
	})
}

// PublicProgress counts what is open to the public, by State.
func (a *Reporting) PublicProgress(ctx context.Context) (models.PublicProgress, error) {
	if err := engine.Allow(public, "public.progress"); err != nil {
		return models.PublicProgress{}, err
	}
	return engine.View(a.Engine, ctx, public, store.PublicProgress)
}

// publicPage gives a page of a noun as the public sees it, in an order that tells nothing of what is closed.
func publicPage[T, P any](a *Reporting, ctx context.Context, action string, noun *store.Noun[T], q models.ListQuery,
	show func(*T) P) (models.Page[P], error) {
	if err := engine.Allow(public, action); err != nil {
		return models.Page[P]{}, err
	}
	return engine.View(a.Engine, ctx, public, func(tx *store.Tx) (models.Page[P], error) {
		q.Sort = "reference"
		found, err := noun.List(tx, q)
		out := models.Page[P]{Items: []P{}, Next: found.Next}
		for i := range found.Items {
			out.Items = append(out.Items, show(&found.Items[i]))
		}
		return out, err
	})
}
