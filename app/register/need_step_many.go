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
		ids := in.NeedIDs
		if in.RankingID != "" {
			var err error
			if ids, err = rankedNeeds(tx, in.RankingID); err != nil {
				return nil, err
			}
		}
		return eachNeed(tx, ids, func(tx *store.Tx, id models.ID) (*models.Need, error) { return a.stepOne(ctx, tx, id, in) })
	})
}

// eachNeed does the same with many needs. What a need refuses is undone and told with the reason; the others are done all the same.
func eachNeed(tx *store.Tx, ids []models.ID, do func(*store.Tx, models.ID) (*models.Need, error)) (*models.NeedSteps, error) {
	ids = slices.Sorted(slices.Values(ids)) // in one order always, so that two requests never wait for each other
	out := &models.NeedSteps{Stepped: []models.SteppedNeed{}, Skipped: []models.SkippedNeed{}}
	for _, id := range ids {
		var row *models.Need
		err := tx.Savepoint(func(tx *store.Tx) (err error) {
			row, err = do(tx, id)
			return err
		})
		if err == nil {
			out.Stepped = append(out.Stepped,
				models.SteppedNeed{ID: id, Reference: row.Reference, Status: row.Status, Version: row.Version})
			continue
		}
		skipped, err := skippedNeed(id, row, err)
		if err != nil {
			return nil, err
		}
		out.Skipped = append(out.Skipped, skipped)
	}
	slices.SortFunc(out.Stepped, func(a, b models.SteppedNeed) int { return models.CompareReferences(a.Reference, b.Reference) })
	slices.SortStableFunc(out.Skipped, func(a, b models.SkippedNeed) int { return models.CompareReferences(a.Reference, b.Reference) })
	return out, nil
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

// stepOne steps one need. What it refuses comes with the need, where the actor sees it.
func (a *Register) stepOne(ctx context.Context, tx *store.Tx, id models.ID, in models.NeedStepsInput) (*models.Need, error) {
	row, _, before, err := a.Needs.Lock(tx, id, engine.AnyVersion)
	if err != nil {
		return nil, err
	}
	if in.RankingID != "" && row.Status != models.NeedAgreed { // what went on since the ranking does not come back
		return row, models.Errorf(models.Conflict, "This need is %s already.", models.Words(row.Status))
	}
	stepped, err := a.Needs.StepIn(ctx, tx, row, before, in.Step())
	if err != nil {
		return row, err
	}
	return stepped, nil
}

// skippedNeed tells why a need stays as it is; what is no fault of what was asked ends the whole.
func skippedNeed(id models.ID, row *models.Need, err error) (models.SkippedNeed, error) {
	var refused *models.Error
	if !errors.As(err, &refused) {
		return models.SkippedNeed{}, err
	}
	skipped := models.SkippedNeed{ID: id, Why: refused.Message, Code: refused.Code}
	if row != nil {
		skipped.Reference = row.Reference
	}
	switch refused.Code {
	case models.NotFound:
		skipped.Why = "There is no need with this id, or you may not see it."
	case models.Invalid:
		skipped.Why = refused.Fields[0].Detail
	case models.Doubtful:
		skipped.Why = refused.Fields[0].Detail + " If you mean it, send it again with the header Prefer: handling=lenient."
	case models.Conflict, models.Forbidden:
	default:
		return models.SkippedNeed{}, err
	}
	return skipped, nil
}
