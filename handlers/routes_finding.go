package handlers

import "qadam/app"

func findingRoutes(a *app.App) group {
	n := nounAt("/findings", a.Findings)
	return group{"findings", "What a mission found. Confidential until the State consents.", []route{
		n.list("Findings; confidential until the State consents"),
		n.get(),
		n.create(`{"mission_id":"$mission","dimension":"operational","kind":"shortfall","text":"An example finding (fiction).",` +
			`"releasable_summary":"An example."}`),
		n.patch(`{"releasable_summary":"An example, reworded."}`).conflicts(),
		n.history(),
		look("/findings/:id/consent", "finding.consent", "What of it is shared, with whom, and why", a.ExplainFinding),
	}}
}
