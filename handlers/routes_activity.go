package handlers

import (
	"net/http"

	"qadam/app"
)

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
		n.patch(`{"progress":40,"health":"at_risk"}`).conflicts(),
		n.step(`{"to":"suspended","reason":"Waiting for the host agreement"}`).
			note("When it starts, the needs that it answers and that were taken up go into delivery."),
		activityMilestones(a),
		n.steps(),
		n.history(),
	}}
}

// activityMilestones puts the whole set of an activity's milestones.
func activityMilestones(a *app.App) route {
	r := action("/activities/:id/milestones", "activity.milestones", "Give it all its milestones",
		`{"milestones":[{"id":"$milestone","title":"Milestone, moved (fiction)","due_on":"2026-12-22","weight":1},`+
			`{"title":"Example milestone of a set (fiction)","due_on":"2027-03-31","weight":1}]}`, a.SetMilestones)
	r.Method = http.MethodPut
	return r.note("New ones are added, those that are named by their ids are changed, and planned ones that are left out are dropped; " +
		"those that are delivered have to be named. Only managers change a day or drop one. The answer is the activity.")
}
