package matching

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// SuggestOffers gives the offers that fit a need, each with its reasons.
func (a *Matching) SuggestOffers(ctx context.Context, actor models.Actor, id models.ID) (*models.Suggestions, error) {
	if err := engine.Allow(actor, "need.suggestions"); err != nil {
		return nil, err
	}
	return engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Suggestions, error) {
		need, err := store.GetNeedToMatch(tx, id)
		if err != nil {
			return nil, err
		}
		rates, err := engine.LatestRates(tx)
		if err != nil {
			return nil, err
		}
		bids, err := matchOffers(tx, need, rates)
		if err != nil {
			return nil, err
		}
		wanted := matchNeedOf(need, rates)
		var all []models.Suggestion
		for _, b := range bids {
			if s, fits := models.Match(b, wanted, engine.Today(tx)); fits {
				all = append(all, s)
			}
		}
		store.Needs.LogRows(tx, store.SharedRow{ID: wanted.ID, Extent: models.ExtentFull})
		return models.Suggest(all, engine.Today(tx)), nil
	})
}

// matchOffers reads the offers for a need, with what is known of their organisations.
func matchOffers(tx *store.Tx, n *store.NeedToMatch, rates *models.RateTable) ([]*models.MatchOffer, error) {
	offers, err := store.OffersForNeed(tx, n)
	if err != nil || len(offers) == 0 {
		return nil, err
	}
	var makers engine.Distinct[models.ID]
	for _, o := range offers {
		makers.Add(o.OrganisationID)
	}
	names, err := organisationNames(tx, makers.All)
	if err != nil {
		return nil, err
	}
	records, err := store.TrackRecords(tx, makers.All, n)
	if err != nil {
		return nil, err
	}
	earlier, err := store.EarlierReferrals(tx, n.ID)
	bids := make([]*models.MatchOffer, len(offers))
	for i, o := range offers {
		bids[i] = matchOfferOf(o, names, rates)
		bids[i].Record, bids[i].Earlier = records[o.OrganisationID].On(n), earlier[makerOf(o)]
	}
	return bids, err
}

func matchOfferOf(o *models.Offer, names map[models.ID]string, rates *models.RateTable) *models.MatchOffer {
	b := &models.MatchOffer{Offer: *o, OrganisationName: names[o.OrganisationID]}
	if cents, known := rates.Convert(o.EnvelopeLeft); known && o.Purpose == models.PurposeFund {
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
	found, err := store.Organisations.Lookup(tx, "id", "name", texts)
	names := make(map[models.ID]string, len(found))
	for id, name := range found {
		names[models.ID(id)] = name
	}
	return names, err
}

// matchNeedOf finds a need's missing amount where its cost and a rate are known. For actors who may not know others' commitments
// it is the whole cost.
func matchNeedOf(n *store.NeedToMatch, rates *models.RateTable) *models.MatchNeed {
	facts := models.NeedFacts{Cost: n.Cost, Committed: n.Committed}
	if m := facts.Money(rates); !m.Missing.IsZero() {
		n.Missing = &m.Missing.Minor
	}
	return &n.MatchNeed
}

// SuggestNeeds gives the needs that an offer fits, each with its reasons: to its owner those that are shared with it in
// full, and of all others one sentence at the most.
func (a *Matching) SuggestNeeds(ctx context.Context, actor models.Actor, id models.ID) (*models.Suggestions, error) {
	if err := engine.Allow(actor, "offer.suggestions"); err != nil {
		return nil, err
	}
	return engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Suggestions, error) {
		o, err := store.Offers.Get(tx, id)
		if err != nil {
			return nil, err
		}
		rates, err := engine.LatestRates(tx)
		if err != nil {
			return nil, err
		}
		names, err := organisationNames(tx, []models.ID{o.OrganisationID})
		if err != nil {
			return nil, err
		}
		needs, err := store.NeedsForOffer(tx, o)
		if err != nil {
			return nil, err
		}
		records, err := store.TrackRecords(tx, []models.ID{o.OrganisationID}, nil)
		if err != nil {
			return nil, err
		}
		var all []models.Suggestion
		for i := range needs {
			n, b := matchNeedOf(&needs[i], rates), matchOfferOf(o, names, rates)
			b.Record = records[o.OrganisationID].On(&needs[i])
			if s, fits := models.Match(b, n, engine.Today(tx)); fits {
				all = append(all, s)
			}
		}
		out := models.Suggest(all, engine.Today(tx))
		told := make([]store.SharedRow, len(out.Items))
		for i, s := range out.Items {
			told[i] = store.SharedRow{ID: s.NeedID, Extent: models.ExtentFull}
		}
		store.Needs.LogRows(tx, told...)
		if o.Hint && actor.Audience() != "" && o.Status == models.OfferOpen {
			out.Notice = models.MatchNotice
		}
		return out, nil
	})
}
