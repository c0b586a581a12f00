package priority

import (
	"context"
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
	"qadam/models/ranking"
)

// schemes makes the use cases of schemes.
func (a *Priorities) schemes() engine.Resource[models.Scheme, models.SchemeInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Scheme, models.SchemeInput]{Noun: store.Schemes,
		Input: func(s *models.Scheme) *models.SchemeInput { return &s.SchemeInput }, Prepare: prepareScheme, After: afterScheme})
}

func prepareScheme(tx *store.Tx, old, s *models.Scheme) error {
	var sum models.Score
	ids, codes := []models.ID{}, map[string]bool{}
	for i, c := range s.Criteria {
		if codes[c.Code] {
			return models.Fault("/criteria", "The code %s stands twice; give each criterion its own.", c.Code)
		}
		if codes[c.Code] = true; c.ID == "" {
			s.Criteria[i].ID = models.NewID()
		}
		sum += c.Weight
		ids = append(ids, s.Criteria[i].ID)
	}
	if sum != ranking.Whole {
		return models.Fault("/criteria", "The weights sum to %s; make them sum to 100.", sum)
	}
	if old != nil && old.Used && !sameCriteria(old.Criteria, s.Criteria) {
		return models.Errorf(models.Conflict, "Needs were scored by this scheme, so its criteria stand. Make a new edition.")
	}
	if !s.Current {
		if old != nil && old.Current {
			return models.Fault("/current", "Needs are ranked by this scheme; make another one current, and this one ends by itself.")
		}
		return nil
	}
	if !s.Used {
		used, err := store.HasScores(tx, ids)
		if err != nil {
			return err
		}
		s.Used = used
	}
	return store.ClearOtherCurrent(tx, s.ID)
}

func sameCriteria(a, b []models.Criterion) bool {
	return slices.EqualFunc(a, b, func(x, y models.Criterion) bool {
		x.Locked = y.Locked // a lock says what may change next, not what stands
		return x.ID == y.ID && x.Weight == y.Weight && sameCriterion(x, y)
	})
}

// sameCriterion tells whether scores on one criterion mean the same on another.
func sameCriterion(a, b models.Criterion) bool {
	return a.Code == b.Code && a.Name == b.Name && a.Direction == b.Direction && slices.Equal(a.Scale, b.Scale)
}

// rankedAtOnce is how many needs are ranked anew within the request that changes the weights; more are left to a job.
const rankedAtOnce = 2000

// afterScheme ranks the scored needs anew when another scheme becomes the one in use.
func afterScheme(_ context.Context, tx *store.Tx, old, s *models.Scheme) error {
	if !s.Current || (old != nil && old.Current && sameCriteria(old.Criteria, s.Criteria)) {
		return nil
	}
	missions, err := store.MissionsToRank(tx, "")
	if err != nil {
		return err
	}
	total := 0
	for _, m := range missions {
		total += m.N
	}
	if total > rankedAtOnce {
		_, err := store.AddWork(tx, workRank, s.ID, total)
		return err
	}
	_, err = store.RankNeeds(tx, store.RankScope{})
	return err
}

// WeighScheme gives one criterion of an unused scheme another weight; the others keep their proportions, but for the locked ones,
// which stay.
func (a *Priorities) WeighScheme(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	version int,
	in models.WeightInput,
) (*models.Scheme, error) {
	if err := engine.Begin(actor, "scheme.weigh", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Scheme, error) {
		s, old, before, err := a.Schemes.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		if s.Criteria, err = reweighed(s.SchemeInput, []models.WeightInput{in}); err != nil {
			return nil, err
		}
		if err := prepareScheme(tx, old, s); err != nil {
			return nil, err
		}
		if err := store.Schemes.UpdateAll(tx, s); err != nil {
			return nil, err
		}
		return a.Schemes.Finish(ctx, tx, "scheme.weigh", old, s, before)
	})
}

// reweighed gives a scheme's criteria with other weights.
func reweighed(s models.SchemeInput, weights []models.WeightInput) ([]models.Criterion, error) {
	to := map[int]int{}
	for _, w := range weights {
		at := s.CriterionAt(w.Code)
		if at < 0 {
			return nil, models.Fault("/code", "The scheme has no criterion %s.", w.Code)
		}
		to[at] = int(w.Weight)
	}
	now, locked := s.Weights()
	then, err := ranking.Rescale(now, locked, to)
	if err != nil {
		return nil, err
	}
	criteria := slices.Clone(s.Criteria)
	for i := range criteria {
		criteria[i].Weight = models.Score(then[i])
	}
	return criteria, nil
}

// NewEdition makes the next edition of a scheme. The criteria that it does not change are the same in both, and so are their
// scores: either edition ranks by them.
func (a *Priorities) NewEdition(ctx context.Context, actor models.Actor, id models.ID, in models.EditionInput) (*models.Scheme, error) {
	if err := engine.Begin(actor, "scheme.edition", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Scheme, error) {
		s, err := store.Schemes.Lock(tx, id)
		if err != nil {
			return nil, err
		}
		next := models.SchemeInput{Name: s.Name, Current: in.Current, Criteria: s.Criteria}
		if len(in.Criteria) > 0 {
			if len(in.Weights) > 0 {
				return nil, models.Fault("/weights", "Give criteria with their weights, or weights alone.")
			}
			next.Criteria = inherit(s.Criteria, in.Criteria)
		} else if next.Criteria, err = reweighed(next, in.Weights); err != nil {
			return nil, err
		}
		last, err := store.LastEdition(tx, s.Name)
		if err != nil {
			return nil, err
		}
		next.Edition = last + 1
		return a.Schemes.CreateIn(ctx, tx, next)
	})
}

// inherit lets criteria that did not change be the same as before; the others are new.
func inherit(before, criteria []models.Criterion) []models.Criterion {
	criteria = slices.Clone(criteria)
	for i := range criteria {
		criteria[i].ID = ""
		for _, b := range before {
			if sameCriterion(b, criteria[i]) {
				criteria[i].ID = b.ID
			}
		}
	}
	return criteria
}

// CompareCriteria finds weights for a scheme's criteria from comparisons in pairs (AHP). It changes nothing.
func (a *Priorities) CompareCriteria(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	in models.ComparisonsInput,
) (*models.Compared, error) {
	if err := engine.Begin(actor, "scheme.compare", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Compared, error) {
		s, err := store.Schemes.Get(tx, id)
		if err != nil {
			return nil, err
		}
		return ranking.CompareCriteria(s.SchemeInput, in.Comparisons)
	})
}
