package handlers

import "qadam/app"

func projectRoutes(a *app.App) group {
	n := nounAt("/projects", a.Projects)
	return group{"projects", "Funded undertakings; their activities answer needs.", []route{
		n.list("Projects"),
		n.get(),
		n.create(`{"title":"Example project (fiction)","lead_organisation_id":"$partner","country_codes":["KAZ"],` +
			`"starts_on":"2022-01-01","ends_on":"2023-12-31","budget":{"amount":"500000.00","currency":"EUR"},"reporting_months":3}`),
		n.patch(`{"ends_on":"2024-12-31"}`).conflicts().note("Of the partners only the lead changes a project."),
		n.step(`{"to":"suspended","reason":"Waiting for the host agreement"}`),
		n.steps(),
	}}
}
