package handlers

import "qadam/app"

func updateRoutes(a *app.App) group {
	n := nounAt("/updates", a.Updates)
	return group{"updates", "Partners' reports. \"No change\" is a valid one.", []route{
		n.list("Partners' reports"),
		n.get(),
		n.create(`{"project_id":"$project","activity_id":"$activity","period_from":"2021-07-01","period_to":"2021-09-30",` +
			`"narrative":"An example (fiction).","health":"on_track","progress":45}`).
			note("It is a draft until the step to submitted."),
		n.patch(`{"narrative":"An example, reworded (fiction)."}`).conflicts().note("As long as it is a draft, or was returned."),
		n.step(`{"to":"submitted"}`).
			note("Health, progress and delivered milestones count from submitted on, what was spent and new dates from accepted on: " +
				"what is not booked yet becomes one expenditure then, and is reported and not yet accepted before."),
		n.steps(),
		action("/updates/:id/corrections", "update.correct", "Correct an accepted update by a further version",
			`{"wrong":"Two receipts were counted twice.","reason":"Found when the books were closed.","project_id":"$project",`+
				`"activity_id":"$activity","period_from":"2026-07-01","period_to":"2026-09-30","narrative":"An example (fiction)."}`,
			a.CorrectUpdate).
			note("For the lead partner and managers. Give the whole update as it should have been, what was wrong, and why it is " +
				"corrected; the answer is the further version. The one that it corrects stays as it was and names it, and counts no " +
				"more: what was spent is booked by the difference, on the same day, and a later total holds. Health, progress and " +
				"delivered milestones follow, unless they were changed since. Issued reports name it in corrected_since."),
	}}
}
