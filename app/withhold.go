package app

import (
	"encoding/json"

	"qadam/app/store"
	"qadam/models"
)

// withhold opens an issued report as its reader may read it today. Its text and its hash stay for ever as they were issued,
// and managers see them so. To the donor a need that has lost consent since is a placeholder with the day on which that was.
// What of needs the reader is told goes into the log.
func withhold(tx *store.Tx, r *models.Report) error {
	var said models.Issued
	if err := json.Unmarshal([]byte(r.Content), &said); err != nil {
		return err
	}
	needs, whole := said.Summary.Needs, tx.Actor().SeesAll()
	lost, err := store.LostConsents(tx, r.OrganisationID, needs)
	if err != nil {
		return err
	}
	var told []store.Shown
	for i, n := range needs {
		l, gone := lost[n.ID]
		if gone {
			needs[i] = n.Withheld(l.To, l.On)
			if !whole {
				l.NeedID = ""
			}
			r.Withheld = append(r.Withheld, l)
		}
		if whole || !gone {
			told = append(told, store.Shown{ID: n.ID, Extent: n.Shared})
		} else if l.To != models.ExtentNone {
			told = append(told, store.Shown{ID: n.ID, Extent: l.To})
		}
	}
	store.Saw(tx, "need", told...)
	if whole || len(lost) == 0 {
		return nil
	}
	text, err := json.Marshal(said)
	r.Content = models.RawJSON(text)
	return err
}
