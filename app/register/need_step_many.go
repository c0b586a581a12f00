package register

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// StepNeeds takes the same step with many needs in one transaction. A need that cannot take it stays as it is and is told with the
// reason; the others take it all the same.
func (a *Register) StepNeeds(ctx context.Context, actor models.Actor, in models.NeedStepsInput) (*models.NeedSteps, error) {
	if err := engine.Begin(actor, "need.step_many", in); err != nil {
		return nil, err
	}
	if (len(in.NeedIDs) == 0) == (in.RankingID == "") {
		return nil, models.Fault("/need_ids", "Name needs or a ranking.")
	}
	if statuses := a.Needs.Statuses(); !slices.Contains(statuses, in.To) {
		return nil, models.Fault("/to", "Give one of: %s.", strings.Join(statuses, ", "))
	}
	if in.RankingID != "" && in.To != string(models.NeedPrioritized) {
		return nil, models.Fault("/to", "The needs of a ranking become prioritized; for another step name the needs.")
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.NeedSteps, error) {
		if err := engine.NotFuture(tx, "/on_date", in.OnDate); err != nil {
			return nil, err
		}
		ids := slices.Clone(in.NeedIDs)
		if in.RankingID != "" {
			var err error
			if ids, err = rankedNeeds(tx, in.RankingID); err != nil {
				return nil, err
			}
		}
		slices.Sort(ids) // in one order always, so that two requests never wait for each other
		out := &models.NeedSteps{Stepped: []models.SteppedNeed{}, Skipped: []models.SkippedNeed{}}
		for _, id := range ids {
			if err := a.stepOne(ctx, tx, id, in, out); err != nil {
				return nil, err
			}
		}
		slices.SortFunc(out.Stepped, func(a, b models.SteppedNeed) int { return models.CompareReferences(a.Reference, b.Reference) })
		slices.SortStableFunc(out.Skipped, func(a, b models.SkippedNeed) int { return models.CompareReferences(a.Reference, b.Reference) })
		return out, nil
	})
}

// rankedNeeds are the needs that stand in a ranking.
func rankedNeeds(tx *store.Tx, id models.ID) ([]models.ID, error) {
	r, err := store.Rankings.Get(tx, id)
	if err != nil {
		return nil, engine.FaultIfNotFound(err, "/ranking_id", "There is no ranking with this id, or you may not see it.")
	}
	var content models.RankingContent
	if err := json.Unmarshal([]byte(r.Content), &content); err != nil {
		return nil, err
	}
	return engine.IdsOf(content.Robustness.Needs, func(n models.RankedNeed) models.ID { return n.ID }), nil
}

// stepOne steps one need, or notes why it stays as it is. What is no fault of the step ends the whole.
func (a *Register) stepOne(ctx context.Context, tx *store.Tx, id models.ID, in models.NeedStepsInput, out *models.NeedSteps) error {
	reference := ""
	err := tx.Savepoint(func(tx *store.Tx) error {
		row, _, before, err := a.Needs.Lock(tx, id, engine.AnyVersion)
		if err != nil {
			return err
		}
		reference = row.Reference
		if in.RankingID != "" && row.Status != models.NeedAgreed { // what went on since the ranking does not come back
			return models.Errorf(models.Conflict, "This need is %s already.", models.Words(row.Status))
		}
		row, err = a.Needs.StepIn(ctx, tx, row, before, in.Step())
		if err == nil {
			out.Stepped = append(out.Stepped,
				models.SteppedNeed{ID: id, Reference: row.Reference, Status: row.Status, Version: row.Version})
		}
		return err
	})
	var refused *models.Error
	if !errors.As(err, &refused) {
		return err
	}
	skipped := models.SkippedNeed{ID: id, Reference: reference, Why: refused.Message, Code: refused.Code}
	switch refused.Code {
	case models.NotFound:
		skipped.Why = "There is no need with this id, or you may not see it."
	case models.Invalid:
		skipped.Why = refused.Fields[0].Detail
	case models.Conflict, models.Forbidden:
	default:
		return err
	}
	out.Skipped = append(out.Skipped, skipped)
	return nil
}
