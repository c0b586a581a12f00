package store

import (
	"database/sql"
	"time"

	"qadam/app/store/batch"
	"qadam/models"
)

// Offers are what partners can deliver and donors want to fund.
var Offers = &Noun[models.Offer]{Table: "offers", Scope: ownOrganisation("offers"),
	Filters: []Filter{ids("organisation_id", "offers.organisation_id IN ?", "Organisations"),
		status("offers.status IN ?", models.OfferLifecycle),
		enum[models.Purpose]("purpose", "offers.purpose IN ?"),
		codes("theme", "EXISTS (SELECT 1 FROM offer_themes ot WHERE ot.offer_id = offers.id AND ot.theme_code IN ?)", "Theme codes"),
		codes("country", "EXISTS (SELECT 1 FROM offer_countries oc WHERE oc.offer_id = offers.id AND oc.country_code IN ?)", "Countries")},
	Sorts: []Sort{{Key: "reference", Column: "offers.reference"}}, Load: loadOffers,
	Save: func(tx *Tx, o *models.Offer) error {
		if err := writeJoinTable(tx, offerJoins[0], o.ID, o.ThemeCodes); err != nil {
			return err
		}
		return writeJoinTable(tx, offerJoins[1], o.ID, o.CountryCodes)
	},
	Children: func(o *models.Offer) []childRows {
		return []childRows{childList(offerJoins[0], o.ID, o.ThemeCodes), childList(offerJoins[1], o.ID, o.CountryCodes)}
	}}

var offerJoins = []joinTable{{"offer_themes", "offer_id", "theme_code"}, {"offer_countries", "offer_id", "country_code"}}

func loadOffers(tx *Tx, found []*models.Offer) error {
	all, index := indexByID(found)
	for _, o := range found {
		o.ThemeCodes, o.CountryCodes = []string{}, []string{}
		o.Levels, o.Kinds, o.Languages, o.Regions = orEmpty(o.Levels), orEmpty(o.Kinds), orEmpty(o.Languages), orEmpty(o.Regions)
	}
	if err := loadRemaining(tx, all, index); err != nil {
		return err
	}
	return readJoinTables(tx, all, offerJoins, func(list int, owner models.ID, value string) {
		if o := index[owner]; list == 0 {
			o.ThemeCodes = append(o.ThemeCodes, value)
		} else {
			o.CountryCodes = append(o.CountryCodes, value)
		}
	})
}

// loadRemaining reads what accepted referrals leave of offers, counting only amounts of needs that the reader may read.
func loadRemaining(tx *Tx, all []string, index map[models.ID]*models.Offer) error {
	type taken struct {
		ID    models.ID
		N     int
		Minor int64
	}
	extent := needExtent(tx)
	found, err := scanRows(tx, "SELECT r.offer_id, COUNT(*), CAST(SUM(CASE WHEN "+extent.SQL+" = 'full' THEN r.amount_minor ELSE 0 END) "+
		"AS bigint) FROM referrals r JOIN needs ON needs.id = r.need_id"+
		" WHERE r.offer_id IN ? AND r.status = 'accepted' GROUP BY r.offer_id", append(extent.Args, all),
		func(r *sql.Rows, t *taken) error { return r.Scan(&t.ID, &t.N, &t.Minor) })
	for _, o := range index {
		if o.Places > 0 {
			left := o.Places
			o.PlacesLeft = &left
		}
		o.EnvelopeLeft = o.Envelope
	}
	for _, t := range found {
		o := index[t.ID]
		if o.PlacesLeft != nil {
			*o.PlacesLeft = max(0, *o.PlacesLeft-t.N)
		}
		o.EnvelopeLeft.Minor -= t.Minor
	}
	return err
}

// OpenOffersUnchangedSince gives the open offers that have not been changed since an instant, the oldest first, with their child
// rows.
func OpenOffersUnchangedSince(tx *Tx, since time.Time) ([]*models.Offer, error) {
	found, err := scanStructs[models.Offer](tx, Offers.selectVisible(tx).Where("offers.status = 'open' AND offers.updated_at <= ?",
		since).Order("offers.id"))
	return loadedPointers(tx, Offers, found, err)
}

// SetHints keeps which offers are hinted at; all others are not.
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
