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

// SpentSoFar is what an organisation has reported as spent on an activity, in US dollars.
func SpentSoFar(tx *Tx, organisation, activity models.ID) (models.Money, error) {
	sum, err := queryOne[struct{ Minor int64 }](tx, `SELECT CAST(COALESCE(SUM(usd_minor), 0) AS bigint) AS minor FROM transactions
		WHERE organisation_id = ? AND activity_id = ? AND kind = `+quoted(models.Expenditure), organisation, activity)
	return models.USD(sum.Minor), err
}
