package register

import (
	"fmt"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// indicators makes the use cases of indicators.
func (a *Register) indicators() engine.Resource[models.Indicator, models.IndicatorInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Indicator, models.IndicatorInput]{Noun: store.Indicators,
		Input: func(i *models.Indicator) *models.IndicatorInput { return &i.IndicatorInput }, Prepare: prepareIndicator})
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
	if _, _, err := checkOpenWork(tx, i.ProjectID, i.ActivityID); err != nil || i.ActivityID == "" {
		return err
	}
	return checkLead(tx, i.ActivityID, "Only the lead partner or a manager changes an activity's indicators.")
}

// checkOpenWork is checkActivityOfProject for what changes an activity or a project that has to be open.
func checkOpenWork(tx *store.Tx, project, activity models.ID) (*models.Project, *models.Activity, error) {
	p, v, err := activityOfProject(tx, project, activity)
	switch {
	case err != nil:
		return nil, nil, err
	case v != nil:
		return p, v, models.RefuseClosed("activity", v.Reference, v.Status)
	}
	return p, v, models.RefuseClosed("project", p.Reference, p.Status)
}

// checkActivityOfProject checks a project and, if given, an activity of it that the actor sees. A partner that does not lead the project
// has to name one of its own activities there.
func checkActivityOfProject(tx *store.Tx, project, activity models.ID) error {
	_, _, err := activityOfProject(tx, project, activity)
	return err
}

func activityOfProject(tx *store.Tx, project, activity models.ID) (*models.Project, *models.Activity, error) {
	p, err := store.Projects.Get(tx, project)
	if err != nil {
		return nil, nil, engine.FaultIfNotFound(err, "/project_id", "There is no project with this id, or you may not see it.")
	}
	if activity == "" {
		if a := tx.Actor(); !a.SeesAll() && p.LeadOrganisationID != a.OrganisationID {
			return nil, nil, models.Fault("/activity_id", "Name your activity; only the lead partner writes for the whole project.")
		}
		return p, nil, nil
	}
	v, err := store.Activities.Get(tx, activity)
	if err == nil && v.ProjectID != project {
		err = models.NotFoundError()
	}
	return p, v, engine.FaultIfNotFound(err, "/activity_id", "There is no activity with this id in the project, or you may not see it.")
}
