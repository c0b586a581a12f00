package store

import "qadam/models"

// Projects are what donors fund and lead partners answer for.
var Projects = &Noun[models.Project]{
	Table: "projects", Name: "project", Scope: projectScope, Unrestricted: true,
	Filters: []Filter{
		anyCase("reference", "projects.reference", "References"),
		status("projects.status IN ?", models.ProjectLifecycle),
		countries("country", `EXISTS (SELECT 1 FROM project_countries fc
			WHERE fc.project_id = projects.id AND fc.country_code IN ?)`),
		ids("lead_organisation_id", "projects.lead_organisation_id IN ?", "Lead partners"),
	},
	Sorts: []Sort{{Key: "reference", Column: "projects.reference"}, {Key: "ends_on", Column: "projects.ends_on"}},
	Lists: []joinList[models.Project]{
		inJoinTable("project_countries", "project_id", "country_code", func(p *models.Project) *[]string { return &p.CountryCodes }),
	},
	Load: loadProjects,
}

// loadProjects reads what was reported, which decides what is due next.
func loadProjects(tx *Tx, found []*models.Project) error {
	var reporting []models.ID
	for _, p := range found {
		if p.Reports() {
			reporting = append(reporting, p.ID)
		}
	}
	reports, err := reportedDays(tx, reporting, "", models.DateOf(tx.now))
	for _, p := range found {
		p.SetNext(models.DateOf(tx.now), reports[p.ID])
	}
	return err
}

// BudgetCurrency is the currency of the budget of a project that an activity which the actor sees belongs to; "" without a budget.
func BudgetCurrency(tx *Tx, project models.ID) (string, error) {
	p, err := queryOne[struct{ Currency string }](tx, "SELECT budget_currency AS currency FROM projects WHERE id = ?", project)
	return p.Currency, err
}
