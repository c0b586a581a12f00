package handlers

import "qadam/app"

func reportDeadlineRoutes(a *app.App) group {
	n := nounAt("/report-deadlines", a.ReportDeadlines)
	return group{"report-deadlines", "Reports that donors' agreements ask for, and when they were met.", []route{
		n.list("Reports that donors' agreements ask for"),
		n.get(),
		n.create(`{"organisation_id":"$donor","agreement":"Grant agreement 12/2026 (fiction)","covers_to":"2026-12-31",` +
			`"due_on":"2027-03-31"}`),
		n.patch(`{"due_on":"2027-04-15"}`),
	}}
}
