package engine

import (
	"qadam/app/store"
	"qadam/models"
)

// ReportedFlows gives what is reported as spent by a day and not accepted yet, in US cents at the latest stored rates.
func ReportedFlows(tx *store.Tx, which store.Where, day models.Date) ([]models.Flow, error) {
	waiting, err := store.WaitingSpending(tx, which, day)
	if err != nil || len(waiting) == 0 {
		return nil, err
	}
	rates, err := LatestRates(tx)
	if err != nil {
		return nil, err
	}
	at := map[[2]models.ID]int{}
	var out []models.Flow
	for _, w := range waiting {
		cents, _ := rates.Convert(w.Waiting)
		key := [2]models.ID{w.ProjectID, w.ActivityID}
		i, known := at[key]
		if !known {
			i = len(out)
			at[key], out = i, append(out, models.Flow{ProjectID: w.ProjectID, ActivityID: w.ActivityID})
		}
		out[i].Amount += cents
	}
	return out, nil
}
