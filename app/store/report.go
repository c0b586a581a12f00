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

// NewReports gives the visible reports that were issued on or after a day, the newest first; the detail is the day that they are as of.
func NewReports(tx *Tx, from models.Date, limit int) ([]OverviewItem, error) {
	return queryAll[OverviewItem](tx, `SELECT reports.id, reports.reference, reports.title, CAST(reports.as_of AS text) AS detail,
			reports.created_at AS since, COUNT(*) OVER () AS total
		FROM reports WHERE reports.created_at >= ? AND ? ORDER BY reports.id DESC LIMIT ?`, from.Time(), Reports.Scope(tx), limit)
}

// LastReport gives the last visible report; nil where there is none.
func LastReport(tx *Tx) (*models.ReportName, error) {
	return queryOptional[models.ReportName](tx, `SELECT reports.id, reports.reference, reports.as_of, reports.created_at AS issued_on
		FROM reports WHERE ? ORDER BY reports.as_of DESC, reports.id DESC LIMIT 1`, Reports.Scope(tx))
}

// awaited is the condition of a report that the actor's organisation was promised and that is not issued.
func awaited(tx *Tx) Where {
	return where("d.organisation_id = ? AND NOT EXISTS (SELECT 1 FROM reports r WHERE "+meetsDeadline+")", tx.actor.OrganisationID)
}

// AwaitedReports gives the reports that agreements of the actor's organisation ask for by a day, the earliest first.
func AwaitedReports(tx *Tx, until models.Date, limit int) ([]OverviewItem, error) {
	return queryAll[OverviewItem](tx, `SELECT d.id, '' AS reference, d.agreement AS title, d.due_on AS since, COUNT(*) OVER () AS total
		FROM report_deadlines d WHERE d.due_on <= ? AND ? ORDER BY d.due_on, d.id LIMIT ?`, until, awaited(tx), limit)
}

// NextReport gives the next report that an agreement of the actor's organisation asks for; nil where there is none.
func NextReport(tx *Tx) (*models.AwaitedReport, error) {
	return queryOptional[models.AwaitedReport](tx, `SELECT d.agreement, d.covers_to, d.due_on FROM report_deadlines d WHERE ?
		ORDER BY d.due_on, d.id LIMIT 1`, awaited(tx))
}
