package store

import (
	"database/sql"
	"slices"
	"strings"
	"time"

	"qadam/models"
)

// openReferral tells that a referral r waits for an answer or has a yes; a proposal whose last day is over does not, at
// this instant and not only when a job has written it down. It has one placeholder, for today.
const openReferral = "(r.status = 'accepted' OR r.status = 'proposed' AND (r.ends_on IS NULL OR r.ends_on >= ?))"

// markEnded says of proposals whose last day is over that they have expired.
func markEnded(tx *Tx, found []*models.Referral) error {
	for _, r := range found {
		if r.Ended(models.DateOf(tx.now)) {
			r.Status, r.StatusOn = "expired", r.EndsOn.AddDays(1)
		}
	}
	return nil
}

// EndedProposals gives proposals whose last day is over and that are not written down as expired yet.
func EndedProposals(tx *Tx, limit int) ([]models.ID, error) {
	found, err := rows[needName](tx, "SELECT id FROM referrals WHERE status = 'proposed' AND ends_on < ? ORDER BY ends_on, id LIMIT ?", models.DateOf(tx.now), limit)
	out := make([]models.ID, len(found))
	for i, f := range found {
		out[i] = f.ID
	}
	return out, err
}

// RivalsOf gives the other open referrals of the same need for the same purpose.
func RivalsOf(tx *Tx, chosen *models.Referral) ([]models.ID, error) {
	found, err := rows[needName](tx, "SELECT r.id FROM referrals r WHERE r.need_id = ? AND r.purpose = ? AND r.id <> ? AND "+openReferral+" ORDER BY r.id",
		chosen.NeedID, chosen.Purpose, chosen.ID, models.DateOf(tx.now))
	out := make([]models.ID, len(found))
	for i, f := range found {
		out[i] = f.ID
	}
	return out, err
}

// loadLeft brings what accepted proposals have left of offers. An amount may say what its need says: what is left is told
// among the amounts that the reader may read.
func loadLeft(tx *Tx, all []string, index map[models.ID]*models.Offer) error {
	type taken struct {
		ID    models.ID
		N     int
		Minor int64
	}
	extent := needExtent(tx)
	found, err := scanned(tx, "SELECT r.offer_id, COUNT(*), CAST(SUM(CASE WHEN "+extent.SQL+" = 'full' THEN r.amount_minor ELSE 0 END) AS bigint) FROM referrals r JOIN needs ON needs.id = r.need_id"+
		" WHERE r.offer_id IN ? AND r.status = 'accepted' GROUP BY r.offer_id", append(extent.Args, all), func(r *sql.Rows, t *taken) error { return r.Scan(&t.ID, &t.N, &t.Minor) })
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

// wantedColumns are what is matched of needs, joined with their countries as c.
const wantedColumns = `needs.id, needs.reference, needs.title, needs.country_code, c.region, needs.level, needs.kind, c.languages, needs.wanted_by, needs.rank_key,
	needs.estimated_cost_minor, needs.estimated_cost_currency, (SELECT string_agg(nt.theme_code, ',') FROM need_themes nt WHERE nt.need_id = needs.id)`

// Wanted is a need to be matched, with its cost and what is committed to it, in hundredths of US cents.
type Wanted struct {
	models.WantedNeed
	Cost      models.Money
	Committed int64
}

// wanted reads needs to be matched. Who gives commitments is not for partners and donors to know: to them nothing is committed.
func wanted(tx *Tx, where Where, limit int) ([]Wanted, error) {
	committed := Where{SQL: "0"}
	if tx.actor.SeesAll() {
		committed = committedTo(tx, "needs.id")
	}
	return scanned(tx, "SELECT "+wantedColumns+", "+committed.SQL+" FROM needs JOIN countries c ON c.code = needs.country_code WHERE "+where.SQL+" ORDER BY needs.rank_key, needs.id LIMIT ?",
		slices.Concat(committed.Args, where.Args, []any{limit}), func(r *sql.Rows, n *Wanted) error {
			var themes sql.NullString
			err := r.Scan(&n.ID, &n.Reference, &n.Title, &n.Country, &n.Region, &n.Level, &n.Kind, list{&n.Languages}, &n.WantedBy, &n.RankKey, &n.Cost.Minor, &n.Cost.Currency, &themes, &n.Committed)
			n.Themes = strings.Split(themes.String, ",")
			return err
		})
}

// WantedNeed gives one need to be matched.
func WantedNeed(tx *Tx, id models.ID) (*Wanted, error) {
	found, err := wanted(tx, Where{SQL: "needs.id = ?", Args: []any{id}}, 1)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, models.Missing()
	}
	return &found[0], nil
}

// mostMatched bounds how many needs are matched with one offer, the most urgent first.
const mostMatched = 2000

// waitsForOffer tells that an agreed need waits for somebody, has one of an offer's themes and lies where the offer reaches.
func waitsForOffer(o *models.Offer) Where {
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

// WantedBy gives the needs that an offer may fit, among those that the actor sees in full, and that were not put before
// the offer's organisation yet.
func WantedBy(tx *Tx, o *models.Offer) ([]Wanted, error) {
	where, scope := waitsForOffer(o), needScope(tx)
	if tx.actor.Audience() != "" {
		extent := needExtent(tx)
		scope = Where{SQL: `(needs.id IN (SELECT k.subject_id FROM consents k) OR needs.mission_id IN (SELECT k.subject_id FROM consents k)) AND ` + extent.SQL + " = 'full'", Args: extent.Args}
	}
	where.SQL += " AND " + scope.SQL + " AND NOT EXISTS (SELECT 1 FROM referrals r WHERE r.need_id = needs.id AND r.organisation_id = ? AND r.purpose = ? AND " + openReferral + ")"
	where.Args = append(append(where.Args, scope.Args...), o.OrganisationID, o.Purpose, models.DateOf(tx.now))
	return wanted(tx, where, mostMatched)
}

// MatchesHidden tells whether an agreed need matches an offer which its owner, the actor, may not see in full.
func MatchesHidden(tx *Tx, o *models.Offer) (bool, error) {
	where, extent := waitsForOffer(o), needExtent(tx)
	for column, offered := range map[string][]string{"needs.kind": o.Kinds, "needs.level": o.Levels} {
		if len(offered) > 0 {
			where.SQL, where.Args = where.SQL+" AND "+column+" IN ?", append(where.Args, offered)
		}
	}
	found, err := rows[needName](tx, "SELECT needs.id FROM needs WHERE "+where.SQL+" AND COALESCE("+extent.SQL+", 'none') <> 'full' LIMIT 1", append(where.Args, extent.Args...)...)
	return len(found) > 0, err
}

// SteadyOffers gives the open offers that have not been changed since an instant, the oldest first, with what hangs on them.
func SteadyOffers(tx *Tx, since time.Time) ([]*models.Offer, error) {
	found, err := collect[models.Offer](tx, Offers.query(tx).Where("offers.status = 'open' AND offers.updated_at <= ?", since).Order("offers.id"))
	return loaded(tx, Offers, found, err)
}

// loaded brings what hangs on rows that were found.
func loaded[T any](tx *Tx, n *Noun[T], found []T, err error) ([]*T, error) {
	if err != nil {
		return nil, err
	}
	out := make([]*T, len(found))
	for i := range found {
		out[i] = &found[i]
	}
	return out, n.load(tx, out)
}

// Hint keeps which offers are hinted at; all others are not.
func Hint(tx *Tx, hinted []models.ID) error {
	if _, err := tx.exec("UPDATE offers SET hint = FALSE WHERE hint"); err != nil {
		return err
	}
	for some := range asked(hinted) {
		if _, err := tx.exec("UPDATE offers SET hint = TRUE WHERE id IN ?", some); err != nil {
			return err
		}
	}
	return nil
}

// OffersFor gives the open offers on a need's themes and for its country, of organisations that it was not put before yet.
func OffersFor(tx *Tx, n *Wanted) ([]*models.Offer, error) {
	day := models.DateOf(tx.now)
	found, err := collect[models.Offer](tx, Offers.query(tx).Where(`offers.status = 'open' AND (offers.ends_on IS NULL OR offers.ends_on >= ?)
		AND (EXISTS (SELECT 1 FROM offer_themes ot WHERE ot.offer_id = offers.id AND ot.theme_code IN ?) OR NOT EXISTS (SELECT 1 FROM offer_themes ot WHERE ot.offer_id = offers.id))
		AND (offers.regions <> '[]' OR EXISTS (SELECT 1 FROM offer_countries oc WHERE oc.offer_id = offers.id AND oc.country_code = ?)
			OR NOT EXISTS (SELECT 1 FROM offer_countries oc WHERE oc.offer_id = offers.id))
		AND NOT EXISTS (SELECT 1 FROM referrals r WHERE r.need_id = ? AND r.organisation_id = offers.organisation_id AND r.purpose = offers.purpose AND `+openReferral+")",
		day, n.Themes, n.Country, n.ID, day))
	return loaded(tx, Offers, found, err)
}

// EarlierReferrals gives how a need was answered before, by organisation and purpose.
func EarlierReferrals(tx *Tx, need models.ID) (map[string]*models.Referral, error) {
	found, err := collect[models.Referral](tx, tx.db.Raw("SELECT * FROM referrals WHERE need_id = ?", need))
	out := make(map[string]*models.Referral, len(found))
	for i := range found {
		r := &found[i]
		out[string(r.OrganisationID)+r.Purpose] = r
		if err := markEnded(tx, []*models.Referral{r}); err != nil {
			return nil, err
		}
	}
	return out, err
}

// TrackRecord is what an organisation has brought to its end, by country and by theme.
type TrackRecord struct{ inCountry, onTheme map[string]models.Record }

// On gives the record that counts for a need: in its country, and on that of its themes on which it was most.
func (s TrackRecord) On(n *Wanted) models.Record {
	r := s.inCountry[n.Country]
	for _, theme := range n.Themes {
		r = r.Best(s.onTheme[theme])
	}
	return r
}

// TrackRecords gives what organisations have brought to their end. A donor has what its commitments reach. With a need, what
// ended in its country and on its themes is found once, for all of them, and the rest is left out.
func TrackRecords(tx *Tx, organisations []models.ID, n *Wanted) (map[models.ID]TrackRecord, error) {
	type row struct {
		ID             models.ID
		Country, Theme string
		N, Late        int
	}
	kept, args := "NOT MATERIALIZED", []any{organisations, organisations}
	var narrowed, there, those string // what ended, and of that what counts by country and by theme
	if n != nil {
		kept, narrowed = "MATERIALIZED", " AND (a.country_code = ? OR a.id IN (SELECT at.activity_id FROM activity_themes at WHERE at.theme_code IN ?))"
		there, those = " WHERE country_code = ?", " WHERE at.theme_code IN ?"
		args = []any{n.Country, n.Themes, organisations, organisations, n.Country, n.Themes}
	}
	found, err := scanned(tx, `WITH closed AS `+kept+` (
			SELECT a.id, a.project_id, a.country_code, a.actual_end > a.planned_end AS late FROM activities a WHERE a.status = 'closed'`+narrowed+`),
		done AS MATERIALIZED (
			SELECT ap.organisation_id AS org, a.id, a.country_code, a.late FROM activity_partners ap JOIN closed a ON a.id = ap.activity_id WHERE ap.organisation_id IN ?
			UNION SELECT t.organisation_id, a.id, a.country_code, a.late FROM transactions t JOIN closed a ON a.project_id = t.project_id AND (t.activity_id IS NULL OR t.activity_id = a.id)
				WHERE t.kind = 'commitment' AND t.organisation_id IN ?)
		SELECT org, country_code, '', COUNT(*), SUM(CASE WHEN late THEN 1 ELSE 0 END) FROM done`+there+` GROUP BY org, country_code
		UNION ALL SELECT org, '', at.theme_code, COUNT(*), SUM(CASE WHEN late THEN 1 ELSE 0 END) FROM done JOIN activity_themes at ON at.activity_id = done.id`+those+` GROUP BY org, at.theme_code`,
		args, func(r *sql.Rows, x *row) error { return r.Scan(&x.ID, &x.Country, &x.Theme, &x.N, &x.Late) })
	out := make(map[models.ID]TrackRecord, len(organisations))
	for _, id := range organisations {
		out[id] = TrackRecord{map[string]models.Record{}, map[string]models.Record{}}
	}
	for _, x := range found {
		if x.Theme == "" {
			out[x.ID].inCountry[x.Country] = models.Record{InCountry: x.N, LateInCountry: x.Late}
		} else {
			out[x.ID].onTheme[x.Theme] = models.Record{OnTheme: x.N, LateOnTheme: x.Late}
		}
	}
	return out, err
}
