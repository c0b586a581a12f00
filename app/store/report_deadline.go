package store

import "qadam/models"

// ReportDeadlines are the reports that donors' agreements ask for.
var ReportDeadlines = &Noun[models.ReportDeadline]{
	Table: "report_deadlines", Name: "report_deadline", Scope: managersOnly,
	Filters: []Filter{
		ids("organisation_id", "report_deadlines.organisation_id IN ?", "Donors"),
		since("from", "report_deadlines.due_on >= ?", "Due on or after"),
		until("to", "report_deadlines.due_on <= ?", "Due on or before"),
	},
	Sorts: []Sort{{Key: "due_on", Column: "report_deadlines.due_on"}},
	Load:  loadMetOn,
}

// loadMetOn reads when the report that an agreement asks for was issued.
func loadMetOn(tx *Tx, found []*models.ReportDeadline) error {
	all, index := indexByID(found)
	met, err := queryAll[struct {
		ID  models.ID
		Met models.Date
	}](tx, `SELECT d.id, MIN(r.created_at) AS met FROM report_deadlines d
		JOIN reports r ON r.organisation_id = d.organisation_id AND r.as_of >= d.covers_to WHERE d.id IN ? GROUP BY d.id`, all)
	for _, m := range met {
		index[m.ID].MetOn = m.Met
	}
	return err
}
