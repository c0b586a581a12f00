package register

import (
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// milestones makes the use cases of milestones.
func (a *Register) milestones() engine.Resource[models.Milestone, models.MilestoneInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Milestone, models.MilestoneInput]{Noun: store.Milestones,
		Input: func(m *models.Milestone) *models.MilestoneInput { return &m.MilestoneInput }, Prepare: prepareMilestone,
		Lifecycle: &engine.Lifecycle[models.Milestone]{
			Table: models.MilestoneLifecycle,
			State: func(m *models.Milestone) (*string, *models.Date) { return (*string)(&m.Status), &m.StatusOn },
			Check: checkMilestoneStep,
		}})
}

func prepareMilestone(tx *store.Tx, old, m *models.Milestone) error {
	v, err := store.Activities.Get(tx, m.ActivityID)
	if err != nil {
		return engine.FaultIfNotFound(err, "/activity_id", "There is no activity with this id, or you may not see it.")
	}
	if err := models.RefuseClosed("activity", v.Reference, v.Status); err != nil {
		return err
	}
	if old == nil {
		if err := checkLead(tx, v.ID, "Only the lead partner or a manager adds milestones."); err != nil {
			return err
		}
	}
	if m.OrganisationID == "" {
		m.OrganisationID = v.Lead()
	}
	if !slices.ContainsFunc(v.Partners, func(p models.ActivityPartner) bool { return p.OrganisationID == m.OrganisationID }) {
		return models.Fault("/organisation_id", "Give a partner of the activity %s.", v.Reference)
	}
	if m.ContactID != "" {
		by := tx
		if old != nil && old.ContactID == m.ContactID { // who may not see it may keep it
			by = engine.AsSystem(tx)
		}
		c, err := store.Contacts.Get(by, m.ContactID)
		if err == nil && c.OrganisationID != m.OrganisationID {
			err = models.NotFoundError()
		}
		if err != nil {
			return engine.FaultIfNotFound(err, "/contact_id", "Give a contact of the responsible partner.")
		}
	}
	if err := doubtMilestone(tx, v, old, m); err != nil {
		return err
	}
	if old == nil || old.WaitsForID != m.WaitsForID {
		if err := checkWaitCycle(tx, m); err != nil {
			return err
		}
	}
	if old != nil {
		if old.ActivityID != m.ActivityID {
			return models.Fault("/activity_id", "A milestone stays with its activity.")
		}
		if err := checkMilestoneOwner(tx, old); err != nil {
			return err
		}
		if !tx.Actor().SeesAll() && old.DueOn != m.DueOn {
			return models.Fault("/due_on", "Ask for a new date in an update; a manager accepts it.")
		}
		if old.DueOn != m.DueOn {
			m.TimesMoved++
		}
		return engine.FixedReference(old.Reference, m.Reference)
	}
	if models.Finished(v.Status) {
		return models.Errorf(models.Conflict, "The activity is %s; it takes no more milestones.", v.Status)
	}
	m.Status, m.StatusOn, m.FirstDueOn = models.MilestonePlanned, engine.Today(tx), m.DueOn
	return engine.AssignReference(tx, store.Milestones, &m.Reference,
		func(n int) string { return models.ShortReference(v.Reference, "M", n) })
}

// doubtMilestone asks back where a milestone is due outside its activity.
func doubtMilestone(tx *store.Tx, v *models.Activity, old, m *models.Milestone) error {
	var d engine.Doubts
	switch {
	case old != nil && old.DueOn == m.DueOn:
	case m.DueOn > v.PlannedEnd:
		d.Add("/due_on", "The activity %s ends before that, on %s.", v.Reference, v.PlannedEnd.Words())
	case m.DueOn < v.PlannedStart:
		d.Add("/due_on", "The activity %s begins after that, on %s.", v.Reference, v.PlannedStart.Words())
	}
	return d.AskBack(tx)
}

// checkMilestoneOwner refuses partners other than the responsible one and the leads.
func checkMilestoneOwner(tx *store.Tx, m *models.Milestone) error {
	if tx.Actor().OrganisationID == m.OrganisationID {
		return nil
	}
	return checkLead(tx, m.ActivityID, "Only the responsible partner, the lead or a manager changes a milestone.")
}

// checkWaitCycle refuses a milestone that waits for itself, over any number of others.
func checkWaitCycle(tx *store.Tx, m *models.Milestone) error {
	if m.WaitsForID == "" {
		return nil
	}
	other, err := store.Milestones.Get(tx, m.WaitsForID)
	if err != nil {
		return engine.FaultIfNotFound(err, "/waits_for_id", "There is no milestone with this id, or you may not see it.")
	}
	if m.ID == "" {
		return nil
	}
	circle := other.ID == m.ID
	if !circle {
		if circle, err = store.WaitsFor(tx, other.ID, m.ID); err != nil {
			return err
		}
	}
	if circle {
		return models.Fault(
			"/waits_for_id",
			"%s waits for this milestone already; the two would wait for each other for ever.",
			other.Reference,
		)
	}
	return nil
}

func checkMilestoneStep(tx *store.Tx, m *models.Milestone, in models.StepInput) error {
	v, err := store.Activities.Get(tx, m.ActivityID)
	if err != nil {
		return err
	}
	if err := models.RefuseClosed("activity", v.Reference, v.Status); err != nil {
		return err
	}
	return stepMilestone(tx, m, in)
}

func stepMilestone(tx *store.Tx, m *models.Milestone, in models.StepInput) error {
	if err := checkMilestoneOwner(tx, m); err != nil {
		return err
	}
	if in.To != string(models.MilestoneDelivered) {
		m.DoneOn = ""
		return nil
	}
	m.DoneOn, m.ProposedOn = in.OnDate, ""
	if m.WaitsForID == "" {
		return nil
	}
	other, err := store.Milestones.Get(engine.AsSystem(tx), m.WaitsForID)
	if err != nil {
		return err
	}
	if other.Status != models.MilestonePlanned {
		return nil
	}
	name := other.Reference
	if _, err := store.Milestones.Get(tx, other.ID); err != nil {
		name = "another milestone"
	}
	return models.Errorf(models.Conflict, "It waits for %s, which is not delivered yet. Deliver that first, or take the wait away.", name)
}
