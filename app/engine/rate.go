package engine

import (
	"qadam/app/store"
	"qadam/models"
)

// LatestRates gives the latest stored rates, today.
func LatestRates(tx *store.Tx) (*models.RateTable, error) {
	stored, err := store.LatestRates(tx, Today(tx))
	if err != nil {
		return nil, err
	}
	return models.NewRateTable(Today(tx), stored)
}
