package register

import (
	"context"
	"fmt"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// updates makes the use cases of updates.
func (a *Register) updates() engine.Resource[models.Update, models.UpdateInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Update, models.UpdateInput]{Noun: store.Updates,
		Input: func(u *models.Update) *models.UpdateInput { return &u.UpdateInput }, Prepare: prepareUpdate, After: a.undoUnsaid,
		Lifecycle: &engine.Lifecycle[models.Update]{
			Table: models.UpdateLifecycle,
			State: func(u *models.Update) (*string, *models.Date) { return (*string)(&u.Status), &u.StatusOn },
			Check: stepUpdate,
			After: a.afterUpdateStep,
		},
		MaskSteps: func(tx *store.Tx, u *models.Update, _ []models.Step) error {
			if a := tx.Actor(); !a.SeesAll() && u.OrganisationID != a.OrganisationID {
				return models.NotFoundError()
			}
			return nil
		}})
}

func prepareUpdate(tx *store.Tx, old, u *models.Update) error {
	actor := tx.Actor()
	if old != nil {
		if old.Status != models.UpdateDraft && old.Status != models.UpdateReturned {
			return models.Errorf(models.Conflict, "This update was %s; write a new one.", old.Status)
		}
		if !actor.SeesAll() && old.OrganisationID != actor.OrganisationID {
			return models.Errorf(models.Forbidden, "Only the partner that wrote an update changes it.")
		}
		if old.ProjectID != u.ProjectID || old.ActivityID != u.ActivityID {
			return models.Fault("/activity_id", "An update stays with its activity.")
		}
	}
	p, err := checkReported(tx, u)
	if err != nil {
		return err
	}
	if err := checkEvidence(tx, old, u); err != nil {
		return err
	}
	if old != nil {
		return nil
	}
	u.OrganisationID, u.AuthorID = actor.OrganisationID, actor.UserID
	if actor.SeesAll() { // a manager writes on behalf of the lead
		u.OrganisationID = p.LeadOrganisationID
	}
	u.Status, u.StatusOn = models.UpdateDraft, engine.Today(tx)
	return nil
}

// checkReported checks what an update says, and gives the project that it is about.
func checkReported(tx *store.Tx, u *models.Update) (*models.Project, error) {
	if err := models.CheckPeriod(u.PeriodFrom, u.PeriodTo, "/period_to"); err != nil {
		return nil, err
	}
	if err := engine.NotFuture(tx, "/period_to", u.PeriodTo); err != nil {
		return nil, err
	}
	p, v, err := checkOpenWork(tx, u.ProjectID, u.ActivityID)
	if err != nil {
		return nil, err
	}
	if u.Spent.Minor < 0 {
		return nil, models.Faults(models.FieldError{Pointer: "/spent", Rule: "amount", Detail: "Give an amount of 0 or more."})
	}
	news := u.Health != "" || u.Progress != nil || len(u.Milestones) > 0 || u.Spent.Currency != ""
	if u.NoChange && news {
		return nil, models.Fault("/no_change", "\"No change\" goes with no health, progress, milestones or spending.")
	}
	if !u.NoChange && u.Narrative == "" && !news {
		return nil, models.Fault("/narrative", "Say what changed, or set no_change.")
	}
	if err := doubtProgress(tx, u, v); err != nil {
		return nil, err
	}
	return p, checkMoves(tx, u)
}

// doubtProgress asks back where the activity that an update is about would have less progress than before.
func doubtProgress(tx *store.Tx, u *models.Update, v *models.Activity) error {
	if u.Progress == nil || v == nil || !tx.Asks() {
		return nil
	}
	var d engine.Doubts
	if *u.Progress < v.Progress {
		d.Add("/progress", "Before, %d per cent were told of %s.", v.Progress, v.Reference)
	}
	return d.AskBack(tx)
}

// checkEvidence checks the files and links of an update; a correction may keep those of what it corrects.
func checkEvidence(tx *store.Tx, old, u *models.Update) error {
	var had []models.Document
	if old != nil {
		had = old.Evidence
	}
	return checkDocuments(tx, "/evidence", had, u.Evidence, u.CorrectsID)
}

// refuseClosedWork refuses a report on what has closed since it was written.
func refuseClosedWork(tx *store.Tx, u *models.Update) error {
	noun, reference, status, err := store.ReportedWork(tx, u)
	if err != nil {
		return err
	}
	return models.RefuseClosed(noun, reference, status)
}

// checkMoves checks that each milestone named is of the activity, and either delivered or asked to be moved.
func checkMoves(tx *store.Tx, u *models.Update) error {
	for i, m := range u.Milestones {
		at := fmt.Sprintf("/milestones/%d", i)
		if (m.DoneOn == "") == (m.DueOn == "") {
			return models.Fault(at, "Give done_on for what was delivered, or due_on to ask for a new date.")
		}
		if err := engine.NotFuture(tx, at+"/done_on", m.DoneOn); err != nil {
			return err
		}
		row, err := store.Milestones.Get(tx, m.MilestoneID)
		if err == nil && row.ActivityID != u.ActivityID {
			err = models.NotFoundError()
		}
		if err != nil {
			return engine.FaultIfNotFound(err, at+"/milestone_id", "This is no milestone of the activity.")
		}
	}
	return nil
}

func stepUpdate(tx *store.Tx, u *models.Update, in models.StepInput) error {
	if a := tx.Actor(); !a.SeesAll() && u.OrganisationID != a.OrganisationID {
		return models.Errorf(models.Forbidden, "Only the partner that wrote an update sends it.")
	}
	switch models.UpdateStatus(in.To) {
	case models.UpdateSubmitted:
		if err := refuseClosedWork(tx, u); err != nil {
			return err
		}
		now := tx.Now()
		u.SubmittedAt = &now
	case models.UpdateReturned:
		u.ReturnReason = in.Reason
	}
	return engine.DeclineWithReason(in)
}

// afterUpdateStep applies a report: delivered milestones and health when it is submitted; what was spent and new dates when it is
// accepted.
func (a *Register) afterUpdateStep(ctx context.Context, tx *store.Tx, u *models.Update, _ string, in models.StepInput) error {
	switch models.UpdateStatus(in.To) {
	case models.UpdateSubmitted:
		if err := a.applyReport(ctx, tx, u); err != nil {
			return err
		}
		if err := checkSpent(tx, u); err != nil {
			return err
		}
		return store.SetLastUpdate(tx, u.ProjectID, u.ActivityID, engine.Today(tx))
	case models.UpdateReturned:
		return a.returned(ctx, tx, u)
	case models.UpdateAccepted:
		if err := a.bookSpent(ctx, tx, u); err != nil {
			return err
		}
		if closed := refuseClosedWork(tx, u); models.CodeOf(closed) == models.Conflict {
			return nil // accepted as a report; dates of what has closed meanwhile stay
		} else if closed != nil {
			return closed
		}
		return a.moveMilestones(ctx, tx, u, func(m *models.Milestone, move models.MilestoneMove) bool {
			// A date that was decided on already, or that a later update asks for, is not this one's to set.
			if move.DueOn == "" || m.Status != models.MilestonePlanned || m.ProposedOn != move.DueOn {
				return false
			}
			m.MoveTo(move.DueOn)
			return true
		})
	}
	return nil
}

// applyReport brings health, progress and delivered milestones to the activity, and notes the dates that are asked for.
func (a *Register) applyReport(ctx context.Context, tx *store.Tx, u *models.Update) error {
	if u.ActivityID != "" && (u.Health != "" || u.Progress != nil) {
		v, _, before, err := a.Activities.Lock(tx, u.ActivityID, engine.AnyVersion)
		if err != nil {
			return err
		}
		if u.Health != "" {
			v.Health = u.Health
		}
		if u.Progress != nil {
			v.Progress = *u.Progress
		}
		if err := store.Activities.Update(tx, v); err != nil {
			return err
		}
		if err := engine.Audit(ctx, tx, "activity.report", "activity", v.ID, before, v); err != nil {
			return err
		}
	}
	return a.moveMilestones(ctx, tx, u, func(m *models.Milestone, move models.MilestoneMove) bool {
		if m.Status != models.MilestonePlanned {
			return false
		}
		if move.DoneOn != "" {
			m.Status, m.StatusOn, m.DoneOn, m.ProposedOn = models.MilestoneDelivered, move.DoneOn, move.DoneOn, ""
		} else {
			m.ProposedOn = move.DueOn
		}
		return true
	})
}

func (a *Register) moveMilestones(
	ctx context.Context,
	tx *store.Tx,
	u *models.Update,
	apply func(*models.Milestone, models.MilestoneMove) bool,
) error {
	for _, move := range u.Milestones {
		m, old, before, err := a.Milestones.Lock(tx, move.MilestoneID, engine.AnyVersion)
		if err != nil {
			return err
		}
		if !apply(m, move) {
			continue
		}
		if m.Status != old.Status {
			if err := reportStep(tx, m, old.Status, "Reported in an update"); err != nil {
				return err
			}
		}
		if err := store.Milestones.Update(tx, m); err != nil {
			return err
		}
		if err := engine.Audit(ctx, tx, "milestone.report", "milestone", m.ID, before, m); err != nil {
			return err
		}
	}
	return nil
}

// reportStep writes the step by which a report brings a milestone from one status to another.
func reportStep(tx *store.Tx, m *models.Milestone, from models.MilestoneStatus, reason string) error {
	if err := stepMilestone(tx, m, models.StepInput{To: string(m.Status), OnDate: m.DoneOn}); err != nil {
		return err
	}
	return store.AddStep(tx, models.Step{SubjectType: "milestone", SubjectID: m.ID, FromStatus: string(from), ToStatus: string(m.Status),
		OnDate: m.StatusOn, Reason: reason})
}
