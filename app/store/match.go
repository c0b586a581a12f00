package store

import (
	"database/sql"
	"slices"
	"strings"

	"qadam/models"
)

// matchColumns are what is matched of needs, joined with their countries as c.
const matchColumns = `needs.id, needs.reference, needs.title, needs.country_code, c.region, needs.level, needs.kind, c.languages,
	needs.wanted_by, needs.rank_key,
	needs.estimated_cost_minor, needs.estimated_cost_currency, (SELECT string_agg(nt.theme_code, ',') FROM need_themes nt
		WHERE nt.need_id = needs.id)`

// NeedToMatch is a need to be matched, with its cost and what is committed to it, in hundredths of US cents.
type NeedToMatch struct {
	models.MatchNeed
	Cost      models.Money
	Committed int64
}

// needsToMatch reads needs to be matched. Partners and donors may not know others' commitments: to them nothing is committed.
func needsToMatch(tx *Tx, where Where, limit int) ([]NeedToMatch, error) {
	committed := Where{SQL: "0"}
	if tx.actor.SeesAll() {
		committed = committedTo(tx, "needs.id")
	}
	return scanRows(tx, "SELECT "+matchColumns+", "+committed.SQL+" FROM needs JOIN countries c ON c.code = needs.country_code WHERE "+
		where.SQL+" ORDER BY needs.rank_key, needs.id LIMIT ?",
		slices.Concat(committed.Args, where.Args, []any{limit}), func(r *sql.Rows, n *NeedToMatch) error {
			var themes sql.NullString
			err := r.Scan(&n.ID, &n.Reference, &n.Title, &n.Country, &n.Region, &n.Level, &n.Kind, jsonScanner{&n.Languages}, &n.WantedBy,
				&n.RankKey, &n.Cost.Minor, &n.Cost.Currency, &themes, &n.Committed)
			n.Themes = strings.Split(themes.String, ",")
			return err
		})
}

// GetNeedToMatch gives one need to be matched.
func GetNeedToMatch(tx *Tx, id models.ID) (*NeedToMatch, error) {
	found, err := needsToMatch(tx, Where{SQL: "needs.id = ?", Args: []any{id}}, 1)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, models.NotFoundError()
	}
	return &found[0], nil
}

// maxMatched bounds how many needs are matched with one offer, the most urgent first.
const maxMatched = 2000

// fitsOffer finds agreed needs without an answer that have one of an offer's themes and lie where the offer reaches.
func fitsOffer(o *models.Offer) Where {
	w := Where{SQL: "needs.status IN ('agreed', 'prioritized', 'referred')"}
	if len(o.ThemeCodes) > 0 {
		w.SQL += " AND EXISTS (SELECT 1 FROM need_themes nt WHERE nt.need_id = needs.id AND nt.theme_code IN ?)"
		w.Args = append(w.Args, o.ThemeCodes)
	}
	if len(o.CountryCodes)+len(o.Regions) > 0 {
		// An IN of nothing would be no SQL.
		w.SQL += " AND (needs.country_code IN ? OR needs.country_code IN (SELECT c.code FROM countries c WHERE c.region IN ?))"
		w.Args = append(w.Args, append([]string{""}, o.CountryCodes...), append([]string{"-"}, o.Regions...))
	}
	return w
}

// NeedsForOffer gives the needs that an offer may fit, among those that the actor sees in full, and that were not put before
// the offer's organisation yet.
func NeedsForOffer(tx *Tx, o *models.Offer) ([]NeedToMatch, error) {
	where, scope := fitsOffer(o), needScope(tx)
	if tx.actor.Audience() != "" {
		extent := needExtent(tx)
		scope = Where{SQL: `(needs.id IN (SELECT k.subject_id FROM consents k) OR needs.mission_id IN (SELECT k.subject_id FROM consents k))
			AND ` + extent.SQL + " = 'full'", Args: extent.Args}
	}
	where.SQL += " AND " + scope.SQL + " AND NOT EXISTS (SELECT 1 FROM referrals r WHERE r.need_id = needs.id AND r.organisation_id = ? " +
		"AND r.purpose = ? AND " + openReferral + ")"
	where.Args = append(append(where.Args, scope.Args...), o.OrganisationID, o.Purpose, models.DateOf(tx.now))
	return needsToMatch(tx, where, maxMatched)
}

// HasHiddenMatch tells whether an agreed need matches an offer which its owner, the actor, may not see in full.
func HasHiddenMatch(tx *Tx, o *models.Offer) (bool, error) {
	where, extent := fitsOffer(o), needExtent(tx)
	if len(o.Kinds) > 0 {
		where.SQL, where.Args = where.SQL+" AND needs.kind IN ?", append(where.Args, o.Kinds)
	}
	if len(o.Levels) > 0 {
		where.SQL, where.Args = where.SQL+" AND needs.level IN ?", append(where.Args, o.Levels)
	}
	found, err := queryAll[needName](tx, "SELECT needs.id FROM needs WHERE "+where.SQL+" AND COALESCE("+extent.SQL+
		", 'none') <> 'full' LIMIT 1", append(where.Args, extent.Args...)...)
	return len(found) > 0, err
}

// OffersForNeed gives the open offers on a need's themes and for its country, of organisations that it was not put before yet.
func OffersForNeed(tx *Tx, n *NeedToMatch) ([]*models.Offer, error) {
	day := models.DateOf(tx.now)
	found, err := scanStructs[models.Offer](tx, Offers.selectVisible(tx).Where(`offers.status = 'open' AND (offers.ends_on IS NULL
		OR offers.ends_on >= ?)
		AND (EXISTS (SELECT 1 FROM offer_themes ot WHERE ot.offer_id = offers.id AND ot.theme_code IN ?) OR NOT EXISTS (SELECT 1
			FROM offer_themes ot WHERE ot.offer_id = offers.id))
		AND (offers.regions <> '[]' OR EXISTS (SELECT 1 FROM offer_countries oc WHERE oc.offer_id = offers.id AND oc.country_code = ?)
			OR NOT EXISTS (SELECT 1 FROM offer_countries oc WHERE oc.offer_id = offers.id))
		AND NOT EXISTS (SELECT 1 FROM referrals r WHERE r.need_id = ? AND r.organisation_id = offers.organisation_id
			AND r.purpose = offers.purpose AND `+openReferral+")",
		day, n.Themes, n.Country, n.ID, day))
	return loadedPointers(tx, Offers, found, err)
}
