package handlers

import "qadam/app"

func overlapRoutes(a *app.App) group {
	n := nounAt("/overlaps", a.Overlaps)
	return group{"overlaps", "Where two partners do the same. Each is told of its own side.", []route{
		n.list("Pairs of activities of different partners that are alike, the strongest first").
			note("A partner of one of two activities is told once that there is another, and nothing of it. A scan finds them by " +
				"themselves."),
		n.get(),
		action("/overlaps/:id/ask", "overlap.ask", "Ask the lead partners of both activities by mail",
			`{"note":"Could you run it together?"}`, a.AskPartners).
			note("Each is told what it may see; the subject holds references alone."),
		n.step(`{"to":"dismissed","reason":"One teaches, the other equips"}`).
			note("One that is dismissed comes back by itself when dates, themes, kinds, institutions or partners change."),
		n.steps(),
	}}
}
