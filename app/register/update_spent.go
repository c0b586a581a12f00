package register

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// bookSpent books what an update reports as spent in all and is not booked yet, as one expenditure at the end of its period.
func (a *Register) bookSpent(ctx context.Context, tx *store.Tx, u *models.Update) error {
	if u.Spent.Currency == "" {
		return nil
	}
	if err := lockReported(tx, u); err != nil {
		return err
	}
	booked, err := store.SpentSoFar(tx, u.OrganisationID, u.ProjectID, u.ActivityID, u.Spent.Currency)
	if err != nil {
		return err
	}
	if less := models.LessSpent(u.Spent, booked); less != nil {
		return models.Faults(*less)
	}
	in := models.TransactionInput{
		Kind:           models.Expenditure,
		OrganisationID: u.OrganisationID,
		ProjectID:      u.ProjectID,
		ActivityID:     u.ActivityID,
		Amount:         models.Money{Minor: u.Spent.Minor - booked.Minor, Currency: u.Spent.Currency},
		ValueDate:      min(u.PeriodTo, engine.Today(tx)),
		Description:    "Reported as spent so far: " + u.Spent.Currency + " " + u.Spent.Text(),
	}
	return a.bookExpenditure(ctx, tx, in, u.ID)
}

// bookExpenditure books what follows from an update; the amount 0 books nothing.
func (a *Register) bookExpenditure(ctx context.Context, tx *store.Tx, in models.TransactionInput, update models.ID) error {
	if in.Amount.Minor == 0 {
		return nil
	}
	if err := engine.CheckShape(in); err != nil {
		return err
	}
	t := &models.Transaction{TransactionInput: in, UpdateID: update}
	err := prepareTransaction(engine.AsSystem(tx), nil, t) // a lead corrects what another partner spent
	if faults := models.FieldsOf(err); len(faults) > 0 {   // they name members of a transaction, which nobody has written
		return models.Fault("/spent", "%s", faults[0].Detail)
	}
	if err != nil {
		return err
	}
	if err := store.Transactions.Insert(tx, t); err != nil {
		return err
	}
	return a.Transactions.Record(ctx, tx, "transaction.create", t, nil)
}

// lockReported keeps two updates that are submitted at once from adding to the same total.
func lockReported(tx *store.Tx, u *models.Update) error {
	var err error
	if u.ActivityID != "" {
		_, err = store.Activities.Lock(tx, u.ActivityID)
	} else {
		_, err = store.Projects.Lock(tx, u.ProjectID)
	}
	return err
}
