package reminders

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// rules makes the use cases of rules.
func (a *FollowUp) rules() engine.Resource[models.ReminderRule, models.ReminderRuleInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.ReminderRule, models.ReminderRuleInput]{Noun: store.Rules,
		Input: func(r *models.ReminderRule) *models.ReminderRuleInput { return &r.ReminderRuleInput }, Prepare: prepareRule})
}

// prepareRule keeps a rule's event: reminders are counted by it.
func prepareRule(_ *store.Tx, old, r *models.ReminderRule) error {
	if r.Wording == nil {
		r.Wording = []models.Wording{}
	}
	if r.Ladder == nil {
		r.Ladder = []models.Rung{}
	}
	if err := prepareLadder(r); err != nil {
		return err
	}
	if old == nil {
		return nil
	}
	if old.Code != r.Code {
		return models.Fault("/code", "The code stays %q: others refer to it.", old.Code)
	}
	if old.Watches != r.Watches {
		return models.Fault("/watches", "The rule goes on watching %q; make another one.", old.Watches)
	}
	return nil
}

// prepareLadder puts the rungs in order, each of which is there once and counts from a point that the clock has.
func prepareLadder(r *models.ReminderRule) error {
	for i := range r.Ladder {
		g := &r.Ladder[i]
		g.From = cmp.Or(g.From, models.PointEnd)
		if g.From != models.PointEnd && !r.Watches.HasStart() {
			return models.Fault(fmt.Sprintf("/ladder/%d/from", i), "What this rule watches is a date alone: count from its end.")
		}
		if slices.ContainsFunc(r.Ladder[:i], func(other models.Rung) bool { return other.Compare(*g) == 0 }) {
			return models.Fault(fmt.Sprintf("/ladder/%d/offset", i), "Give each rung once.")
		}
		for j, to := range g.To {
			if !mayTell(r.Watches, to) {
				return models.Fault(fmt.Sprintf("/ladder/%d/to/%d", i, j), "A State can do nothing about this: tell others.")
			}
		}
	}
	slices.SortFunc(r.Ladder, models.Rung.Compare)
	return nil
}

// previewDays is how far ahead a changed rule or calendar is looked at.
const previewDays = 30

// RulePreview compares what a rule sends with what it would send if it were changed.
type RulePreview struct {
	Now     Forecast `json:"now"`
	Changed Forecast `json:"changed"`
}

// PreviewRule tells what a rule would send in the next 30 days if it were changed so. It changes nothing.
func (a *FollowUp) PreviewRule(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	apply func(*models.ReminderRuleInput) error,
) (*RulePreview, error) {
	if err := engine.Allow(actor, "rule.preview"); err != nil {
		return nil, err
	}
	rule, err := engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (*models.ReminderRule, error) { return store.Rules.Get(tx, id) })
	if err != nil {
		return nil, err
	}
	changed := *rule
	if err := apply(&changed.ReminderRuleInput); err != nil {
		return nil, err
	}
	if err := engine.CheckShape(changed.ReminderRuleInput); err != nil {
		return nil, err
	}
	if err := prepareRule(nil, rule, &changed); err != nil {
		return nil, err
	}
	out := &RulePreview{}
	for _, side := range []struct {
		rule models.ReminderRule
		into *Forecast
	}{{*rule, &out.Now}, {changed, &out.Changed}} {
		s, err := a.newScan(ctx, a.Store().Now())
		if err != nil {
			return nil, err
		}
		if s.rules = nil; side.rule.Active {
			s.rules = []models.ReminderRule{side.rule}
		}
		f, err := a.forecast(ctx, s, previewDays)
		if err != nil {
			return nil, err
		}
		*side.into = *f
	}
	return out, nil
}
