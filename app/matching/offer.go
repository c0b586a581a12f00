package matching

import (
	"context"
	"fmt"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// unchangedDays is for how long an offer must have stood unchanged before it is hinted at.
const unchangedDays = 7

// offers makes the use cases of offers.
func (a *Matching) offers() engine.Resource[models.Offer, models.OfferInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Offer, models.OfferInput]{Noun: store.Offers,
		Input: func(o *models.Offer) *models.OfferInput { return &o.OfferInput }, Prepare: prepareOffer,
		Lifecycle: &engine.Lifecycle[models.Offer]{
			Table: models.OfferLifecycle,
			State: func(o *models.Offer) (*string, *models.Date) { return (*string)(&o.Status), &o.StatusOn },
		}})
}

// HintOffers finds the offers that an agreed need matches which their owners may not see. It runs once a week, for offers that
// have not changed for a week, and hints at one offer of an organisation for each purpose, its first. So hidden needs cannot be
// found by many narrow or changing offers.
func (a *Matching) HintOffers(ctx context.Context) error {
	return a.Store().Update(ctx, engine.System(), func(tx *store.Tx) error {
		offers, err := store.OpenOffersUnchangedSince(tx, tx.Now().AddDate(0, 0, -unchangedDays))
		if err != nil {
			return err
		}
		var hinted []models.ID
		told := map[string]bool{}
		for _, o := range offers {
			if told[makerOf(o)] {
				continue
			}
			role := models.Partner
			if o.Purpose == models.PurposeFund {
				role = models.Donor
			}
			hidden, err := store.HasHiddenMatch(tx.As(models.Actor{Role: role, OrganisationID: o.OrganisationID}), o)
			if err != nil {
				return err
			}
			if hidden {
				hinted, told[makerOf(o)] = append(hinted, o.ID), true
			}
		}
		return store.SetHints(tx, hinted)
	})
}

func prepareOffer(tx *store.Tx, old, o *models.Offer) error {
	if err := engine.CheckOwnOrganisation(tx, "/organisation_id", o.OrganisationID); err != nil {
		return err
	}
	if err := models.CheckPeriod(o.StartsOn, o.EndsOn, "/ends_on"); err != nil {
		return err
	}
	if err := engine.CheckThemes(tx, o.ThemeCodes); err != nil {
		return err
	}
	for i, c := range o.CountryCodes {
		if err := engine.CheckCountry(tx, fmt.Sprintf("/country_codes/%d", i), c); err != nil {
			return err
		}
	}
	if old != nil {
		return engine.FixedReference(old.Reference, o.Reference)
	}
	org, err := store.Organisations.Get(tx, o.OrganisationID)
	if err != nil {
		return err
	}
	o.Status, o.StatusOn = models.OfferOpen, engine.Today(tx)
	return engine.AssignReference(tx, store.Offers, &o.Reference, func(n int) string { return models.ShortReference(org.Code, "O", n) })
}

// makerOf names who makes an offer and what for: an organisation has one answer for each purpose.
func makerOf(o *models.Offer) string { return string(o.OrganisationID) + string(o.Purpose) }
