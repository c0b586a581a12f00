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
	Sorts:    []Sort{{Key: "value_date", Column: "transactions.value_date", Desc: true}},
	Children: allotmentRows,
	Load:     loadTransactions,
}

// loadTransactions reads what is allotted, and how old the rates were.
func loadTransactions(tx *Tx, found []*models.Transaction) error {
	if err := loadAllotments(tx, found); err != nil {
		return err
	}
	var ids []models.ID
	for _, t := range found {
		ids = append(ids, t.RateID)
	}
	rates, err := queryAll[models.Rate](tx, "SELECT id, on_date FROM rates WHERE id IN ?", ids)
	days := make(map[models.ID]models.Date, len(rates))
	for _, r := range rates {
		days[r.ID] = r.OnDate
	}
	for _, t := range found {
		if t.RateOn, t.RateDays = days[t.RateID], 0; t.RateOn != "" {
			t.RateDays = t.RateOn.DaysUntil(t.ValueDate)
		}
	}
	return err
}

// SpentSoFar is what an organisation has booked as spent on an activity, or where there is none on the project itself: in US dollars
// all of it at the rates of the value dates, in another currency what was booked in it.
func SpentSoFar(tx *Tx, organisation, project, activity models.ID, currency string) (models.Money, error) {
	return sumSpent(tx, organisation, project, activity, currency, everything)
}

// SpentThrough is SpentSoFar as it was once a total had been booked, with what later corrections say of it: what was booked from
// that update or an earlier one, or by hand before.
func SpentThrough(tx *Tx, t ReportedTotal, currency string) (models.Money, error) {
	return sumSpent(tx, t.OrganisationID, t.ProjectID, t.ActivityID, currency, bookedBy(t, "<="))
}

// SpentBefore is SpentThrough without what was booked from the update itself.
func SpentBefore(tx *Tx, t ReportedTotal, currency string) (models.Money, error) {
	return sumSpent(tx, t.OrganisationID, t.ProjectID, t.ActivityID, currency, bookedBy(t, "<"))
}

// bookedBy are the transactions that were booked up to a total.
func bookedBy(t ReportedTotal, until string) Where {
	return where(`(CASE WHEN transactions.update_id IS NULL THEN transactions.created_at <= ? ELSE EXISTS (SELECT 1 FROM updates u
		JOIN updates o ON o.id = COALESCE(u.original_id, u.id)
		WHERE u.id = transactions.update_id AND (o.submitted_at, o.id) `+until+" (?, ?)) END)", t.FirstSentAt, t.FirstSentAt, t.FirstID)
}

func sumSpent(tx *Tx, organisation, project, activity models.ID, currency string, which Where) (models.Money, error) {
	column, in := "amount_minor", where("amount_currency = ?", currency)
	if currency == models.ReportingCurrency {
		column, in = "usd_minor", everything
	}
	sum, err := queryOne[struct{ Minor int64 }](tx, "SELECT CAST(COALESCE(SUM("+column+`), 0) AS bigint) AS minor FROM transactions
		WHERE organisation_id = ? AND kind = `+quoted(models.Expenditure)+" AND ? AND ? AND ?", organisation,
		spentOn(project, activity), in, which)
	return models.Money{Minor: sum.Minor, Currency: currency}, err
}

// spentOn is the condition of what is booked on an activity, or where there is none on the project itself.
func spentOn(project, activity models.ID) Where {
	if activity == "" {
		return where("project_id = ? AND activity_id IS NULL", project)
	}
	return where("activity_id = ?", activity)
}

// SpentTold is what an organisation has spent on an activity, or on the project itself: what is booked, and the most that was reported
// in all and waits to be accepted.
type SpentTold struct{ Booked, Reported models.Money }

// Most is the greater of the two: a later total is not less.
func (s SpentTold) Most() models.Money {
	return models.Money{Minor: max(s.Booked.Minor, s.Reported.Minor), Currency: s.Booked.Currency}
}

// Waiting is what was reported, is not booked yet and counts once it is accepted.
func (s SpentTold) Waiting() models.Money {
	return models.Money{Minor: max(s.Reported.Minor-s.Booked.Minor, 0), Currency: s.Booked.Currency}
}

// SpentToldSoFar gives what is booked as spent, and what was reported in the same currency and waits to be accepted.
func SpentToldSoFar(tx *Tx, organisation, project, activity models.ID, currency string) (out SpentTold, err error) {
	if out.Booked, err = SpentSoFar(tx, organisation, project, activity, currency); err != nil {
		return out, err
	}
	most, err := queryOne[struct{ Minor int64 }](tx, `SELECT CAST(COALESCE(MAX(spent_minor), 0) AS bigint) AS minor FROM updates
		WHERE organisation_id = ? AND status = `+quoted(models.UpdateSubmitted)+" AND spent_currency = ? AND ?", organisation, currency,
		spentOn(project, activity))
	out.Reported = models.Money{Minor: most.Minor, Currency: currency}
	return out, err
}

// BookedAmount is what was booked from an update and its corrections on one day in one currency.
type BookedAmount struct {
	Minor     int64
	Currency  string
	ValueDate models.Date
}

// BookedFrom gives what was booked from an update and its corrections, by day and currency.
func BookedFrom(tx *Tx, first models.ID) ([]BookedAmount, error) {
	return queryAll[BookedAmount](tx, `SELECT CAST(SUM(amount_minor) AS bigint) AS minor, amount_currency AS currency, value_date
		FROM transactions WHERE update_id IN (SELECT u.id FROM updates u WHERE u.id = ? OR u.original_id = ?)
		GROUP BY amount_currency, value_date HAVING SUM(amount_minor) <> 0 ORDER BY value_date, amount_currency`, first, first)
}
