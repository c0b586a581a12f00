package store

import (
	"database/sql"
	"strings"

	"qadam/models"
)

// matchColumns are what is matched of needs, joined with their countries as c.
const matchColumns = `needs.id, needs.reference, needs.title, needs.country_code, c.region, needs.level, needs.kind, c.languages,
	needs.wanted_by, needs.rank_key, needs.estimated_cost_minor, needs.estimated_cost_currency,
	(SELECT string_agg(nt.theme_code, ',') FROM need_themes nt WHERE nt.need_id = needs.id)`

// NeedToMatch is a need to be matched, with its cost and what is committed to it, in hundredths of US cents.
type NeedToMatch struct {
	models.MatchNeed
	Cost      models.Money
	Committed int64
}

// needsToMatch reads needs to be matched. Commitments are not for partners and donors to know: to them nothing is committed.
func needsToMatch(tx *Tx, which Where, limit int) ([]NeedToMatch, error) {
	committed := where("0")
	if tx.actor.SeesAll() {
		committed = committedTo(tx, "needs.id")
	}
	return scanRows(tx, where("SELECT "+matchColumns+`, ? FROM needs JOIN countries c ON c.code = needs.country_code
		WHERE ? ORDER BY needs.rank_key, needs.id LIMIT ?`, committed, which, limit), func(r *sql.Rows, n *NeedToMatch) error {
		var themes sql.NullString
		err := r.Scan(&n.ID, &n.Reference, &n.Title, &n.Country, &n.Region, &n.Level, &n.Kind, jsonScanner{&n.Languages}, &n.WantedBy,
			&n.RankKey, &n.Cost.Minor, &n.Cost.Currency, &themes, &n.Committed)
		n.Themes = strings.Split(themes.String, ",")
		return err
	})
}

// GetNeedToMatch gives one need to be matched.
func GetNeedToMatch(tx *Tx, id models.ID) (*NeedToMatch, error) {
	found, err := needsToMatch(tx, where("needs.id = ?", id), 1)
	if err == nil && len(found) == 0 {
		err = models.NotFoundError()
	}
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}

// maxMatched bounds how many needs are matched with one offer, in the order of rank.
const maxMatched = 2000

// fitsOffer is the condition that an agreed need is not taken up, has one of an offer's themes and lies where the offer reaches.
func fitsOffer(o *models.Offer) Where {
	w := where("needs.status IN (" + unansweredNeed + ")")
	if len(o.ThemeCodes) > 0 {
		w = w.And("EXISTS (SELECT 1 FROM need_themes nt WHERE nt.need_id = needs.id AND nt.theme_code IN ?)", o.ThemeCodes)
	}
	if len(o.CountryCodes)+len(o.Regions) > 0 {
		w = w.And(`(needs.country_code IN ? OR needs.country_code IN (SELECT c.code FROM countries c
			WHERE c.region IN ?))`, o.CountryCodes, o.Regions)
	}
	return w
}

// NeedsForOffer gives the needs that an offer may fit, among those that the actor sees in full and that are not referred to the
// offer's organisation yet.
func NeedsForOffer(tx *Tx, o *models.Offer) ([]NeedToMatch, error) {
	scope := needScope(tx)
	if tx.actor.Audience() != "" {
		scope = where(`(needs.id IN (SELECT k.subject_id FROM consents k) OR needs.mission_id IN (SELECT k.subject_id
			FROM consents k)) AND ? = `+fullExtent,
			needExtent(tx))
	}
	return needsToMatch(tx, fitsOffer(o).And(`? AND NOT EXISTS (SELECT 1 FROM referrals r
		WHERE r.need_id = needs.id AND r.organisation_id = ? AND r.purpose = ? AND `+
		openReferral+")", scope, o.OrganisationID, o.Purpose, models.DateOf(tx.now)), maxMatched)
}

// HasHiddenMatch tells whether an agreed need matches an offer that its owner, the actor, may not see in full.
func HasHiddenMatch(tx *Tx, o *models.Offer) (bool, error) {
	w := fitsOffer(o)
	if len(o.Kinds) > 0 {
		w = w.And("needs.kind IN ?", o.Kinds)
	}
	if len(o.Levels) > 0 {
		w = w.And("needs.level IN ?", o.Levels)
	}
	return exists(tx, "SELECT 1 FROM needs WHERE ? AND COALESCE(?, "+noExtent+") <> "+fullExtent, w, needExtent(tx))
}

// OffersForNeed gives the open offers on a need's themes and for its country, of organisations to which it is not referred yet.
func OffersForNeed(tx *Tx, n *NeedToMatch) ([]*models.Offer, error) {
	day := models.DateOf(tx.now)
	found, err := Offers.find(tx, Offers.selectVisible(tx).Where(`offers.status = `+quoted(models.OfferOpen)+
		` AND (offers.ends_on IS NULL OR offers.ends_on >= ?)
		AND (EXISTS (SELECT 1 FROM offer_themes ot WHERE ot.offer_id = offers.id AND ot.theme_code IN ?)
			OR NOT EXISTS (SELECT 1 FROM offer_themes ot WHERE ot.offer_id = offers.id))
		AND (offers.regions <> '[]' OR EXISTS (SELECT 1 FROM offer_countries oc WHERE oc.offer_id = offers.id AND oc.country_code = ?)
			OR NOT EXISTS (SELECT 1 FROM offer_countries oc WHERE oc.offer_id = offers.id))
		AND NOT EXISTS (SELECT 1 FROM referrals r
			WHERE r.need_id = ? AND r.organisation_id = offers.organisation_id AND r.purpose = offers.purpose AND `+openReferral+")",
		day, n.Themes, n.Country, n.ID, day))
	return pointers(found), err
}
