package priority

import (
	"context"
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// NextToScore gives the first need of a mission that waits for the actor's scores, by the scheme in use; nil where nothing waits, or the
// actor is not asked.
func (a *Priorities) NextToScore(ctx context.Context, actor models.Actor, mission models.ID) (*models.NeedToScore, error) {
	if err := engine.Allow(actor, "mission.score_sheet"); err != nil {
		return nil, err
	}
	return engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (*models.NeedToScore, error) {
		asked, err := store.IsAssessor(tx, mission)
		if err != nil || !asked {
			return nil, err
		}
		scheme, err := store.CurrentScheme(tx)
		if err != nil || scheme == nil {
			return nil, err
		}
		s, err := newScorer(tx, mission, scheme.ID)
		if err != nil {
			return nil, err
		}
		next := s.next()
		if next != nil {
			store.Needs.LogRows(tx, engine.ReadInFull([]models.ID{next.NeedID})...)
		}
		return next, nil
	})
}

// next is the first need that waits for scores, and how many do.
func (s *scorer) next() (next *models.NeedToScore) {
	for _, n := range s.needs {
		if slices.Contains(models.EndedNeeds, n.Status) {
			continue
		}
		var lacks []models.Criterion
		for _, c := range s.scheme.Criteria {
			if c.Weight > 0 && s.own[scoreKey{n.ID, c.ID}] == nil {
				lacks = append(lacks, c)
			}
		}
		switch {
		case len(lacks) == 0:
			continue
		case next == nil:
			next = &models.NeedToScore{NeedID: n.ID, Reference: n.Reference, Title: n.Title, SchemeID: s.scheme.ID, Criteria: lacks}
		}
		next.Waiting++
	}
	return next
}
