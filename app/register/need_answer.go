package register

import (
	"context"
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// AnswerNeed is the State's word on whether a need was met.
func (a *Register) AnswerNeed(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	version int,
	in models.NeedAnswerInput,
) (*models.Need, error) {
	if err := engine.Begin(actor, "need.answer", in); err != nil {
		return nil, err
	}
	if err := answerWithReason(in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Need, error) {
		return a.answerOne(ctx, tx, id, version, in)
	})
}

// AnswerNeeds is the State's word on several needs in one transaction. A need that takes no answer stays as it is and is told with
// the reason.
func (a *Register) AnswerNeeds(ctx context.Context, actor models.Actor, in models.NeedAnswersInput) (*models.NeedSteps, error) {
	if err := engine.Begin(actor, "need.answer_many", in); err != nil {
		return nil, err
	}
	if err := answerWithReason(in.Each()); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.NeedSteps, error) {
		return eachNeed(tx, in.NeedIDs, func(tx *store.Tx, id models.ID) (*models.Need, error) {
			return a.answerOne(ctx, tx, id, engine.AnyVersion, in.Each())
		})
	})
}

// answerWithReason refuses an answer that leaves something open without saying what.
func answerWithReason(in models.NeedAnswerInput) error {
	if in.Answer != models.AnswerMet && in.Reason == "" {
		return models.Fault("/reason", "Say what is missing.")
	}
	return nil
}

func (a *Register) answerOne(
	ctx context.Context,
	tx *store.Tx,
	id models.ID,
	version int,
	in models.NeedAnswerInput,
) (*models.Need, error) {
	n, _, before, err := a.Needs.Lock(tx, id, version)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(models.AnsweredNeeds, n.Status) {
		return n, models.Errorf(models.Conflict, "Whether it was met is asked once a need was referred; this one is %s.",
			models.Words(n.Status))
	}
	n.SetAnswer(in, engine.Today(tx))
	if err := store.Needs.Update(tx, n); err != nil {
		return n, err
	}
	if err := store.AddStep(tx, models.Step{SubjectType: "need", SubjectID: n.ID, FromStatus: string(n.Status),
		ToStatus: string(n.Status), OnDate: n.StateAnswerOn, Reason: in.Said()}); err != nil {
		return n, err
	}
	return a.Needs.Finish(ctx, tx, "need.answer", nil, n, before)
}
