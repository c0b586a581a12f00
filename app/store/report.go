package store

import "qadam/models"

// Reports are the summaries issued to donors.
var Reports = &Noun[models.Report]{
	Table: "reports", Name: "report", Scope: ownOrganisation("reports"),
	Filters:      []Filter{ids("organisation_id", "reports.organisation_id IN ?", "Donors")},
	Sorts:        []Sort{byCreated("reports")},
	HeavyColumns: []string{"content"},
}

// ReportBefore gives the reference and the day of a donor's last report as of a day before this one; nil where there is none.
func ReportBefore(tx *Tx, donor models.ID, day models.Date) (*models.Report, error) {
	return queryOptional[models.Report](tx, `SELECT reference, as_of FROM reports WHERE organisation_id = ? AND as_of < ?
		ORDER BY as_of DESC, id DESC LIMIT 1`, donor, day)
}
