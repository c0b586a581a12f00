package register

import (
	"github.com/shopspring/decimal"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// transactions makes the use cases of transactions.
func (a *Register) transactions() engine.Resource[models.Transaction, models.TransactionInput] {
	return engine.NewResource(
		a.Engine,
		engine.Kind[models.Transaction, models.TransactionInput]{Noun: store.Transactions,
			Input: func(t *models.Transaction) *models.TransactionInput { return &t.TransactionInput }, Prepare: prepareTransaction},
	)
}

// prepareTransaction converts the amount at its value date with the stored rate. A partner writes its own expenditures.
func prepareTransaction(tx *store.Tx, old, t *models.Transaction) error {
	if a := tx.Actor(); !a.SeesAll() &&
		(t.Kind != models.Expenditure || t.OrganisationID != a.OrganisationID ||
			(old != nil && (old.OrganisationID != a.OrganisationID || old.Kind != models.Expenditure))) {
		return models.Fault("/kind", "A partner writes its own expenditures; managers write the rest.")
	}
	if err := store.Organisations.RequireVisible(tx, "/organisation_id", t.OrganisationID); err != nil {
		return err
	}
	if err := checkActivityOfProject(tx, t.ProjectID, t.ActivityID); err != nil {
		return err
	}
	if err := engine.NotFuture(tx, "/value_date", t.ValueDate); err != nil {
		return err
	}
	if err := checkAllotted(old, t); err != nil {
		return err
	}
	if err := convertTransaction(tx, t); err != nil {
		return err
	}
	t.ConvertAllotments()
	return nil
}

// convertTransaction gives a transaction its amount in US dollars at its value date.
func convertTransaction(tx *store.Tx, t *models.Transaction) error {
	t.RateID, t.InUSD = "", models.USD(t.Amount.Minor)
	if t.Amount.Currency == models.ReportingCurrency {
		return nil
	}
	rate, err := store.RateFor(tx, t.Amount.Currency, t.ValueDate)
	if store.NoRow(err) {
		return models.Fault("/amount", "There is no rate of %s on or before %s; add one at POST /rates.", t.Amount.Currency, t.ValueDate)
	}
	if err != nil {
		return err
	}
	per, err := decimal.NewFromString(rate.USDPerUnit)
	if err != nil {
		return err
	}
	t.RateID, t.InUSD = rate.ID, models.USD(t.Amount.ConvertToUSD(per))
	return nil
}
