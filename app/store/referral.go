package store

import "qadam/models"

// Referrals are the needs put before organisations, and their answers.
var Referrals = &Noun[models.Referral]{
	Table: "referrals", Name: "referral", Scope: referralScope, MaskFor: maskReferralNeed,
	Filters: []Filter{
		byVisible(needExtents, ids("need_id", "referrals.need_id IN ?", "Needs")),
		ids("organisation_id", "referrals.organisation_id IN ?", "Organisations"),
		ids("offer_id", "referrals.offer_id IN ?", "Offers"),
		onToday(status(`CASE WHEN referrals.status = `+quoted(models.ReferralProposed)+
			` AND referrals.ends_on < ? THEN `+quoted(models.ReferralExpired)+`
			ELSE referrals.status END IN ?`, models.ReferralLifecycle)),
		enum[models.Purpose]("purpose", "referrals.purpose IN ?"),
	},
	Sorts: []Sort{byCreated("referrals")},
	Load:  markExpired,
}

// openReferral is the condition that a referral r waits for an answer or was accepted. It has one placeholder, for today: a
// proposal has expired once its last day is over, not only once a job has written it down.
var openReferral = "(r.status = " + quoted(models.ReferralAccepted) + " OR r.status = " + quoted(models.ReferralProposed) +
	" AND (r.ends_on IS NULL OR r.ends_on >= ?))"

// markExpired gives the status expired to proposals whose last day is over.
func markExpired(tx *Tx, found []*models.Referral) error {
	for _, r := range found {
		if r.Ended(models.DateOf(tx.now)) {
			r.Status, r.StatusOn = models.ReferralExpired, r.EndsOn.AddDays(1)
		}
	}
	return nil
}

// maskReferralNeed names the needs that the actor may see, and blanks the others.
func maskReferralNeed(tx *Tx, found []*models.Referral) error {
	all := make([]models.ID, len(found))
	for i, r := range found {
		all[i] = r.NeedID
	}
	visible, err := visibleNeeds(tx, all)
	if err != nil {
		return err
	}
	var named []SharedRow
	for _, n := range visible {
		named = append(named, SharedRow{n.ID, n.Extent})
	}
	Needs.LogRows(tx, named...)
	for _, r := range found {
		n := visible[r.NeedID]
		if r.NeedReference = n.Reference; r.NeedReference == "" {
			r.NeedID = ""
		}
		if n.Extent != models.ExtentFull {
			r.Note, r.Amount = "", models.Money{} // they may say what the need says
		}
	}
	return setSight(tx, found)
}

// setSight says of open referrals, to managers and the State, what the organisation can read of the need.
func setSight(tx *Tx, found []*models.Referral) error {
	if !tx.actor.SeesAll() && tx.actor.Role != models.National {
		return nil
	}
	var open []*models.Referral
	var needs []models.ID
	for _, r := range found {
		if r.Status == models.ReferralProposed || r.Status == models.ReferralAccepted {
			open, needs = append(open, r), append(needs, r.NeedID)
		}
	}
	if len(open) == 0 {
		return nil
	}
	seen, err := queryAll[struct {
		ID               models.ID
		Partners, Donors models.Extent
		Summary          bool
	}](tx, "SELECT n.id, ? AS partners, ? AS donors, n.releasable_summary <> '' AS summary FROM needs n WHERE n.id IN ?",
		extentTo(tx, models.AudiencePartners, "n.id", "n.mission_id"), extentTo(tx, models.AudienceDonors, "n.id", "n.mission_id"), needs)
	for _, r := range open {
		for _, n := range seen {
			if n.ID == r.NeedID {
				extent := map[models.Audience]models.Extent{models.AudiencePartners: n.Partners, models.AudienceDonors: n.Donors}
				r.Sees = r.Sight(extent[r.Purpose.Audience()], n.Summary, tx.actor.SeesAll())
			}
		}
	}
	return err
}

// NeedOfReferral gives the need of a referral for any actor; callers do not show it.
func NeedOfReferral(tx *Tx, referral models.ID) (models.ID, error) {
	r, err := queryOne[struct{ NeedID models.ID }](tx, "SELECT need_id FROM referrals WHERE id = ?", referral)
	return r.NeedID, err
}

// FindReferral gives the referral of a need to an organisation for a purpose; nil for none.
func FindReferral(tx *Tx, need, organisation models.ID, purpose models.Purpose) (*models.Referral, error) {
	return queryOptional[models.Referral](tx, `SELECT * FROM referrals WHERE need_id = ? AND organisation_id = ?
		AND purpose = ?`, need, organisation, purpose)
}

// EarlierReferrals gives the referrals of a need, by organisation and purpose.
func EarlierReferrals(tx *Tx, need models.ID) (map[string]*models.Referral, error) {
	found, err := queryAll[models.Referral](tx, "SELECT * FROM referrals WHERE need_id = ?", need)
	if err != nil {
		return nil, err
	}
	out := make(map[string]*models.Referral, len(found))
	for i := range found {
		out[string(found[i].OrganisationID)+string(found[i].Purpose)] = &found[i]
	}
	return out, markExpired(tx, pointers(found))
}

// IsInvolved tells whether a need was referred to an organisation, or an activity of it answers the need.
func IsInvolved(tx *Tx, need, organisation models.ID) (bool, error) {
	return exists(tx, `SELECT 1 FROM needs WHERE id = ? AND (
		EXISTS (SELECT 1 FROM referrals r WHERE r.need_id = needs.id AND r.organisation_id = ? AND `+openReferral+`)
		OR EXISTS (SELECT 1 FROM activity_needs an JOIN activity_partners ap ON ap.activity_id = an.activity_id
			WHERE an.need_id = needs.id AND ap.organisation_id = ?))`, need, organisation, models.DateOf(tx.now), organisation)
}

// HasAcceptedReferral tells whether an organisation has accepted a referral of a need.
func HasAcceptedReferral(tx *Tx, need, organisation models.ID) (bool, error) {
	return exists(tx, "SELECT 1 FROM referrals WHERE need_id = ? AND organisation_id = ? AND status = "+
		quoted(models.ReferralAccepted), need, organisation)
}

// CompetingReferrals gives the other open referrals of the same need for the same purpose.
func CompetingReferrals(tx *Tx, chosen *models.Referral) ([]models.ID, error) {
	return queryIDs(tx, "SELECT r.id FROM referrals r WHERE r.need_id = ? AND r.purpose = ? AND r.id <> ? AND "+
		openReferral+" ORDER BY r.id",
		chosen.NeedID, chosen.Purpose, chosen.ID, models.DateOf(tx.now))
}

// WithdrawReferrals withdraws the proposals of a need.
func WithdrawReferrals(tx *Tx, need models.ID, day models.Date) error {
	_, err := tx.exec(`UPDATE referrals SET status = `+quoted(models.ReferralWithdrawn)+
		`, status_on = ?, version = version + 1, updated_at = ?
		WHERE need_id = ? AND status = `+quoted(models.ReferralProposed), day, tx.now, need)
	return err
}

// ExpiredProposals gives proposals whose last day is over and that are not written down as expired yet.
func ExpiredProposals(tx *Tx, limit int) ([]models.ID, error) {
	return queryIDs(tx, `SELECT id FROM referrals WHERE status = `+quoted(models.ReferralProposed)+` AND ends_on < ?
		ORDER BY ends_on, id LIMIT ?`, models.DateOf(tx.now), limit)
}
