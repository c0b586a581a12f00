package app

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"qadam/app/store"
	"qadam/models"
)

func prepareOffer(tx *store.Tx, old, o *models.Offer) error {
	if err := ownOrganisation(tx, "/organisation_id", o.OrganisationID); err != nil {
		return err
	}
	if err := models.CheckPeriod(o.StartsOn, o.EndsOn, "/ends_on"); err != nil {
		return err
	}
	if err := knownThemes(tx, o.ThemeCodes); err != nil {
		return err
	}
	for i, c := range o.CountryCodes {
		if err := knownCountry(tx, fmt.Sprintf("/country_codes/%d", i), c); err != nil {
			return err
		}
	}
	if old != nil {
		return fixedReference(old.Reference, o.Reference)
	}
	org, err := store.Organisations.Get(tx, o.OrganisationID)
	if err != nil {
		return err
	}
	o.Status, o.StatusOn = models.OfferLife.Start, today(tx)
	return refer(tx, "offers", &o.Reference, func(n int) string { return models.ShortReference(org.Code, "O", n) })
}

// leadOnly holds that of the partners only the lead changes a project.
func leadOnly(tx *store.Tx, p *models.Project) error {
	if a := tx.Actor(); !a.SeesAll() && p.LeadOrganisationID != a.OrganisationID {
		return models.Errorf(models.Forbidden, "Only the lead partner or a manager changes a project.")
	}
	return nil
}

func prepareProject(tx *store.Tx, old, p *models.Project) error {
	if old != nil {
		if err := leadOnly(tx, old); err != nil {
			return err
		}
	}
	if err := models.CheckPeriod(p.StartsOn, p.EndsOn, "/ends_on"); err != nil {
		return err
	}
	if err := store.Organisations.See(tx, "/lead_organisation_id", p.LeadOrganisationID); err != nil {
		return err
	}
	for i, c := range p.CountryCodes {
		if err := knownCountry(tx, fmt.Sprintf("/country_codes/%d", i), c); err != nil {
			return err
		}
	}
	if old != nil {
		return fixedReference(old.Reference, p.Reference)
	}
	p.Status, p.StatusOn = models.ProjectLife.Start, today(tx)
	return refer(tx, "projects", &p.Reference, func(n int) string { return fmt.Sprintf("%s-P%02d", p.CountryCodes[0], n) })
}

// activityInput gives what people write, without the placeholders that a reader was shown.
func activityInput(v *models.Activity) *models.ActivityInput {
	v.Needs = slices.DeleteFunc(v.Needs, func(n models.ActivityNeed) bool { return n.NeedID == "" && n.Placeholder != "" })
	return &v.ActivityInput
}

func prepareActivity(tx *store.Tx, old, v *models.Activity) error {
	p, err := store.Projects.Get(tx, v.ProjectID)
	if err != nil {
		return orFault(err, "/project_id", "There is no project with this id, or you may not see it.")
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
	if err := knownCountry(tx, "/country_code", v.CountryCode); err != nil {
		return err
	}
	if err := knownThemes(tx, v.ThemeCodes); err != nil {
		return err
	}
	if old != nil {
		if old.ProjectID != v.ProjectID {
			return models.Fault("/project_id", "An activity stays with its project.")
		}
		if err := leadsTies(tx, p, old, v); err != nil {
			return err
		}
		return fixedReference(old.Reference, v.Reference)
	}
	v.Status, v.StatusOn = models.ActivityLife.Start, today(tx)
	return refer(tx, "activities", &v.Reference, func(n int) string { return models.ShortReference(p.Reference, "A", n) })
}

// leadsTies holds that of the partners only the activity's or the project's lead changes who takes part and what it answers.
func leadsTies(tx *store.Tx, p *models.Project, old, v *models.Activity) error {
	a := tx.Actor()
	if a.SeesAll() || a.OrganisationID == old.Lead() || a.OrganisationID == p.LeadOrganisationID {
		return nil
	}
	if !slices.Equal(old.Partners, v.Partners) || !maps.Equal(shares(old), shares(v)) || old.PlannedStart != v.PlannedStart || old.PlannedEnd != v.PlannedEnd {
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
		return models.Fault("/needs", "A need that you do not see stands behind this activity, too. Keep the shares of those that you see at %d in all, or ask the coordinator.", before)
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
	return store.Institutions.See(system(tx), "/institution_ids", v.InstitutionIDs...)
}

// followActivity carries on what a change means: an activity that began carries needs linked later into delivery.
func (a *App) followActivity(ctx context.Context, tx *store.Tx, old, v *models.Activity) error {
	if old == nil || !v.SameFootprint(old) {
		if err := store.QueueOverlap(tx, v.ID); err != nil {
			return err
		}
	}
	if old == nil || v.Status != "implementation" {
		return nil
	}
	return a.startNeeds(ctx, tx, v)
}

func (a *App) stepActivity(tx *store.Tx, v *models.Activity, in models.StepInput) error {
	if err := leads(tx, v.ID, "Only the lead partner or a manager takes an activity's steps."); err != nil {
		return err
	}
	switch in.To {
	case "implementation":
		if v.ActualStart == "" {
			v.ActualStart = in.OnDate
		}
		v.ActualEnd = ""
	case "closed":
		if in.OnDate < v.ActualStart {
			return models.Fault("/on_date", "Give a day on or after its start, %s.", v.ActualStart)
		}
		v.ActualEnd = in.OnDate
	}
	return nil
}

func (a *App) followActivityStep(ctx context.Context, tx *store.Tx, v *models.Activity, from string, in models.StepInput) error {
	if models.Finished(from) != models.Finished(in.To) {
		if err := store.QueueOverlap(tx, v.ID); err != nil {
			return err
		}
	}
	if in.To != "implementation" {
		return nil
	}
	return a.startNeeds(ctx, tx, v)
}

// startNeeds takes the needs that a begun activity answers into delivery, and says so in their history.
func (a *App) startNeeds(ctx context.Context, tx *store.Tx, v *models.Activity) error {
	needs, err := store.NeedsToStart(tx, v.ID)
	if err != nil {
		return err
	}
	sys := system(tx)
	for _, id := range needs {
		n, _, before, err := a.Needs.open(sys, id, anyVersion)
		if err != nil {
			return err
		}
		if _, err := a.Needs.step(ctx, sys, n, before, begun(v, n)); err != nil {
			return err
		}
	}
	return nil
}

// begun is a need's step into delivery. Its State reads the reason, and sees no activity in other countries.
func begun(v *models.Activity, n *models.Need) models.StepInput {
	if v.CountryCode != n.CountryCode {
		return models.StepInput{To: "in_delivery", Reason: "An activity in another country has begun"}
	}
	return models.StepInput{To: "in_delivery", Reason: "Activity " + v.Reference + " has begun"}
}

func prepareIndicator(tx *store.Tx, old, i *models.Indicator) error {
	if old != nil {
		if old.ProjectID != i.ProjectID || old.ActivityID != i.ActivityID {
			return models.Fault("/activity_id", "An indicator stays with its project and its activity.")
		}
	}
	for n, p := range i.Periods {
		if err := models.CheckPeriod(p.StartsOn, p.EndsOn, fmt.Sprintf("/periods/%d/ends_on", n)); err != nil {
			return err
		}
	}
	return belongs(tx, i.ProjectID, i.ActivityID)
}

// belongs checks a project and, if given, an activity of it that the actor sees. A partner that does not lead the project
// has to name one of its own activities there.
func belongs(tx *store.Tx, project, activity models.ID) error {
	p, err := store.Projects.Get(tx, project)
	if err != nil {
		return orFault(err, "/project_id", "There is no project with this id, or you may not see it.")
	}
	if activity == "" {
		if a := tx.Actor(); !a.SeesAll() && p.LeadOrganisationID != a.OrganisationID {
			return models.Fault("/activity_id", "Name your activity; only the lead partner writes for the whole project.")
		}
		return nil
	}
	v, err := store.Activities.Get(tx, activity)
	if err != nil || v.ProjectID != project {
		return orFault(models.Missing(), "/activity_id", "There is no activity with this id in the project, or you may not see it.")
	}
	return nil
}

func (a *App) offers() *Resource[models.Offer, models.OfferInput] {
	return newResource(a.Engine, Kind[models.Offer, models.OfferInput]{Noun: store.Offers, Name: "offer",
		Input: func(o *models.Offer) *models.OfferInput { return &o.OfferInput }, Prepare: prepareOffer,
		Life: &Life[models.Offer]{Table: models.OfferLife, State: func(o *models.Offer) (*string, *models.Date) { return &o.Status, &o.StatusOn }}})
}

func (a *App) projects() *Resource[models.Project, models.ProjectInput] {
	return newResource(a.Engine, Kind[models.Project, models.ProjectInput]{Noun: store.Projects, Name: "project",
		Input: func(p *models.Project) *models.ProjectInput { return &p.ProjectInput }, Prepare: prepareProject,
		Life: &Life[models.Project]{Table: models.ProjectLife, State: func(p *models.Project) (*string, *models.Date) { return &p.Status, &p.StatusOn },
			Check: func(tx *store.Tx, p *models.Project, _ models.StepInput) error { return leadOnly(tx, p) }}})
}

func (a *App) activities() *Resource[models.Activity, models.ActivityInput] {
	return newResource(a.Engine, Kind[models.Activity, models.ActivityInput]{Noun: store.Activities, Name: "activity",
		Input: activityInput, Prepare: prepareActivity, Follow: a.followActivity,
		Detail: func(tx *store.Tx, v *models.Activity) (err error) {
			v.Milestones, err = store.MilestonesOf(tx, v.ID)
			return err
		},
		Life: &Life[models.Activity]{Table: models.ActivityLife, State: func(v *models.Activity) (*string, *models.Date) { return &v.Status, &v.StatusOn },
			Check: a.stepActivity, Follow: a.followActivityStep}})
}

func (a *App) milestones() *Resource[models.Milestone, models.MilestoneInput] {
	return newResource(a.Engine, Kind[models.Milestone, models.MilestoneInput]{Noun: store.Milestones, Name: "milestone",
		Input: func(m *models.Milestone) *models.MilestoneInput { return &m.MilestoneInput }, Prepare: prepareMilestone,
		Life: &Life[models.Milestone]{Table: models.MilestoneLife, State: func(m *models.Milestone) (*string, *models.Date) { return &m.Status, &m.StatusOn },
			Check: stepMilestone}})
}

func (a *App) indicators() *Resource[models.Indicator, models.IndicatorInput] {
	return newResource(a.Engine, Kind[models.Indicator, models.IndicatorInput]{Noun: store.Indicators, Name: "indicator",
		Input: func(i *models.Indicator) *models.IndicatorInput { return &i.IndicatorInput }, Prepare: prepareIndicator})
}
