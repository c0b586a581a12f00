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
	}}
}
