package handlers

import "qadam/app"

func activityRoutes(a *app.App) group {
	n := nounAt("/activities", a.Activities)
	return group{"activities", "Pieces of projects: partners, needs, dates, health and progress.", []route{
		export("/activities/export", "activity.export", "All activities that you may see, as a file", a.Activities.Spec(),
			a.ExportActivities).
			note("It is sent as it is read; when the last chunk is missing, the export is not whole."),
		n.list("Activities"),
		n.get().note("With its milestones. A need that you may not see is a placeholder."),
		n.create(`{"project_id":"$project","title":"Example activity (fiction)","country_code":"KAZ","theme_codes":["marking"],` +
			`"partners":[{"organisation_id":"$partner","partner_role":"lead"}],"planned_start":"2022-02-01",` +
			`"planned_end":"2022-09-30","health":"on_track","progress":0}`).
			note("One partner is the lead. Of the partners only the project's lead adds activities."),
		n.patch(`{"progress":40,"health":"at_risk"}`),
		n.step(`{"to":"suspended","reason":"Waiting for the host agreement"}`).
			note("When it starts, the needs that it answers and that were taken up go into delivery."),
		n.steps(),
		n.history(),
	}}
}
