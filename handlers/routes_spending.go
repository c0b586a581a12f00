package handlers

import (
	"net/http"
	"slices"

	"qadam/app"
	"qadam/handlers/openapi"
	"qadam/models"
)

func spendingRoutes(a *app.App) group {
	return group{"spending", "What an amount of money answers best.", []route{
		spending(a).
			note("It changes nothing. The cost of a need is its open gap. Up to 100 needs the best set is found exactly; beyond, or " +
				"where it would take too long, it is chosen by priority for money and the method says greedy. Robust are chosen " +
				"needs that are in the best set in at least 95% of the draws."),
	}}
}

func spending(a *app.App) route {
	const draws, most = 500, 2_000
	params := slices.Concat(rankedNeeds, []openapi.Param{
		{Name: "amount", Kind: "string", Doc: "The money there is, such as 250000.00; 1000000.00 when it is left out"},
		{Name: "currency", Kind: "string", Doc: "Its ISO 4217 code; USD when it is left out"}}, drawing(draws, most))
	return route{openapi.Route{Method: http.MethodGet, Path: "/spending", Action: "spending.get",
		Summary: "Which needs an amount of money answers best", Out: new(models.Spending), Params: params},
		func(x *exchange) error {
			try, err := x.query.try(draws)
			if err != nil {
				return err
			}
			amount, err := models.ParseMoney(x.query.or("amount", "1000000.00"), x.query.or("currency", models.ReportingCurrency))
			if err != nil || amount.Minor < 0 {
				return models.Fault("amount", "Give an amount of 0 or more such as 250000.00, and its ISO 4217 currency.")
			}
			return x.ok(a.Spending(x.ctx, x.actor, try, amount))
		}}
}
