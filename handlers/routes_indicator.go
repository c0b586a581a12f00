package handlers

import "qadam/app"

func indicatorRoutes(a *app.App) group {
	n := nounAt("/indicators", a.Indicators)
	return group{"indicators", "Outputs and outcomes, with targets and actuals.", []route{
		n.list("Indicators with targets and actuals"),
		n.get(),
		n.create(`{"project_id":"$project","activity_id":"$activity","kind":"output","title":"Officers trained (fiction)",` +
			`"unit":"officers","baseline":"0","periods":[{"starts_on":"2022-01-01","ends_on":"2022-12-31","target":"40",` +
			`"actual":"12"}]}`),
		n.patch(`{"baseline":"2"}`).conflicts(),
	}}
}
