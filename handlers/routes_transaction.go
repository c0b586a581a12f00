package handlers

import "qadam/app"

func transactionRoutes(a *app.App) group {
	n := nounAt("/transactions", a.Transactions)
	return group{"transactions", "Pledges, commitments, disbursements and expenditures. The four are never added to each other.", []route{
		n.list("Pledges, commitments, disbursements and expenditures").
			note("Donors see their own; partners their own and those of projects that they lead."),
		n.get(),
		n.create(`{"kind":"commitment","organisation_id":"$donor","project_id":"$project","amount":{"amount":"250000.00",` +
			`"currency":"USD"},"value_date":"2021-06-15"}`),
		n.patch(`{"description":"Second tranche"}`),
		action("/transactions/:id/allot", "transaction.allot", "Allot a commitment to a project to its activities and needs",
			`{"parts":[{"activity_id":"$activity","amount":{"amount":"100.00","currency":"USD"}}]}`, a.AllotTransaction).
			note("The parts are all that is allotted: they replace those before, and sum to the commitment at most. Until then it " +
				"counts as not yet allotted, for no need. A part for an activity counts for its needs by share, one for a need " +
				"alone. What the donor earmarked, and its share of what was spent, stay as they were."),
	}}
}
