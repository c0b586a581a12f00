package app

import (
	"context"

	"github.com/shopspring/decimal"

	"qadam/app/store"
	"qadam/models"
)

// SuggestOffers gives the offers that fit a need, each with its reasons.
func (a *App) SuggestOffers(ctx context.Context, actor models.Actor, id models.ID) (*models.Suggestions, error) {
	if err := allow(actor, "need.suggestions"); err != nil {
		return nil, err
	}
	return view(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Suggestions, error) {
		need, err := store.WantedNeed(tx, id)
		if err != nil {
			return nil, err
		}
		rates, err := ratesOf(tx)
		if err != nil {
			return nil, err
		}
		bids, err := bidsFor(tx, need, rates)
		if err != nil {
			return nil, err
		}
		wanted := lacking(need, rates)
		var all []models.Suggestion
		for _, b := range bids {
			if s, fits := models.Match(b, wanted, today(tx)); fits {
				all = append(all, s)
			}
		}
		store.Saw(tx, "need", store.Shown{ID: wanted.ID, Extent: models.ExtentFull})
		return models.Suggest(all, today(tx)), nil
	})
}

// bidsFor brings the offers for a need, with all that is known of who makes them.
func bidsFor(tx *store.Tx, n *store.Wanted, rates map[string]decimal.Decimal) ([]*models.Bid, error) {
	offers, err := store.OffersFor(tx, n)
	if err != nil || len(offers) == 0 {
		return nil, err
	}
	var makers distinct[models.ID]
	for _, o := range offers {
		makers.add(o.OrganisationID)
	}
	names, err := organisationNames(tx, makers.all)
	if err != nil {
		return nil, err
	}
	records, err := store.TrackRecords(tx, makers.all, n)
	if err != nil {
		return nil, err
	}
	earlier, err := store.EarlierReferrals(tx, n.ID)
	bids := make([]*models.Bid, len(offers))
	for i, o := range offers {
		bids[i] = bidOf(o, names, rates)
		bids[i].Record, bids[i].Earlier = records[o.OrganisationID].On(n), earlier[string(o.OrganisationID)+o.Purpose]
	}
	return bids, err
}

func bidOf(o *models.Offer, names map[models.ID]string, rates map[string]decimal.Decimal) *models.Bid {
	b := &models.Bid{Offer: *o, OrganisationName: names[o.OrganisationID]}
	if rate, known := rates[o.EnvelopeLeft.Currency]; known && o.Purpose == "fund" {
		cents := o.EnvelopeLeft.ConvertToUSD(rate)
		b.EnvelopeCents = &cents
	}
	return b
}

// organisationNames gives the names of the organisations that the actor may know of.
func organisationNames(tx *store.Tx, all []models.ID) (map[models.ID]string, error) {
	texts := make([]string, len(all))
	for i, id := range all {
		texts[i] = string(id)
	}
	found, err := store.Organisations.Names(tx, "id", "name", texts)
	names := make(map[models.ID]string, len(found))
	for id, name := range found {
		names[models.ID(id)] = name
	}
	return names, err
}

// lacking finds what a need lacks where its cost and a rate are known. To who may not know what others commit, it lacks all.
func lacking(n *store.Wanted, rates map[string]decimal.Decimal) *models.WantedNeed {
	if rate, known := rates[n.Cost.Currency]; known {
		missing := max(n.Cost.ConvertToUSD(rate)-(max(n.Committed, 0)+50)/100, 0)
		n.Missing = &missing
	}
	return &n.WantedNeed
}

// SuggestNeeds gives the needs that an offer fits, each with its reasons: to its owner those that are shared with it in
// full, and of all others one sentence at the most.
func (a *App) SuggestNeeds(ctx context.Context, actor models.Actor, id models.ID) (*models.Suggestions, error) {
	if err := allow(actor, "offer.suggestions"); err != nil {
		return nil, err
	}
	return view(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Suggestions, error) {
		o, err := store.Offers.Get(tx, id)
		if err != nil {
			return nil, err
		}
		rates, err := ratesOf(tx)
		if err != nil {
			return nil, err
		}
		names, err := organisationNames(tx, []models.ID{o.OrganisationID})
		if err != nil {
			return nil, err
		}
		needs, err := store.WantedBy(tx, o)
		if err != nil {
			return nil, err
		}
		records, err := store.TrackRecords(tx, []models.ID{o.OrganisationID}, nil)
		if err != nil {
			return nil, err
		}
		var all []models.Suggestion
		for i := range needs {
			n, b := lacking(&needs[i], rates), bidOf(o, names, rates)
			b.Record = records[o.OrganisationID].On(&needs[i])
			if s, fits := models.Match(b, n, today(tx)); fits {
				all = append(all, s)
			}
		}
		out := models.Suggest(all, today(tx))
		told := make([]store.Shown, len(out.Items))
		for i, s := range out.Items {
			told[i] = store.Shown{ID: s.NeedID, Extent: models.ExtentFull}
		}
		store.Saw(tx, "need", told...)
		if o.Hint && actor.Audience() != "" && o.Status == models.OfferLife.Start {
			out.Notice = models.MatchNotice
		}
		return out, nil
	})
}

// steadyDays is for how long an offer must have stood unchanged before it is hinted at.
const steadyDays = 7

// HintOffers finds the offers that an agreed need matches which their owners may not see. It runs once a week, for offers
// alone that have stood unchanged for a week, and hints at one offer of an organisation for each purpose, its first: who tries
// out what there is by many narrow offers or by changing one, or waits for the moment in which a need appears, learns it too
// late and too seldom to tell one need from another.
func (a *App) HintOffers(ctx context.Context) error {
	return a.store.Update(ctx, System(), func(tx *store.Tx) error {
		offers, err := store.SteadyOffers(tx, tx.Now().AddDate(0, 0, -steadyDays))
		if err != nil {
			return err
		}
		var hinted []models.ID
		told := map[string]bool{}
		for _, o := range offers {
			if told[string(o.OrganisationID)+o.Purpose] {
				continue
			}
			role := models.Partner
			if o.Purpose == "fund" {
				role = models.Donor
			}
			hidden, err := store.MatchesHidden(tx.As(models.Actor{Role: role, OrganisationID: o.OrganisationID}), o)
			if err != nil {
				return err
			}
			if hidden {
				hinted, told[string(o.OrganisationID)+o.Purpose] = append(hinted, o.ID), true
			}
		}
		return store.Hint(tx, hinted)
	})
}
