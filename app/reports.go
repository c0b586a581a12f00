package app

import (
	"qadam/app/store"
	"qadam/models"
)

// freeze fills a report with the donor's summary.
func (a *App) freeze(tx *store.Tx, old, r *models.Report) error {
	return models.Errorf(models.Internal, "not yet")
}
