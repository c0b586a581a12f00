package register

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

func checkNeedStep(tx *store.Tx, n *models.Need, in models.StepInput) error {
	if (in.To == string(models.NeedReferred)) != (in.OrganisationID != "") {
		return models.Fault("/organisation_id", "Name whom the need is referred to, with the step to referred alone.")
	}
	if a := tx.Actor(); a.Role == models.Partner {
		involved, err := store.IsInvolved(tx, n.ID, a.OrganisationID)
		if err != nil {
			return err
		}
		if !involved {
			return models.Errorf(models.Forbidden, "Only a partner that the need was referred to, or that works on it, proposes a step.")
		}
	}
	n.ProposedStatus, n.ProposedBy = "", ""
	if tx.Actor().Role != models.Partner { // a proposal does not undo the State's confirmation
		n.AfterStep(models.NeedStatus(in.To))
	}
	if err := doubtMet(tx, n, in); err != nil {
		return err
	}
	return engine.DeclineWithReason(in)
}

// doubtMet asks back where a need is said to be met while an activity that answers it is far from its end. A partner is told of its own
// activities alone.
func doubtMet(tx *store.Tx, n *models.Need, in models.StepInput) error {
	if in.To != string(models.NeedMet) || !tx.Asks() {
		return nil
	}
	unfinished, err := store.UnfinishedActivities(tx, n.ID)
	if err != nil {
		return err
	}
	var d engine.Doubts
	for _, v := range unfinished {
		d.Add("/to", "The activity %s, which answers it, is at %d per cent.", v.Reference, v.Progress)
	}
	return d.AskBack(tx)
}

func proposeNeedStep(tx *store.Tx, n *models.Need, in models.StepInput) error {
	n.ProposedStatus, n.ProposedBy = models.NeedStatus(in.To), tx.Actor().Name
	return nil
}

// afterNeedStep does what follows: the step to "referred" makes the referral that it names, a need taken up that an activity
// answers already goes into delivery, and where a need ends its open referrals end.
func (a *Register) afterNeedStep(ctx context.Context, tx *store.Tx, n *models.Need, _ string, in models.StepInput) error {
	switch models.NeedStatus(in.To) {
	case models.NeedReferred:
		return a.referNeed(ctx, tx, n, in)
	case models.NeedTakenUp:
		running, err := store.RunningActivity(tx, n.ID)
		if err != nil || running == nil {
			return err
		}
		_, err = a.Needs.StepIn(ctx, engine.AsSystem(tx), n, "", deliveryStep(running, n))
		return err
	case models.NeedMet, models.NeedLapsed, models.NeedDeclined:
		return store.WithdrawReferrals(tx, n.ID, in.OnDate)
	}
	return nil
}
