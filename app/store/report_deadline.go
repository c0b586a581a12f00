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

// meetsDeadline tells that a report r is the one that a deadline d asks for: it covers its time, or is named as issued for it.
const meetsDeadline = "(r.organisation_id = d.organisation_id AND (r.as_of >= d.covers_to OR r.id = d.report_id))"

// loadMetOn reads when the report that an agreement asks for was issued.
func loadMetOn(tx *Tx, found []*models.ReportDeadline) error {
	all, index := indexByID(found)
	met, err := queryAll[struct {
		ID  models.ID
		Met models.Date
	}](tx, `SELECT d.id, MIN(r.created_at) AS met FROM report_deadlines d
		JOIN reports r ON `+meetsDeadline+` WHERE d.id IN ? GROUP BY d.id`, all)
	for _, m := range met {
		index[m.ID].MetOn = m.Met
	}
	return err
}
