package store

import (
	"qadam/models"
)

// Referrals are the proposals of needs to organisations, and their answers.
var Referrals = &Noun[models.Referral]{Table: "referrals", Scope: referralScope,
	Filters: []Filter{byVisible(needExtents, ids("need_id", "referrals.need_id IN ?", "Needs")),
		ids("organisation_id", "referrals.organisation_id IN ?", "Organisations"), ids("offer_id", "referrals.offer_id IN ?", "Offers"),
		onToday(status("CASE WHEN referrals.status = 'proposed' AND referrals.ends_on < ? THEN 'expired' ELSE referrals.status "+
			"END IN ?", models.ReferralLifecycle)), enum[models.Purpose]("purpose", "referrals.purpose IN ?")},
	Sorts: []Sort{byCreated("referrals")}, Load: markExpired, MaskFor: maskReferralNeed}

// openReferral tells that a referral r is proposed or accepted; a proposal is not open after its last day, whether or not a job
// has expired it. It has one placeholder, for today.
const openReferral = "(r.status = 'accepted' OR r.status = 'proposed' AND (r.ends_on IS NULL OR r.ends_on >= ?))"

// markExpired marks proposals whose last day is over as expired.
func markExpired(tx *Tx, found []*models.Referral) error {
	for _, r := range found {
		if r.Ended(models.DateOf(tx.now)) {
			r.Status, r.StatusOn = models.ReferralExpired, r.EndsOn.AddDays(1)
		}
	}
	return nil
}

// maskReferralNeed names the needs that the actor may see; the others are placeholders.
func maskReferralNeed(tx *Tx, found []*models.Referral) error {
	all := make([]models.ID, len(found))
	for i, r := range found {
		all[i] = r.NeedID
	}
	seen, err := visibleNeeds(tx, all)
	if err != nil {
		return err
	}
	var named []SharedRow
	for _, n := range seen {
		named = append(named, SharedRow{n.ID, n.Extent})
	}
	LogRead(tx, "need", named...)
	for _, r := range found {
		n := seen[r.NeedID]
		if r.NeedReference = n.Reference; r.NeedReference == "" {
			r.NeedID = ""
		}
		if n.Extent != models.ExtentFull {
			r.Note, r.Amount = "", models.Money{} // they may quote the need
		}
	}
	return nil
}

// NeedOfReferral gives the need of a referral without scope; callers do not show it.
func NeedOfReferral(tx *Tx, referral models.ID) (models.ID, error) {
	r, err := queryOne[struct{ NeedID models.ID }](tx, "SELECT need_id FROM referrals WHERE id = ?", referral)
	return r.NeedID, err
}

// FindReferral gives the referral of a need to an organisation for a purpose; nil for none.
func FindReferral(tx *Tx, need, organisation models.ID, purpose models.Purpose) (*models.Referral, error) {
	r, err := queryOne[models.Referral](tx, "SELECT * FROM referrals WHERE need_id = ? AND organisation_id = ? AND purpose = ?", need,
		organisation, purpose)
	if NoRow(err) {
		return nil, nil
	}
	return &r, err
}

// EarlierReferrals gives how a need was answered before, by organisation and purpose.
func EarlierReferrals(tx *Tx, need models.ID) (map[string]*models.Referral, error) {
	found, err := scanStructs[models.Referral](tx, tx.db.Raw("SELECT * FROM referrals WHERE need_id = ?", need))
	out := make(map[string]*models.Referral, len(found))
	for i := range found {
		r := &found[i]
		out[string(r.OrganisationID)+string(r.Purpose)] = r
		if err := markExpired(tx, []*models.Referral{r}); err != nil {
			return nil, err
		}
	}
	return out, err
}

// IsInvolved tells whether a need was referred to an organisation, or an activity of it answers the need.
func IsInvolved(tx *Tx, need, organisation models.ID) (bool, error) {
	n, err := queryOne[struct{ N int }](tx, `SELECT COUNT(*) AS n FROM needs WHERE id = ? AND (
		EXISTS (SELECT 1 FROM referrals r WHERE r.need_id = needs.id AND r.organisation_id = ? AND `+openReferral+`)
		OR EXISTS (SELECT 1 FROM activity_needs an JOIN activity_partners ap ON ap.activity_id = an.activity_id WHERE an.need_id = needs.id
			AND ap.organisation_id = ?))`,
		need, organisation, models.DateOf(tx.now), organisation)
	return n.N > 0, err
}

// HasAcceptedReferral tells whether an organisation has accepted a need's referral.
func HasAcceptedReferral(tx *Tx, need, organisation models.ID) (bool, error) {
	n, err := queryOne[struct{ N int }](tx, "SELECT COUNT(*) AS n FROM referrals WHERE need_id = ? AND organisation_id = ? AND status = "+
		"'accepted'", need, organisation)
	return n.N > 0, err
}

// CompetingReferrals gives the other open referrals of the same need for the same purpose.
func CompetingReferrals(tx *Tx, chosen *models.Referral) ([]models.ID, error) {
	found, err := queryAll[needName](tx, "SELECT r.id FROM referrals r WHERE r.need_id = ? AND r.purpose = ? AND r.id <> ? AND "+
		openReferral+" ORDER BY r.id", chosen.NeedID, chosen.Purpose, chosen.ID, models.DateOf(tx.now))
	out := make([]models.ID, len(found))
	for i, f := range found {
		out[i] = f.ID
	}
	return out, err
}

// WithdrawReferrals withdraws a need's open referrals.
func WithdrawReferrals(tx *Tx, need models.ID, day models.Date) error {
	_, err := tx.exec("UPDATE referrals SET status = 'withdrawn', status_on = ?, version = version + 1, updated_at = ? WHERE need_id = "+
		"? AND status = 'proposed'", day, tx.now, need)
	return err
}

// ExpiredProposals gives proposals whose last day is over and whose status does not say so yet.
func ExpiredProposals(tx *Tx, limit int) ([]models.ID, error) {
	found, err := queryAll[needName](tx, "SELECT id FROM referrals WHERE status = 'proposed' AND ends_on < ? ORDER BY ends_on, id LIMIT ?",
		models.DateOf(tx.now), limit)
	out := make([]models.ID, len(found))
	for i, f := range found {
		out[i] = f.ID
	}
	return out, err
}
