package app

import (
	"encoding/json"

	"qadam/app/store"
	"qadam/models"
)

// withhold opens an issued report as its reader may read it today. Its text and its hash stay for ever as they were issued,
// and managers see them so. To the donor a need that has lost consent since is a placeholder with the day on which that was.
func withhold(tx *store.Tx, r *models.Report) error {
	var said models.Issued
	if err := json.Unmarshal([]byte(r.Content), &said); err != nil {
		return err
	}
	needs := said.Summary.Needs
	lost, err := store.LostConsents(tx, r.OrganisationID, needs)
	if err != nil || len(lost) == 0 {
		return err
	}
	for i, n := range needs {
		l, gone := lost[n.ID]
		if !gone {
			continue
		}
		needs[i] = n.Withheld(l.To, l.On)
		if !tx.Actor().SeesAll() {
			l.NeedID = ""
		}
		r.Withheld = append(r.Withheld, l)
	}
	if tx.Actor().SeesAll() {
		return nil
	}
	text, err := json.Marshal(said)
	r.Content = models.RawJSON(text)
	return err
}
