package reminders

import (
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// reportDeadlines makes the use cases of report deadlines.
func (a *FollowUp) reportDeadlines() engine.Resource[models.ReportDeadline, models.ReportDeadlineInput] {
	return engine.NewResource(
		a.Engine,
		engine.Kind[models.ReportDeadline, models.ReportDeadlineInput]{Noun: store.ReportDeadlines,
			Input: func(d *models.ReportDeadline) *models.ReportDeadlineInput { return &d.ReportDeadlineInput },
			Prepare: func(tx *store.Tx, _, d *models.ReportDeadline) error {
				if err := models.CheckPeriod(d.CoversTo, d.DueOn, "/due_on"); err != nil {
					return err
				}
				return store.Organisations.RequireVisible(tx, "/organisation_id", d.OrganisationID)
			}},
	)
}
