package handlers

import "qadam/app"

func milestoneRoutes(a *app.App) group {
	n := nounAt("/milestones", a.Milestones)
	return group{"milestones", "Dated steps of activities.", []route{
		n.list("Milestones, by due date"),
		n.get(),
		n.create(`{"activity_id":"$activity","title":"Example milestone (fiction)","due_on":"2027-03-31","weight":1}`),
		n.patch(`{"due_on":"2027-04-30"}`).conflicts(),
		n.step(`{"to":"delivered"}`).note("One that waits for another is delivered after it."),
		n.steps(),
		action("/milestones/:id/date", "milestone.decide", "Accept the date that was asked for, or keep the one before",
			`{"decision":"keep","reason":"The course has to come before the visit"}`, a.DecideDate).
			note("One by one, before and apart from the update that asks for it. Who asked is told by mail, with the reason."),
	}}
}
