package store

import "qadam/models"

// WithheldNeeds gives those of the needs that a donor's report names that are shared with the donor less than they were then, and
// since which day in their State.
func WithheldNeeds(tx *Tx, donor models.ID, named []models.SummaryNeed) (map[models.ID]models.WithheldNeed, error) {
	all := make([]models.ID, len(named))
	for i, n := range named {
		all[i] = n.ID
	}
	extents, err := needExtents(tx.As(models.Actor{Role: models.Donor, OrganisationID: donor}), all)
	if err != nil {
		return nil, err
	}
	withheld, ids := map[models.ID]models.WithheldNeed{}, []models.ID{}
	for _, n := range named {
		to := extents[n.ID]
		if to == "" {
			to = models.ExtentNone
		}
		if models.Wider(n.Shared, to) {
			withheld[n.ID], ids = models.WithheldNeed{NeedID: n.ID, From: n.Shared, To: to}, append(ids, n.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return withheld, loadWithheldSince(tx, withheld, ids)
}

// loadWithheldSince reads the days: those of the last change of the consent that applies to the need for donors.
func loadWithheldSince(tx *Tx, withheld map[models.ID]models.WithheldNeed, ids []models.ID) error {
	entries, err := queryAll[struct {
		NeedID models.ID
		models.Consent
	}](tx, `SELECT n.id AS need_id, c.* FROM needs n JOIN consents c ON c.subject_id IN (n.id, n.mission_id)
		WHERE n.id IN ? AND c.audience IN ? AND c.effective_from <= ?`,
		ids, []models.Audience{models.AudienceDonors, models.AudiencePublic}, tx.now)
	if err != nil {
		return err
	}
	states := make([]string, len(entries))
	for i, e := range entries {
		states[i] = e.CountryCode
	}
	zones, err := timeZonesOf(tx, states)
	if err != nil {
		return err
	}
	for _, e := range entries {
		w := withheld[e.NeedID]
		w.On = max(w.On, models.DateOf(e.ChangedAt(tx.now).In(zones[e.CountryCode])))
		withheld[e.NeedID] = w
	}
	return nil
}
