package register

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// referrals makes the use cases of referrals.
func (a *Register) referrals() engine.Resource[models.Referral, models.ReferralInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Referral, models.ReferralInput]{Noun: store.Referrals,
		Input: func(r *models.Referral) *models.ReferralInput { return &r.ReferralInput }, Prepare: prepareReferral, After: a.afterReferral,
		MaskSteps: maskReferralSteps,
		Lifecycle: &engine.Lifecycle[models.Referral]{Table: models.ReferralLifecycle,
			State: func(r *models.Referral) (*string, *models.Date) { return (*string)(&r.Status), &r.StatusOn },
			Check: checkReferralStep, After: a.afterReferralStep}})
}

// checkReferralStep keeps the reason of an answer. A proposal that is made again gets a new last day.
func checkReferralStep(tx *store.Tx, r *models.Referral, in models.StepInput) error {
	switch models.ReferralStatus(in.To) {
	case models.ReferralAccepted, models.ReferralDeclined:
		r.AnswerReason = in.Reason
	case models.ReferralProposed: // proposed again
		r.AnswerReason, r.ChosenOn = "", ""
		if r.EndsOn != "" && r.EndsOn < engine.Today(tx) {
			r.EndsOn = engine.Today(tx).AddDays(models.ProposalDays)
		}
	}
	return engine.DeclineWithReason(in)
}

// maskReferralSteps masks reasons for actors who do not see all of the need: a reason may quote it. A State reads the answer, not
// the person.
func maskReferralSteps(tx *store.Tx, r *models.Referral, steps []models.Step) error {
	if tx.Actor().Role == models.National {
		for i := range steps {
			steps[i].ActorID, steps[i].ActorName = "", ""
		}
		return nil
	}
	if r.NeedID != "" {
		n, err := store.Needs.Get(tx, r.NeedID)
		if err != nil || n.Shared == models.ExtentFull {
			return err
		}
	}
	return engine.MaskSteps(tx, r, steps)
}

// referNeed puts a need before an organisation; an earlier referral to it that was declined or withdrawn is opened again.
func (a *Register) referNeed(ctx context.Context, tx *store.Tx, n *models.Need, in models.StepInput) error {
	earlier, err := store.FindReferral(tx, n.ID, in.OrganisationID, models.PurposeDeliver)
	if err != nil {
		return err
	}
	if earlier == nil {
		_, err := a.Referrals.CreateIn(
			ctx,
			tx,
			models.ReferralInput{NeedID: n.ID, OrganisationID: in.OrganisationID, Purpose: models.PurposeDeliver, Note: in.Reason},
		)
		return err
	}
	if earlier.Status == models.ReferralProposed || earlier.Status == models.ReferralAccepted {
		return nil
	}
	row, _, before, err := a.Referrals.Lock(tx, earlier.ID, engine.AnyVersion)
	if err != nil {
		return err
	}
	_, err = a.Referrals.StepIn(ctx, tx, row, before, models.StepInput{To: string(models.ReferralProposed), Reason: in.Reason})
	return err
}

func prepareReferral(tx *store.Tx, old, r *models.Referral) error {
	if err := checkProposal(tx, r); err != nil {
		return err
	}
	if old != nil {
		if old.Status != models.ReferralProposed {
			return models.Errorf(models.Conflict, "This proposal is %s; it can be changed only while it waits for an answer.", old.Status)
		}
		if old.NeedID != r.NeedID || old.OrganisationID != r.OrganisationID || old.Purpose != r.Purpose {
			return models.Fault("/need_id", "A proposal stays with its need, its organisation and its purpose; make another one.")
		}
		return nil
	}
	n, err := store.Needs.Lock(tx, r.NeedID)
	if err != nil {
		return engine.FaultIfNotFound(err, "/need_id", "There is no need with this id, or you may not see it.")
	}
	if n.Status != models.NeedPrioritized && n.Status != models.NeedReferred && n.Status != models.NeedTakenUp &&
		n.Status != models.NeedInDelivery {
		return models.Errorf(
			models.Conflict,
			"This need is %s; it can be referred once it is prioritized and while it is not finished.",
			n.Status,
		)
	}
	if err := store.Organisations.RequireVisible(tx, "/organisation_id", r.OrganisationID); err != nil {
		return err
	}
	r.Status, r.StatusOn = models.ReferralProposed, engine.Today(tx)
	return nil
}

// checkProposal checks a proposal's last day, its amount, and the offer that it refers to.
func checkProposal(tx *store.Tx, r *models.Referral) error {
	if r.EndsOn == "" {
		r.EndsOn = engine.Today(tx).AddDays(models.ProposalDays)
	}
	if r.EndsOn < engine.Today(tx) {
		return models.Fault("/ends_on", "Give a day that is not over.")
	}
	if r.OfferID == "" {
		return nil
	}
	o, err := store.Offers.Get(tx, r.OfferID)
	switch {
	case err != nil:
		return engine.FaultIfNotFound(err, "/offer_id", "There is no offer with this id, or you may not see it.")
	case o.OrganisationID != r.OrganisationID || o.Purpose != r.Purpose:
		return models.Fault("/offer_id", "Name an offer of the same organisation and purpose.")
	case !r.Amount.IsZero() && !o.Envelope.IsZero() && r.Amount.Currency != o.Envelope.Currency:
		return models.Fault("/amount", "Ask for it in the currency of the offer's envelope, %s.", o.Envelope.Currency)
	}
	return nil
}

// afterReferral takes a prioritized need to "referred" with its first referral.
func (a *Register) afterReferral(ctx context.Context, tx *store.Tx, _, r *models.Referral) error {
	n, _, before, err := a.Needs.Lock(tx, r.NeedID, engine.AnyVersion)
	if err != nil || n.Status != models.NeedPrioritized {
		return err
	}
	step := models.StepInput{To: string(models.NeedReferred), OrganisationID: r.OrganisationID, Reason: r.Note}
	_, err = a.Needs.StepIn(ctx, tx, n, before, step)
	return err
}

// afterReferralStep turns a partner's "yes" into the proposal that the need is taken up, for a manager to decide.
func (a *Register) afterReferralStep(ctx context.Context, tx *store.Tx, r *models.Referral, _ string, in models.StepInput) error {
	if in.To != string(models.ReferralAccepted) || r.Purpose != models.PurposeDeliver {
		return nil
	}
	needID, err := store.NeedOfReferral(tx, r.ID)
	if err != nil {
		return err
	}
	sys := engine.AsSystem(tx)
	n, err := store.Needs.Lock(sys, needID)
	if err != nil || n.Status != models.NeedReferred || tx.Actor().SeesAll() {
		return err
	}
	before := *n
	n.ProposedStatus, n.ProposedBy = models.NeedTakenUp, tx.Actor().Name
	if err := store.Needs.Update(sys, n); err != nil {
		return err
	}
	if err := store.AddStep(tx, models.Step{SubjectType: "need", SubjectID: n.ID, FromStatus: string(n.Status),
		ToStatus: string(n.ProposedStatus), OnDate: engine.Today(tx), Proposed: true}); err != nil {
		return err
	}
	return engine.Audit(ctx, tx, "need.propose", "need", n.ID, before, n)
}

// ChooseProposal is the State's choice among the proposals for its need: the others are withdrawn, and the need is referred to
// the chosen one, which still has to accept.
func (a *Register) ChooseProposal(ctx context.Context, actor models.Actor, id models.ID, version int) (*models.Referral, error) {
	if err := engine.Allow(actor, "referral.choose"); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Referral, error) {
		r, _, before, err := a.Referrals.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		if r.Status != models.ReferralProposed && r.Status != models.ReferralAccepted {
			return nil, models.Errorf(models.Conflict, "This proposal is %s; choose one that waits for an answer or was accepted.",
				r.Status)
		}
		sys := engine.AsSystem(tx)
		n, err := store.Needs.Lock(sys, r.NeedID)
		if err != nil {
			return nil, err
		}
		if n.Status != models.NeedPrioritized && n.Status != models.NeedReferred {
			return nil, models.Errorf(models.Conflict, "This need is %s; the State chooses before it is taken up.", n.Status)
		}
		if err := a.withdrawRivals(ctx, sys, r); err != nil {
			return nil, err
		}
		r.ChosenOn = engine.Today(tx)
		if err := store.Referrals.Update(tx, r); err != nil {
			return nil, err
		}
		if err := store.AddStep(tx, models.Step{SubjectType: "referral", SubjectID: r.ID, FromStatus: string(r.Status),
			ToStatus: string(r.Status), OnDate: r.ChosenOn, Reason: "Chosen by the State"}); err != nil {
			return nil, err
		}
		if err := a.afterChoice(ctx, sys, r, n); err != nil {
			return nil, err
		}
		return r, a.Referrals.Record(ctx, tx, "referral.choose", r, before)
	})
}

// withdrawRivals withdraws the other open proposals for the same purpose.
func (a *Register) withdrawRivals(ctx context.Context, sys *store.Tx, chosen *models.Referral) error {
	rivals, err := store.CompetingReferrals(sys, chosen)
	if err != nil {
		return err
	}
	for _, id := range rivals {
		row, _, before, err := a.Referrals.Lock(sys, id, engine.AnyVersion)
		if err != nil {
			return err
		}
		if _, err := a.Referrals.StepIn(ctx, sys, row, before,
			models.StepInput{To: string(models.ReferralWithdrawn), Reason: "The State chose another proposal"}); err != nil {
			return err
		}
	}
	return nil
}

// afterChoice refers the need, and drops the other partners' proposed steps.
func (a *Register) afterChoice(ctx context.Context, sys *store.Tx, r *models.Referral, n *models.Need) error {
	if err := a.afterReferral(ctx, sys, nil, r); err != nil || r.Purpose != models.PurposeDeliver ||
		n.ProposedStatus != models.NeedTakenUp ||
		r.Status == models.ReferralAccepted {
		return err
	}
	n, err := store.Needs.Lock(sys, n.ID)
	if err != nil {
		return err
	}
	before := *n
	n.ProposedStatus, n.ProposedBy = "", ""
	if err := store.Needs.Update(sys, n); err != nil {
		return err
	}
	return engine.Audit(ctx, sys, "need.propose", "need", n.ID, before, n)
}

// expiredAtOnce is how many proposals are written down as expired in one transaction.
const expiredAtOnce = 200

// ExpireProposals marks proposals that were not answered in time as expired, and gives how many. They count as expired from the
// day after their last one, whether it has run or not.
func (a *Register) ExpireProposals(ctx context.Context) (int, error) {
	for done := 0; ; {
		n, err := a.expireBatch(ctx)
		done += n
		if err != nil || n < expiredAtOnce {
			return done, err
		}
	}
}

func (a *Register) expireBatch(ctx context.Context) (int, error) {
	var ended []models.ID
	err := a.Store().Update(ctx, engine.System(), func(tx *store.Tx) (err error) {
		if ended, err = store.ExpiredProposals(tx, expiredAtOnce); err != nil {
			return err
		}
		for _, id := range ended {
			r, _, before, err := a.Referrals.Lock(tx, id, engine.AnyVersion)
			if err != nil {
				return err
			}
			if r.Status != models.ReferralExpired {
				continue // it was answered meanwhile
			}
			if err := store.Referrals.Update(tx, r); err != nil {
				return err
			}
			step := models.Step{
				SubjectType: "referral",
				SubjectID:   id,
				FromStatus:  string(models.ReferralProposed),
				ToStatus:    string(r.Status),
				OnDate:      r.StatusOn,
				Reason:      "No answer by " + r.EndsOn.Words(),
			}
			if err := store.AddStep(tx, step); err != nil {
				return err
			}
			if err := a.Referrals.Record(ctx, tx, "referral.expire", r, before); err != nil {
				return err
			}
		}
		return nil
	})
	return len(ended), err
}
