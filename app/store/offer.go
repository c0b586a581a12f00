package store

import (
	"database/sql"
	"time"

	"qadam/app/store/batch"
	"qadam/models"
)

// Offers are what partners can deliver and donors want to fund.
var Offers = &Noun[models.Offer]{
	Table: "offers", Name: "offer", Scope: offerScope, Unrestricted: true,
	Filters: []Filter{
		ids("organisation_id", "offers.organisation_id IN ?", "Organisations"),
		status("offers.status IN ?", models.OfferLifecycle),
		enum[models.Purpose]("purpose", "offers.purpose IN ?"),
		themes("EXISTS (SELECT 1 FROM offer_themes ot WHERE ot.offer_id = offers.id AND ot.theme_code IN ?)"),
		countries("country", "EXISTS (SELECT 1 FROM offer_countries oc WHERE oc.offer_id = offers.id AND oc.country_code IN ?)"),
	},
	Sorts: []Sort{{Key: "reference", Column: "offers.reference"}},
	Lists: []joinList[models.Offer]{
		inJoinTable("offer_themes", "offer_id", "theme_code", func(o *models.Offer) *[]string { return &o.ThemeCodes }),
		inJoinTable("offer_countries", "offer_id", "country_code", func(o *models.Offer) *[]string { return &o.CountryCodes }),
	},
	Load: loadOffers,
}

// loadOffers reads what accepted proposals have left of offers. An amount may say what its need says: subtracted are the amounts
// that the reader may read.
func loadOffers(tx *Tx, found []*models.Offer) error {
	all, index := indexByID(found)
	for _, o := range found {
		o.Levels, o.Kinds, o.Languages, o.Regions = orEmpty(o.Levels), orEmpty(o.Kinds), orEmpty(o.Languages), orEmpty(o.Regions)
		if o.Places > 0 {
			left := o.Places
			o.PlacesLeft = &left
		}
		o.EnvelopeLeft = o.Envelope
	}
	if tx.actor.Role == models.National { // what is left would tell of other States
		for _, o := range found {
			o.PlacesLeft, o.EnvelopeLeft = nil, models.Money{}
		}
		return nil
	}
	type taken struct {
		ID    models.ID
		N     int
		Minor int64
	}
	accepted, err := scanRows(tx, where(`SELECT r.offer_id, COUNT(*), 
			CAST(SUM(CASE WHEN ? = `+fullExtent+` THEN r.amount_minor ELSE 0 END) AS bigint)
		FROM referrals r JOIN needs ON needs.id = r.need_id WHERE r.offer_id IN ? AND r.status = `+quoted(models.ReferralAccepted)+`
			GROUP BY r.offer_id`, needExtent(tx), all),
		func(r *sql.Rows, t *taken) error { return r.Scan(&t.ID, &t.N, &t.Minor) })
	for _, t := range accepted {
		o := index[t.ID]
		if o.PlacesLeft != nil {
			*o.PlacesLeft = max(0, *o.PlacesLeft-t.N)
		}
		o.EnvelopeLeft.Minor -= t.Minor
	}
	return err
}

// OpenOffersUnchangedSince gives the open offers that have not been changed since an instant, the oldest first.
func OpenOffersUnchangedSince(tx *Tx, since time.Time) ([]*models.Offer, error) {
	found, err := Offers.find(tx, Offers.selectVisible(tx).Where(`offers.status = `+quoted(models.OfferOpen)+`
		AND offers.updated_at <= ?`, since).Order("offers.id"))
	return pointers(found), err
}

// SetHints marks the offers whose owners are told that hidden needs match; all others are not marked.
func SetHints(tx *Tx, hinted []models.ID) error {
	if _, err := tx.exec("UPDATE offers SET hint = FALSE WHERE hint"); err != nil {
		return err
	}
	for some := range batch.Padded(hinted) {
		if _, err := tx.exec("UPDATE offers SET hint = TRUE WHERE id IN ?", some); err != nil {
			return err
		}
	}
	return nil
}
