package app

import (
	"context"

	"qadam/app/store"
	"qadam/models"
)

// scoring sets up prioritization: schemes of weighted criteria, and the assessors' scores.
func (a *App) scoring() {
	a.Schemes = &Resource[models.Scheme, models.SchemeInput]{app: a, noun: store.Schemes, name: "scheme",
		input: func(s *models.Scheme) *models.SchemeInput { return &s.SchemeInput }, prepare: prepareScheme, follow: followScheme}
	a.Scores = &Resource[models.CriterionScore, models.ScoreInput]{app: a, noun: store.Scores, name: "score",
		input: func(s *models.CriterionScore) *models.ScoreInput { return &s.ScoreInput }, prepare: prepareScore, follow: followScore}
}

func prepareScheme(tx *store.Tx, old, s *models.Scheme) error {
	sum := 0
	for _, c := range s.Criteria {
		sum += c.Weight
	}
	if sum != 100 {
		return models.Fault("/criteria", "The weights sum to %d; make them sum to 100.", sum)
	}
	if old != nil && old.Used && !sameCriteria(old.Criteria, s.Criteria) {
		return models.Errorf(models.Conflict, "Needs were scored by this scheme, so its criteria stand. Make a new edition.")
	}
	if s.Current {
		return store.OtherScheme(tx, s.ID)
	}
	return nil
}

func sameCriteria(a, b []models.Criterion) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].ID != b[i].ID || a[i].Weight != b[i].Weight || a[i].Direction != b[i].Direction || a[i].Code != b[i].Code {
			return false
		}
	}
	return true
}

// followScheme ranks the scored needs anew when another scheme becomes the one in use.
func followScheme(_ context.Context, tx *store.Tx, old, s *models.Scheme) error {
	if !s.Current || (old != nil && old.Current) {
		return nil
	}
	needs, err := store.ScoredNeeds(tx)
	if err != nil {
		return err
	}
	for _, id := range needs {
		if err := rank(tx, id); err != nil {
			return err
		}
	}
	return nil
}

// prepareScore signs a score. An assessor scores a need once on a criterion, and later changes that score.
func prepareScore(tx *store.Tx, old, s *models.CriterionScore) error {
	if old != nil {
		if old.NeedID != s.NeedID || old.CriterionID != s.CriterionID {
			return models.Fault("/need_id", "A score stays with its need and its criterion; only the value and the reason change.")
		}
		if old.AssessorID != tx.Actor().UserID && tx.Actor().Role != models.System {
			return models.Errorf(models.Forbidden, "Only the assessor changes a score.")
		}
		return nil
	}
	if err := store.Needs.See(tx, "/need_id", s.NeedID); err != nil {
		return err
	}
	if s.AssessorID == "" {
		s.AssessorID = tx.Actor().UserID
	}
	earlier, err := store.FindScore(tx, s.ScoreInput, s.AssessorID)
	if err != nil {
		return err
	}
	if earlier != nil {
		return models.Errorf(models.Conflict, "You scored this need on this criterion already; change that score: %s.", earlier.ID)
	}
	return store.UseScheme(tx, s.CriterionID)
}

func followScore(_ context.Context, tx *store.Tx, _, s *models.CriterionScore) error {
	return rank(tx, s.NeedID)
}

// rank computes a need's priority from its scores and keeps it with the need, so that the register sorts by an index.
func rank(tx *store.Tx, need models.ID) error {
	weights, err := store.Weights(tx, need)
	if err != nil {
		return err
	}
	n, err := store.Needs.Lock(tx, need)
	if err != nil {
		return err
	}
	n.Priority = models.PriorityOf(weights)
	n.SetRank()
	return store.Needs.Update(tx, n)
}
