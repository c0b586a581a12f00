package register

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// LinkReferral ties an activity to the need of an accepted referral, whether its partner may read the need or not: then it stands behind
// the activity as a placeholder.
func (a *Register) LinkReferral(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	version int,
	in models.ReferralLinkInput,
) (*models.Activity, error) {
	if err := engine.Begin(actor, "referral.link", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Activity, error) {
		r, _, _, err := a.Referrals.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		if r.Status != models.ReferralAccepted || r.Purpose != models.PurposeDeliver {
			return nil, models.Errorf(models.Conflict, "Only a referral to deliver a need that was accepted is tied to an activity.")
		}
		v, err := store.Activities.Get(tx, in.ActivityID)
		if err != nil {
			return nil, engine.FaultIfNotFound(err, "/activity_id", "There is no activity with this id, or you may not see it.")
		}
		if err := checkLinked(tx, r, v, in); err != nil {
			return nil, err
		}
		need, err := store.NeedOfReferral(tx, r.ID)
		if err != nil {
			return nil, err
		}
		_, err = a.Activities.PatchIn(ctx, engine.AsSystem(tx), v.ID, engine.AnyVersion, func(to *models.ActivityInput) error {
			for _, n := range to.Needs {
				if n.NeedID == need {
					return models.Errorf(models.Conflict, "This activity answers that need already.")
				}
			}
			to.Needs = append(to.Needs, models.ActivityNeed{NeedID: need, Share: in.Share})
			return nil
		})
		if err != nil {
			return nil, err
		}
		return store.Activities.Get(tx, v.ID)
	})
}

// checkLinked refuses an activity in which the referral's organisation has no part, or that the actor does not lead. Beside a need that
// the actor does not see there is no other one to tie: how much of the activity is for it is not told.
func checkLinked(tx *store.Tx, r *models.Referral, v *models.Activity, in models.ReferralLinkInput) error {
	takesPart := false
	for _, p := range v.Partners {
		takesPart = takesPart || p.OrganisationID == r.OrganisationID
	}
	if !takesPart {
		return models.Fault("/activity_id", "Name an activity in which the organisation of the referral takes part.")
	}
	if err := checkLead(tx, v.ID, "Only the lead partner or a manager changes an activity. Others report on it by updates."); err != nil {
		return err
	}
	shares := in.Share
	for _, n := range v.Needs {
		if n.NeedID == "" {
			return models.Fault("/activity_id", "A need that you do not see stands behind this activity already; ask the coordinator.")
		}
		shares += n.Share
	}
	if shares > 100 {
		return models.Fault("/share", "The shares would sum to %d; an activity's money has 100 per cent.", shares)
	}
	return nil
}
