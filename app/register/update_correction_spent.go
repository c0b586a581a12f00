package register

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// spentBefore is what was booked before a correction: by the version that it corrects, and in all by each later total, which still
// holds after it.
type spentBefore struct {
	old   store.ReportedTotal
	later []store.ReportedTotal
	// through is what was booked once each later total was.
	through []models.Money
}

// readSpent reads what is booked before a version is corrected.
func readSpent(tx *store.Tx, old *models.Update) (out spentBefore, err error) {
	if out.old, err = store.TotalOf(tx, old.ID); err != nil {
		return out, err
	}
	if out.later, err = store.TotalsAfter(tx, out.old); err != nil {
		return out, err
	}
	for _, t := range out.later {
		booked, err := store.SpentThrough(tx, t, t.Spent.Currency)
		if err != nil {
			return out, err
		}
		out.through = append(out.through, booked)
	}
	return out, nil
}

// correctSpent books what a corrected total changes. What was booked stays; a difference is booked beside it, at the same day. Each
// later total holds, so the difference is taken back where the next one was booked.
func (a *Register) correctSpent(ctx context.Context, tx *store.Tx, before spentBefore, u *models.Update) error {
	now, err := store.TotalOf(tx, u.ID)
	if err != nil {
		return err
	}
	if now.Spent == before.old.Spent && now.BookedOn() == before.old.BookedOn() {
		return nil
	}
	if err := checkCorrectedTotal(tx, now, before.later); err != nil {
		return err
	}
	if now.Spent.Currency != before.old.Spent.Currency || now.BookedOn() != before.old.BookedOn() {
		if err := a.takeBack(ctx, tx, now); err != nil {
			return err
		}
	}
	if now.Spent.Currency != "" {
		if err := a.bookDifference(ctx, tx, now, now.Spent, u.ID); err != nil {
			return err
		}
	}
	for i, t := range before.later {
		if err := a.bookDifference(ctx, tx, t, before.through[i], u.ID); err != nil {
			return err
		}
	}
	return nil
}

// checkCorrectedTotal refuses a total that is less than what was booked before it, or more than the next one in its currency.
func checkCorrectedTotal(tx *store.Tx, now store.ReportedTotal, later []store.ReportedTotal) error {
	if now.Spent.Currency == "" {
		return nil
	}
	booked, err := store.SpentBefore(tx, now, now.Spent.Currency)
	if err != nil {
		return err
	}
	if less := models.LessSpent(now.Spent, booked); less != nil {
		return models.Faults(*less)
	}
	for _, t := range later {
		if t.Spent.Currency == now.Spent.Currency && t.Spent.Minor < now.Spent.Minor {
			return models.Fault("/spent", "Give at most %s: a later update says so much. If that is wrong, correct that one first.",
				t.Spent.Text())
		}
	}
	return nil
}

// takeBack books against each other all that was booked from an update, day by day.
func (a *Register) takeBack(ctx context.Context, tx *store.Tx, now store.ReportedTotal) error {
	booked, err := store.BookedFrom(tx, now.FirstID)
	if err != nil {
		return err
	}
	for _, b := range booked {
		in := expenditureOf(now, b.ValueDate, models.Money{Minor: -b.Minor, Currency: b.Currency},
			"Taken back by the correction of an update")
		if err := a.bookExpenditure(ctx, tx, in, now.ID); err != nil {
			return err
		}
	}
	return nil
}

// bookDifference brings what is booked up to a total to what it should be.
func (a *Register) bookDifference(ctx context.Context, tx *store.Tx, t store.ReportedTotal, want models.Money, by models.ID) error {
	booked, err := store.SpentThrough(tx, t, want.Currency)
	if err != nil {
		return err
	}
	what := "Reported as spent so far: " + t.Spent.Currency + " " + t.Spent.Text()
	switch {
	case by != t.ID:
		what += ", as an earlier update says now"
	case t.ID != t.FirstID:
		what += ", as corrected"
	}
	amount := models.Money{Minor: want.Minor - booked.Minor, Currency: want.Currency}
	return a.bookExpenditure(ctx, tx, expenditureOf(t, min(t.BookedOn(), engine.Today(tx)), amount, what), t.ID)
}

// expenditureOf is an expenditure on what a total is about.
func expenditureOf(t store.ReportedTotal, on models.Date, amount models.Money, what string) models.TransactionInput {
	return models.TransactionInput{Kind: models.Expenditure, OrganisationID: t.OrganisationID, ProjectID: t.ProjectID,
		ActivityID: t.ActivityID, Amount: amount, ValueDate: on, Description: what}
}
