package register

import (
	"context"
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// CorrectUpdate makes a corrected version of an accepted update. It stands in the place of the one that it corrects, which stays as it
// was, and the figures follow.
func (a *Register) CorrectUpdate(
	ctx context.Context, actor models.Actor, id models.ID, version int, in models.CorrectionInput,
) (*models.Update, error) {
	if err := engine.Begin(actor, "update.correct", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Update, error) {
		old, _, before, err := a.Updates.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		if err := checkCorrectable(tx, old, in); err != nil {
			return nil, err
		}
		now := tx.Now()
		u := &models.Update{UpdateInput: in.UpdateInput, OrganisationID: old.OrganisationID, AuthorID: actor.UserID,
			Status: models.UpdateAccepted, StatusOn: engine.Today(tx), SubmittedAt: &now,
			OriginalID: old.First(), CorrectsID: old.ID, Wrong: in.Wrong, CorrectionReason: in.Reason}
		if _, err := checkReported(tx, u); err != nil {
			return nil, err
		}
		if err := checkEvidence(tx, nil, u); err != nil {
			return nil, err
		}
		if err := a.applyCorrection(ctx, tx, old, u); err != nil {
			return nil, err
		}
		if err := engine.Audit(ctx, tx, "update.correct", "update", old.ID, before, old); err != nil {
			return nil, err
		}
		if err := a.Updates.Record(ctx, tx, "update.create", u, nil); err != nil {
			return nil, err
		}
		return u, nil
	})
}

// checkCorrectable refuses others than the lead and managers, and updates that were not accepted or are corrected already.
func checkCorrectable(tx *store.Tx, old *models.Update, in models.CorrectionInput) error {
	if err := checkUpdateLead(tx, old); err != nil {
		return err
	}
	switch {
	case old.Status != models.UpdateAccepted:
		return models.Errorf(models.Conflict, "This update is %s; only an accepted one is corrected.", old.Status)
	case old.CorrectedByID != "":
		return models.Errorf(models.Conflict, "This version was corrected already. Correct the one that replaced it, %s.",
			old.CorrectedByID)
	case old.ProjectID != in.ProjectID || old.ActivityID != in.ActivityID:
		return models.Fault("/activity_id", "An update stays with its activity.")
	}
	return nil
}

// checkUpdateLead refuses partners other than the lead of the activity or its project.
func checkUpdateLead(tx *store.Tx, u *models.Update) error {
	const refusal = "Only the lead partner or a manager corrects an update."
	if u.ActivityID != "" {
		return checkLead(tx, u.ActivityID, refusal)
	}
	p, err := store.Projects.Get(tx, u.ProjectID)
	if err == nil && checkProjectLead(tx, p) != nil {
		err = models.Errorf(models.Forbidden, "%s", refusal)
	}
	return err
}

// applyCorrection writes a corrected version in the place of the old one, and brings what followed from that one in line: money,
// health and progress, and delivered milestones.
func (a *Register) applyCorrection(ctx context.Context, tx *store.Tx, old, u *models.Update) error {
	if err := lockReported(tx, u); err != nil {
		return err
	}
	shown, err := store.ReportedStateOf(tx, u.ActivityID)
	if err != nil {
		return err
	}
	spent, err := readSpent(tx, old)
	if err != nil {
		return err
	}
	if err := store.Updates.Insert(tx, u); err != nil {
		return err
	}
	old.CorrectedByID = u.ID
	if err := store.Updates.Update(tx, old); err != nil {
		return err
	}
	if err := store.AddStep(tx, models.Step{SubjectType: "update", SubjectID: u.ID, FromStatus: string(models.UpdateDraft),
		ToStatus: string(u.Status), OnDate: u.StatusOn, Reason: u.CorrectionReason}); err != nil {
		return err
	}
	if err := a.correctSpent(ctx, tx, spent, u); err != nil {
		return err
	}
	if err := a.correctActivity(ctx, tx, u.ActivityID, shown); err != nil {
		return err
	}
	return a.correctMilestones(ctx, tx, old, u)
}

// correctActivity brings an activity's health and progress to what its updates say now, unless people have changed them since.
func (a *Register) correctActivity(ctx context.Context, tx *store.Tx, activity models.ID, before store.ReportedState) error {
	if activity == "" {
		return nil
	}
	after, err := store.ReportedStateOf(tx, activity)
	if err != nil {
		return err
	}
	v, old, was, err := a.Activities.Lock(tx, activity, engine.AnyVersion)
	if err != nil {
		return err
	}
	if after.Health != "" && v.Health == before.Health {
		v.Health = after.Health
	}
	if after.Progress != nil && before.Progress != nil && v.Progress == *before.Progress {
		v.Progress = *after.Progress
	}
	if v.Health == old.Health && v.Progress == old.Progress {
		return nil
	}
	if err := store.Activities.Update(tx, v); err != nil {
		return err
	}
	return engine.Audit(ctx, tx, "activity.report", "activity", v.ID, was, v)
}

// correctMilestones takes back what the old version alone said of milestones, and applies what the new one says otherwise. A date that
// was moved stays until another one is given.
func (a *Register) correctMilestones(ctx context.Context, tx *store.Tx, old, u *models.Update) error {
	said := map[models.ID]models.MilestoneMove{}
	for _, move := range u.Milestones {
		said[move.MilestoneID] = move
	}
	var moves []models.MilestoneMove
	for _, was := range old.Milestones {
		is, again := said[was.MilestoneID]
		if is == was {
			delete(said, was.MilestoneID)
			continue
		}
		if !again {
			is = models.MilestoneMove{MilestoneID: was.MilestoneID}
			moves = append(moves, is)
		}
		if err := a.undoDelivery(ctx, tx, was); err != nil {
			return err
		}
	}
	for _, move := range u.Milestones {
		if _, changed := said[move.MilestoneID]; changed {
			moves = append(moves, move)
		}
	}
	return a.moveMilestones(ctx, tx, &models.Update{UpdateInput: models.UpdateInput{Milestones: moves}}, applyMove)
}

// undoUnsaid plans milestones again of which an update that came back says no more that they were delivered, or says another day.
func (a *Register) undoUnsaid(ctx context.Context, tx *store.Tx, old, u *models.Update) error {
	if old == nil || old.Status != models.UpdateReturned {
		return nil
	}
	for _, was := range old.Milestones {
		if !slices.Contains(u.Milestones, was) {
			if err := a.undoDelivery(ctx, tx, was); err != nil {
				return err
			}
		}
	}
	return nil
}

// undoDelivery plans a milestone again that stands as one update reported it; another report or a person may have changed it since.
func (a *Register) undoDelivery(ctx context.Context, tx *store.Tx, was models.MilestoneMove) error {
	if was.DoneOn == "" {
		return nil
	}
	m, _, before, err := a.Milestones.Lock(tx, was.MilestoneID, engine.AnyVersion)
	if err != nil || !was.Holds(m) {
		return err
	}
	m.Status, m.StatusOn = models.MilestonePlanned, was.DoneOn
	if err := reportStep(tx, m, models.MilestoneDelivered, "The update that reported it was corrected"); err != nil {
		return err
	}
	if err := store.Milestones.Update(tx, m); err != nil {
		return err
	}
	return engine.Audit(ctx, tx, "milestone.report", "milestone", m.ID, before, m)
}

// applyMove applies what an accepted update says of a planned milestone.
func applyMove(m *models.Milestone, move models.MilestoneMove) bool {
	switch {
	case m.Status != models.MilestonePlanned:
		return false
	case move.DoneOn != "":
		m.Status, m.StatusOn, m.DoneOn, m.ProposedOn = models.MilestoneDelivered, move.DoneOn, move.DoneOn, ""
	case move.DueOn != "":
		m.MoveTo(move.DueOn)
	default:
		return false
	}
	return true
}
