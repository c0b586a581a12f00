package register

import (
	"errors"
	"fmt"
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// activities makes the use cases of activities.
func (a *Register) activities() engine.Resource[models.Activity, models.ActivityInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Activity, models.ActivityInput]{Noun: store.Activities,
		Input: activityInput, Prepare: prepareActivity, After: a.afterActivity,
		Detail: func(tx *store.Tx, v *models.Activity) (err error) {
			v.Milestones, err = store.MilestonesOf(tx, v.ID)
			return err
		},
		Expand: expansion([]string{"project", "themes", "institutions", "organisations"}, nil, func(v *models.Activity) references {
			r := references{into: &v.Expanded, project: v.ProjectID}
			r.addActivity(v)
			return r
		}),
		Lifecycle: &engine.Lifecycle[models.Activity]{
			Table: models.ActivityLifecycle,
			State: func(v *models.Activity) (*string, *models.Date) { return (*string)(&v.Status), &v.StatusOn },
			Check: a.stepActivity,
			After: a.afterActivityStep,
		}})
}

// activityInput gives what people write, without the placeholders that a reader was shown.
func activityInput(v *models.Activity) *models.ActivityInput {
	v.Needs = slices.DeleteFunc(v.Needs, func(n models.ActivityNeed) bool { return n.NeedID == "" && n.Placeholder != "" })
	return &v.ActivityInput
}

func prepareActivity(tx *store.Tx, old, v *models.Activity) error {
	p, err := store.Projects.Get(tx, v.ProjectID)
	if err != nil {
		return engine.FaultIfNotFound(err, "/project_id", "There is no project with this id, or you may not see it.")
	}
	if old == nil {
		err = errors.Join(checkProjectLead(tx, p), models.RefuseClosed("project", p.Reference, p.Status))
	} else {
		err = checkLead(tx, old.ID, "Only the lead partner or a manager changes an activity. Others report on it by updates.")
	}
	if err != nil {
		return err
	}
	if err := models.CheckPeriod(v.PlannedStart, v.PlannedEnd, "/planned_end"); err != nil {
		return err
	}
	if err := doubtActivity(tx, p, old, v); err != nil {
		return err
	}
	if err := checkActivityReferences(tx, old, v); err != nil {
		return err
	}
	if err := checkHiddenShares(old, v); err != nil {
		return err
	}
	if err := checkAcceptedNeeds(tx, old, v); err != nil {
		return err
	}
	if err := checkFocalPoint(tx, old, v); err != nil {
		return err
	}
	if err := engine.CheckCountry(tx, "/country_code", v.CountryCode); err != nil {
		return err
	}
	if err := engine.CheckThemes(tx, v.ThemeCodes); err != nil {
		return err
	}
	var had []models.Document
	if old != nil {
		had = old.Documents
	}
	if err := checkDocuments(tx, "/documents", had, v.Documents); err != nil {
		return err
	}
	if old != nil {
		if old.ProjectID != v.ProjectID {
			return models.Fault("/project_id", "An activity stays with its project.")
		}
		return engine.FixedReference(old.Reference, v.Reference)
	}
	v.Status, v.StatusOn = models.ActivityPipeline, engine.Today(tx)
	return engine.AssignReference(tx, store.Activities, &v.Reference,
		func(n int) string { return models.ShortReference(p.Reference, "A", n) })
}

// checkFocalPoint wants an activity's focal point at its lead partner.
func checkFocalPoint(tx *store.Tx, old, v *models.Activity) error {
	if v.ContactID == "" {
		return nil
	}
	by := tx
	if old != nil && old.ContactID == v.ContactID { // who may not see it may keep it
		by = engine.AsSystem(tx)
	}
	c, err := store.Contacts.Get(by, v.ContactID)
	if err == nil && c.OrganisationID != v.Lead() {
		err = models.NotFoundError()
	}
	if err != nil {
		return engine.FaultIfNotFound(err, "/contact_id", "Give a contact of the lead partner.")
	}
	return nil
}

// doubtActivity asks back where an activity is planned outside its project.
func doubtActivity(tx *store.Tx, p *models.Project, old, v *models.Activity) error {
	var d engine.Doubts
	if v.PlannedStart < p.StartsOn && (old == nil || old.PlannedStart != v.PlannedStart) {
		d.Add("/planned_start", "The project %s begins after that, on %s.", p.Reference, p.StartsOn.Words())
	}
	if v.PlannedEnd > p.EndsOn && (old == nil || old.PlannedEnd != v.PlannedEnd) {
		d.Add("/planned_end", "The project %s ends before that, on %s.", p.Reference, p.EndsOn.Words())
	}
	return d.AskBack(tx)
}

// checkAcceptedNeeds allows a partner to add only needs whose referral it has accepted.
func checkAcceptedNeeds(tx *store.Tx, old, v *models.Activity) error {
	a := tx.Actor()
	if a.SeesAll() {
		return nil
	}
	known := map[models.ID]int{}
	if old != nil {
		known = visibleShares(old)
	}
	for i, n := range v.Needs {
		if _, linked := known[n.NeedID]; linked || n.NeedID == "" {
			continue
		}
		accepted, err := store.HasAcceptedReferral(tx, n.NeedID, a.OrganisationID)
		if err != nil {
			return err
		}
		if !accepted {
			return models.Fault(fmt.Sprintf("/needs/%d/need_id", i),
				"Link only needs that were referred to you and that you have accepted.")
		}
	}
	return nil
}

// checkHiddenShares keeps the sum of shares at most 100 where the actor does not see all needs: the visible shares may not grow in
// sum. So nothing is told of the hidden needs but that they exist.
func checkHiddenShares(old, v *models.Activity) error {
	if old == nil || !slices.ContainsFunc(old.Needs, func(n models.ActivityNeed) bool { return n.NeedID == "" }) {
		return nil
	}
	var before, now int
	for _, share := range visibleShares(old) {
		before += share
	}
	for _, share := range visibleShares(v) {
		now += share
	}
	if now > before {
		return models.Fault(
			"/needs",
			"A need that you do not see stands behind this activity, too. Keep the shares of those that you see at %d in all, or ask "+
				"the coordinator.",
			before,
		)
	}
	return nil
}

// checkLead refuses partners other than the lead of an activity or of its project.
func checkLead(tx *store.Tx, activity models.ID, refusal string) error {
	a := tx.Actor()
	if a.SeesAll() {
		return nil
	}
	lead, err := store.LeadsActivity(tx, a.OrganisationID, activity)
	if err == nil && !lead {
		return models.Errorf(models.Forbidden, "%s", refusal)
	}
	return err
}

// visibleShares gives an activity's needs that the actor sees, with their shares.
func visibleShares(v *models.Activity) map[models.ID]int {
	out := map[models.ID]int{}
	for _, n := range v.Needs {
		if n.NeedID != "" {
			out[n.NeedID] = n.Share
		}
	}
	return out
}

// checkActivityReferences checks an activity's partners (one lead, each once), its needs (each once) and its institutions.
func checkActivityReferences(tx *store.Tx, old, v *models.Activity) error {
	leads, whole := 0, 0
	var partners, needs []models.ID
	for i, p := range v.Partners {
		if slices.Contains(partners, p.OrganisationID) {
			return models.Fault(fmt.Sprintf("/partners/%d/organisation_id", i), "Name each partner once.")
		}
		partners = append(partners, p.OrganisationID)
		if p.PartnerRole == models.PartnerLead {
			leads++
		}
	}
	if leads != 1 {
		return models.Fault("/partners", "Give one partner the role lead; %d have it.", leads)
	}
	for i, n := range v.Needs {
		if slices.Contains(needs, n.NeedID) {
			return models.Fault(fmt.Sprintf("/needs/%d/need_id", i), "Name each need once.")
		}
		needs = append(needs, n.NeedID)
		whole += n.Share
	}
	if whole > 100 {
		return models.Fault("/needs", "The shares sum to %d; an activity's money has 100 per cent.", whole)
	}
	if err := store.Organisations.RequireVisible(tx, "/partners", partners...); err != nil {
		return err
	}
	if err := store.Needs.RequireVisible(tx, "/needs", needs...); err != nil {
		return err
	}
	// A partner may keep institutions that a manager has entered, though it cannot see them.
	return store.Institutions.RequireVisible(tx, "/institution_ids", slices.DeleteFunc(slices.Clone(v.InstitutionIDs),
		func(id models.ID) bool { return old != nil && slices.Contains(old.InstitutionIDs, id) })...)
}
