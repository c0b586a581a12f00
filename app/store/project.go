package store

import (
	"qadam/models"
)

// Projects are what donors fund and lead partners answer for.
var Projects = &Noun[models.Project]{Table: "projects", Scope: projectScope,
	Filters: []Filter{codes("reference", "projects.reference IN ?", "References"),
		status("projects.status IN ?", models.ProjectLifecycle),
		codes("country", "EXISTS (SELECT 1 FROM project_countries fc WHERE fc.project_id = projects.id AND fc.country_code IN ?)",
			"Countries"), ids("lead_organisation_id", "projects.lead_organisation_id IN ?", "Lead partners")},
	Sorts: []Sort{{Key: "reference", Column: "projects.reference"}, {Key: "ends_on", Column: "projects.ends_on"}}, Load: loadProjects,
	Save: func(tx *Tx, p *models.Project) error {
		return writeJoinTable(tx, projectCountries, p.ID, p.CountryCodes)
	},
	Children: func(p *models.Project) []childRows {
		return []childRows{childList(projectCountries, p.ID, p.CountryCodes)}
	}}

var projectCountries = joinTable{"project_countries", "project_id", "country_code"}

func loadProjects(tx *Tx, found []*models.Project) error {
	all, index := indexByID(found)
	for _, p := range found {
		p.CountryCodes, p.NextStep = []string{}, p.NextOf()
	}
	return readJoinTables(tx, all, []joinTable{projectCountries}, func(_ int, owner models.ID, value string) {
		index[owner].CountryCodes = append(index[owner].CountryCodes, value)
	})
}
