package register

import (
	"context"
	"fmt"
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// AllotTransaction parts a commitment to a project as a whole among its activities and needs. The parts replace those before. What the
// donor earmarked stays as it was: only what counts for needs changes.
func (a *Register) AllotTransaction(
	ctx context.Context, actor models.Actor, id models.ID, version int, in models.AllotmentInput,
) (*models.Transaction, error) {
	if err := engine.Begin(actor, "transaction.allot", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Transaction, error) {
		t, old, before, err := a.Transactions.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		if !t.Allottable() {
			return nil, models.Errorf(models.Conflict, "Only what was committed to a project as a whole is allotted.")
		}
		if t.Allotments, err = allotmentsOf(tx, t, in.Parts); err != nil {
			return nil, err
		}
		t.ConvertAllotments()
		if err := store.Transactions.UpdateAll(tx, t); err != nil {
			return nil, err
		}
		return a.Transactions.Finish(ctx, tx, "transaction.allot", old, t, before)
	})
}

// allotmentsOf checks the parts of a commitment.
func allotmentsOf(tx *store.Tx, t *models.Transaction, parts []models.AllotmentPart) ([]models.Allotment, error) {
	if err := store.LockActivities(tx, t.ProjectID); err != nil { // none may stop answering a need meanwhile
		return nil, err
	}
	answered, err := store.AnsweredNeeds(tx, t.ProjectID)
	if err != nil {
		return nil, err
	}
	out, sum := []models.Allotment{}, int64(0)
	for i, part := range parts {
		at := fmt.Sprintf("/parts/%d", i)
		if part.Amount.Currency != t.Amount.Currency || part.Amount.Minor <= 0 {
			return nil, models.Fault(at+"/amount", "Give an amount above 0 in %s, the currency of the commitment.", t.Amount.Currency)
		}
		part.ActivityID, err = allottedActivity(answered, part, at)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(out, func(o models.Allotment) bool { return o.ActivityID == part.ActivityID && o.NeedID == part.NeedID }) {
			return nil, models.Fault(at, "Name each activity, and each need of it, once.")
		}
		out = append(out, models.Allotment{ActivityID: part.ActivityID, NeedID: part.NeedID, Amount: part.Amount})
		if sum += part.Amount.Minor; sum > t.Amount.Minor {
			return nil, models.Fault("/parts", "The parts sum to more than the commitment, which is %s %s.", t.Amount.Currency,
				t.Amount.Text())
		}
	}
	return out, nil
}

// takeBackAllotments makes what is allotted by way of an activity not yet allotted again, where it would count for nobody: the activity
// was cancelled, or does not answer the need any more.
func (a *Register) takeBackAllotments(ctx context.Context, tx *store.Tx, v *models.Activity) error {
	sys := engine.AsSystem(tx).WithReason("The activity " + v.Reference + " does not answer it any more")
	stray, err := store.StrayAllotments(sys, v.ID)
	if err != nil || len(stray) == 0 {
		return err
	}
	answered, err := store.AnsweredNeeds(sys, v.ProjectID)
	if err != nil {
		return err
	}
	counts := func(part models.Allotment) bool {
		return slices.ContainsFunc(answered, func(n store.AnsweredNeed) bool {
			return n.ActivityID == part.ActivityID && n.Status != models.ActivityCancelled && (part.NeedID == "" || n.NeedID == part.NeedID)
		})
	}
	for _, id := range stray {
		t, old, before, err := a.Transactions.Lock(sys, id, engine.AnyVersion)
		if err != nil {
			return err
		}
		t.Allotments = slices.DeleteFunc(slices.Clone(t.Allotments), func(part models.Allotment) bool {
			return part.ActivityID == v.ID && !counts(part)
		})
		t.ConvertAllotments()
		if err := store.Transactions.UpdateAll(sys, t); err != nil {
			return err
		}
		if _, err := a.Transactions.Finish(ctx, sys, "transaction.allot", old, t, before); err != nil {
			return err
		}
	}
	return nil
}

// allottedActivity finds the activity of the project that a part is for.
func allottedActivity(answered []store.AnsweredNeed, part models.AllotmentPart, at string) (models.ID, error) {
	var found []store.AnsweredNeed
	for _, a := range answered {
		if (part.ActivityID == "" || a.ActivityID == part.ActivityID) && (part.NeedID == "" || a.NeedID == part.NeedID) &&
			a.Status != models.ActivityCancelled {
			found = append(found, a)
		}
	}
	switch {
	case part.ActivityID == "" && part.NeedID == "":
		return "", models.Fault(at+"/activity_id", "Name an activity of the project, or a need that one of its activities answers.")
	case part.NeedID == "" && len(found) == 0:
		return "", models.Fault(at+"/activity_id", "The project has no activity with this id that was not cancelled.")
	case len(found) == 0:
		return "", models.Fault(at+"/need_id", "No such activity of the project answers this need. Link the need to one first.")
	case part.ActivityID == "" && len(found) > 1:
		return "", models.Fault(at+"/activity_id", "Several activities answer this need: name the one whose money it is.")
	}
	return found[0].ActivityID, nil
}

// checkAllotted keeps a change of a commitment from contradicting the parts that are allotted of it.
func checkAllotted(old, t *models.Transaction) error {
	if old == nil || len(old.Allotments) == 0 {
		return nil
	}
	allotted := old.Allotted()
	switch {
	case t.Kind != old.Kind || t.ProjectID != old.ProjectID || t.ActivityID != old.ActivityID:
		return models.Fault("/project_id", "%s %s of this commitment are allotted. Allot nothing of it first.", allotted.Currency,
			allotted.Text())
	case t.Amount.Currency != allotted.Currency || t.Amount.Minor < allotted.Minor:
		return models.Fault("/amount", "Give at least %s %s: so much is allotted.", allotted.Currency, allotted.Text())
	}
	return nil
}
