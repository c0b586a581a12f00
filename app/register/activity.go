package register

import (
	"fmt"
	"maps"
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// activities is the ordinary life of activities.
func (a *Register) activities() *engine.Resource[models.Activity, models.ActivityInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Activity, models.ActivityInput]{Noun: store.Activities, Name: "activity",
		Input: activityInput, Prepare: prepareActivity, Follow: a.followActivity,
		Detail: func(tx *store.Tx, v *models.Activity) (err error) {
			v.Milestones, err = store.MilestonesOf(tx, v.ID)
			return err
		},
		Life: &engine.Life[models.Activity]{
			Table:  models.ActivityLife,
			State:  func(v *models.Activity) (*string, *models.Date) { return &v.Status, &v.StatusOn },
			Check:  a.stepActivity,
			Follow: a.followActivityStep,
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
		return engine.OrFault(err, "/project_id", "There is no project with this id, or you may not see it.")
	}
	if old == nil {
		if err := leadOnly(tx, p); err != nil {
			return err
		}
	}
	if err := models.CheckPeriod(v.PlannedStart, v.PlannedEnd, "/planned_end"); err != nil {
		return err
	}
	if err := checkTies(tx, v); err != nil {
		return err
	}
	if err := besideHidden(old, v); err != nil {
		return err
	}
	if err := takenUp(tx, old, v); err != nil {
		return err
	}
	if err := engine.KnownCountry(tx, "/country_code", v.CountryCode); err != nil {
		return err
	}
	if err := engine.KnownThemes(tx, v.ThemeCodes); err != nil {
		return err
	}
	if old != nil {
		if old.ProjectID != v.ProjectID {
			return models.Fault("/project_id", "An activity stays with its project.")
		}
		if err := leadsTies(tx, p, old, v); err != nil {
			return err
		}
		return engine.FixedReference(old.Reference, v.Reference)
	}
	v.Status, v.StatusOn = models.ActivityLife.Start, engine.Today(tx)
	return engine.Refer(tx, "activities", &v.Reference, func(n int) string { return models.ShortReference(p.Reference, "A", n) })
}

// leadsTies holds that of the partners only the activity's or the project's lead changes who takes part and what it answers.
func leadsTies(tx *store.Tx, p *models.Project, old, v *models.Activity) error {
	a := tx.Actor()
	if a.SeesAll() || a.OrganisationID == old.Lead() || a.OrganisationID == p.LeadOrganisationID {
		return nil
	}
	if !slices.Equal(old.Partners, v.Partners) || !maps.Equal(shares(old), shares(v)) || old.PlannedStart != v.PlannedStart ||
		old.PlannedEnd != v.PlannedEnd {
		return models.Errorf(models.Forbidden, "Only the lead partner or a manager changes an activity's partners, needs and dates.")
	}
	return nil
}

// takenUp holds that a partner links only needs whose referral it has accepted.
func takenUp(tx *store.Tx, old, v *models.Activity) error {
	a := tx.Actor()
	if a.SeesAll() {
		return nil
	}
	known := map[models.ID]int{}
	if old != nil {
		known = shares(old)
	}
	for i, n := range v.Needs {
		if _, linked := known[n.NeedID]; linked || n.NeedID == "" {
			continue
		}
		accepted, err := store.Accepted(tx, n.NeedID, a.OrganisationID)
		if err != nil {
			return err
		}
		if !accepted {
			return models.Fault(fmt.Sprintf("/needs/%d/need_id", i), "Link only needs that were referred to you and that you have accepted.")
		}
	}
	return nil
}

// besideHidden holds that the shares of all needs make no more than the whole where whoever writes does not see all of them:
// those that it sees may take no more together than before. So nothing is told of the others but that they are there.
func besideHidden(old, v *models.Activity) error {
	if old == nil || !slices.ContainsFunc(old.Needs, func(n models.ActivityNeed) bool { return n.NeedID == "" }) {
		return nil
	}
	var before, now int
	for _, share := range shares(old) {
		before += share
	}
	for _, share := range shares(v) {
		now += share
	}
	if now > before {
		return models.Fault(
			"/needs",
			"A need that you do not see stands behind this activity, too. Keep the shares of those that you see at %d in all, or ask the coordinator.",
			before,
		)
	}
	return nil
}

// leads holds that of the partners only the lead of an activity, or of its project, does something.
func leads(tx *store.Tx, activity models.ID, refusal string) error {
	a := tx.Actor()
	if a.SeesAll() {
		return nil
	}
	lead, err := store.Leads(tx, a.OrganisationID, activity)
	if err == nil && !lead {
		return models.Errorf(models.Forbidden, "%s", refusal)
	}
	return err
}

// shares gives an activity's needs that the actor sees, with their shares.
func shares(v *models.Activity) map[models.ID]int {
	out := map[models.ID]int{}
	for _, n := range v.Needs {
		if n.NeedID != "" {
			out[n.NeedID] = n.Share
		}
	}
	return out
}

// checkTies checks an activity's partners (one lead, each once), its needs (each once) and its institutions.
func checkTies(tx *store.Tx, v *models.Activity) error {
	leads, whole := 0, 0
	var partners, needs []models.ID
	for i, p := range v.Partners {
		if slices.Contains(partners, p.OrganisationID) {
			return models.Fault(fmt.Sprintf("/partners/%d/organisation_id", i), "Name each partner once.")
		}
		partners = append(partners, p.OrganisationID)
		if p.PartnerRole == "lead" {
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
	if err := store.Organisations.See(tx, "/partners", partners...); err != nil {
		return err
	}
	if err := store.Needs.See(tx, "/needs", needs...); err != nil {
		return err
	}
	// A partner keeps institutions that a manager has entered, though it cannot list a State's institutions.
	return store.Institutions.See(engine.AsSystem(tx), "/institution_ids", v.InstitutionIDs...)
}
