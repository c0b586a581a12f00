package seeds

import (
	"fmt"

	"qadam/models"
)

// offer makes an offer of a partner or a donor in turn: on two themes, for some States of the region or for all of it, and
// for two kinds or any. Most are open.
func (s *scale) offer(i int) models.Offer {
	r := chance(anOffer, i)
	o := models.Offer{Base: s.base(anOffer, i, s.founded().AddDays(between(r, 30, 1500))), Status: models.OfferOpen}
	o.OfferInput = models.OfferInput{Reference: fmt.Sprintf("S-O%05d", i+1), OrganisationID: s.partnerID(i / 2),
		Purpose: models.PurposeDeliver, Title: "Offer: " + english.subject(r),
		ThemeCodes: s.twoThemes(r), CountryCodes: []string{}, Regions: []string{}, Levels: []models.NeedLevel{}, Kinds: []models.NeedKind{},
		Languages: []string{oneOf(r, "ru", "en", "kk")},
		StartsOn:  s.today.AddDays(-between(r, 0, 700)), EndsOn: s.today.AddDays(between(r, 60, 900)), Places: between(r, 0, 6),
		Envelope: models.Money{}}
	if i%2 == 1 {
		o.OrganisationID, o.Purpose, o.Places = s.donorID(i/2), models.PurposeFund, 0
		o.Envelope = models.Money{Minor: int64(between(r, 5, 80)) * 10_000_000, Currency: oneOf(r, "USD", "USD", "EUR")}
	}
	if share(r, 60) {
		o.CountryCodes = scaleStates[:between(r, 1, len(scaleStates))]
	} else {
		o.Regions = []string{"Central Asia"}
	}
	if share(r, 50) {
		o.Kinds = []models.NeedKind{oneOf(r, scaleKinds...)}
	}
	if share(r, 10) {
		o.Status = models.OfferClosed
	}
	o.StatusOn = s.past(o.StartsOn)
	return o
}
