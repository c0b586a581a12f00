package register

import (
	"fmt"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// projects makes the use cases of projects.
func (a *Register) projects() engine.Resource[models.Project, models.ProjectInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Project, models.ProjectInput]{Noun: store.Projects,
		Input: func(p *models.Project) *models.ProjectInput { return &p.ProjectInput }, Prepare: prepareProject,
		Expand: expansion([]string{"organisations"}, []string{"activities", "themes", "institutions"},
			func(p *models.Project) references {
				return references{into: &p.Expanded, organisations: []models.ID{p.LeadOrganisationID},
					activities: map[string]string{"project_id": string(p.ID)}}
			}),
		Lifecycle: &engine.Lifecycle[models.Project]{
			Table: models.ProjectLifecycle,
			State: func(p *models.Project) (*string, *models.Date) { return (*string)(&p.Status), &p.StatusOn },
			Check: func(tx *store.Tx, p *models.Project, _ models.StepInput) error { return checkProjectLead(tx, p) },
		}})
}

// checkProjectLead refuses partners other than a project's lead.
func checkProjectLead(tx *store.Tx, p *models.Project) error {
	if a := tx.Actor(); !a.SeesAll() && p.LeadOrganisationID != a.OrganisationID {
		return models.Errorf(models.Forbidden, "Only the lead partner or a manager changes a project.")
	}
	return nil
}

func prepareProject(tx *store.Tx, old, p *models.Project) error {
	if old != nil {
		if err := checkProjectLead(tx, old); err != nil {
			return err
		}
	}
	if err := models.CheckPeriod(p.StartsOn, p.EndsOn, "/ends_on"); err != nil {
		return err
	}
	if err := store.Organisations.RequireVisible(tx, "/lead_organisation_id", p.LeadOrganisationID); err != nil {
		return err
	}
	for i, c := range p.CountryCodes {
		if err := engine.CheckCountry(tx, fmt.Sprintf("/country_codes/%d", i), c); err != nil {
			return err
		}
	}
	if old != nil {
		return engine.FixedReference(old.Reference, p.Reference)
	}
	p.Status, p.StatusOn = models.ActivityPipeline, engine.Today(tx)
	return engine.AssignReference(tx, store.Projects, &p.Reference,
		func(n int) string { return fmt.Sprintf("%s-P%02d", p.CountryCodes[0], n) })
}
