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
				if err := store.Organisations.RequireVisible(tx, "/organisation_id", d.OrganisationID); err != nil {
					return err
				}
				return checkReportFor(tx, d)
			}},
	)
}

// checkReportFor refuses to name a report that is not the donor's as the one for a deadline.
func checkReportFor(tx *store.Tx, d *models.ReportDeadline) error {
	if d.ReportID == "" {
		return nil
	}
	r, err := store.Reports.Get(tx, d.ReportID)
	if err == nil && r.OrganisationID != d.OrganisationID {
		err = models.NotFoundError()
	}
	return engine.FaultIfNotFound(err, "/report_id", "There is no report with this id to this donor.")
}
