package store

import "qadam/models"

// Transactions are pledges, commitments, disbursements and expenditures.
var Transactions = &Noun[models.Transaction]{
	Table: "transactions", Name: "transaction", Scope: transactionScope, Unrestricted: true,
	Filters: []Filter{
		ids("project_id", "transactions.project_id IN ?", "Projects"),
		ids("activity_id", "transactions.activity_id IN ?", "Activities"),
		ids("organisation_id", "transactions.organisation_id IN ?", "Donors or spenders"),
		enum[models.TransactionKind]("kind", "transactions.kind IN ?"),
		since("from", "transactions.value_date >= ?", "On or after"),
		until("to", "transactions.value_date <= ?", "On or before"),
	},
	Sorts: []Sort{{Key: "value_date", Column: "transactions.value_date", Desc: true}},
}

// SpentSoFar is what an organisation has booked as spent on an activity, or where there is none on the project itself: in US dollars
// all of it at the rates of the value dates, in another currency what was booked in it.
func SpentSoFar(tx *Tx, organisation, project, activity models.ID, currency string) (models.Money, error) {
	column, in := "amount_minor", where("amount_currency = ?", currency)
	if currency == models.ReportingCurrency {
		column, in = "usd_minor", everything
	}
	of := where("activity_id = ?", activity)
	if activity == "" {
		of = where("project_id = ? AND activity_id IS NULL", project)
	}
	sum, err := queryOne[struct{ Minor int64 }](tx, "SELECT CAST(COALESCE(SUM("+column+`), 0) AS bigint) AS minor FROM transactions
		WHERE organisation_id = ? AND kind = `+quoted(models.Expenditure)+" AND ? AND ?", organisation, of, in)
	return models.Money{Minor: sum.Minor, Currency: currency}, err
}
