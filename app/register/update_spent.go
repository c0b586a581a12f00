package register

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// checkSpent refuses a total that is less than what is booked, or was reported and waits to be accepted; and one without a rate.
func checkSpent(tx *store.Tx, u *models.Update) error {
	if u.Spent.Currency == "" {
		return nil
	}
	if err := lockReported(tx, u); err != nil {
		return err
	}
	told, err := store.SpentToldSoFar(tx, u.OrganisationID, u.ProjectID, u.ActivityID, u.Spent.Currency)
	if err != nil {
		return err
	}
	if less := models.LessSpent(u.Spent, told.Most()); less != nil {
		return models.Faults(*less)
	}
	if u.Spent.Currency == models.ReportingCurrency {
		return nil
	}
	day := min(u.PeriodTo, engine.Today(tx))
	if _, err = store.RateFor(tx, u.Spent.Currency, day); store.NoRow(err) {
		return models.Fault("/spent", "There is no rate of %s on or before %s; ask a manager to add one.", u.Spent.Currency, day)
	}
	return err
}

// bookSpent books what an accepted update says of what was spent in all and is not booked yet, as one expenditure at the end of its
// period. Totals that were sent later and are accepted already hold.
func (a *Register) bookSpent(ctx context.Context, tx *store.Tx, u *models.Update) error {
	if u.Spent.Currency == "" {
		return nil
	}
	if err := lockReported(tx, u); err != nil {
		return err
	}
	before, err := readSpent(tx, u)
	if err != nil {
		return err
	}
	before.old.Spent = models.Money{} // nothing is booked of it yet
	err = a.correctSpent(ctx, tx, before, u)
	if faults := models.FieldsOf(err); len(faults) > 0 {
		return models.Errorf(models.Conflict, "What it says was spent cannot be booked: %s Return it with this reason.", faults[0].Detail)
	}
	return err
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
