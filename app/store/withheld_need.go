package store

import (
	"qadam/models"
)

// WithheldNeeds tells which of the needs that a donor's report names are open to the donor less than they were then, and
// since which day in their State.
func WithheldNeeds(tx *Tx, donor models.ID, named []models.SummaryNeed) (map[models.ID]models.WithheldNeed, error) {
	all := make([]models.ID, len(named))
	for i, n := range named {
		all[i] = n.ID
	}
	open, err := needExtents(tx.As(models.Actor{Role: models.Donor, OrganisationID: donor}), all)
	if err != nil {
		return nil, err
	}
	lost, gone := map[models.ID]models.WithheldNeed{}, []models.ID{}
	for _, n := range named {
		to := open[n.ID]
		if to == "" {
			to = models.ExtentNone
		}
		if models.Wider(n.Shared, to) {
			lost[n.ID], gone = models.WithheldNeed{NeedID: n.ID, From: n.Shared, To: to}, append(gone, n.ID)
		}
	}
	if len(gone) == 0 {
		return nil, nil
	}
	return lost, withheldSince(tx, lost, gone)
}

// needConsent is an entry of the ledger that bears on a need.
type needConsent struct {
	NeedID models.ID
	models.Consent
}

// withheldSince adds the days: those of the last change in the ledger that bears on the need for donors.
func withheldSince(tx *Tx, lost map[models.ID]models.WithheldNeed, gone []models.ID) error {
	entries, err := queryAll[needConsent](tx, `SELECT n.id AS need_id, c.* FROM needs n
		JOIN consents c ON c.subject_id IN (n.id, n.mission_id)
		WHERE n.id IN ? AND c.audience IN ? AND c.effective_from <= ?`, gone,
		[]models.Audience{models.AudienceDonors, models.AudiencePublic},
		tx.now)
	if err != nil {
		return err
	}
	states := make([]string, len(entries))
	for i, e := range entries {
		states[i] = e.CountryCode
	}
	zones, err := timeZonesOf(tx, states)
	for _, e := range entries {
		l := lost[e.NeedID]
		l.On = max(l.On, models.DateOf(e.ChangedAt(tx.now).In(zones[e.CountryCode])))
		lost[e.NeedID] = l
	}
	return err
}
