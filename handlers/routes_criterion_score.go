package handlers

import "qadam/app"

func scoreRoutes(a *app.App) group {
	n := nounAt("/scores", a.Scores)
	return group{"scores", "Assessors' values, each with its reason. The mean counts.", []route{
		n.list("Assessors' scores"),
		n.get(),
		n.create(`{"need_id":"$open_need","criterion_id":"$criterion","value":4,"reason":"An example"}`).
			note("An assessor scores a need once on a criterion, and later changes that score."),
		n.patch(`{"value":5}`).note("Only the assessor changes a score; the need and the criterion stay."),
	}}
}
