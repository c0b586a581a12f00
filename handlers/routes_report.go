package handlers

import "qadam/app"

func reportRoutes(a *app.App) group {
	n := nounAt("/reports", a.Reports)
	return group{"reports", "Donors' summaries, frozen as they were issued.", []route{
		n.list("Donor reports that were issued"),
		n.get().note("Exactly as issued."),
		n.create(`{"organisation_id":"$donor","as_of":"2026-06-30","title":"Progress report (fiction)"}`).
			note("The donor's summary as of the day, numbered and frozen, with its SHA-256."),
	}}
}
