package register

import (
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// What can be asked with needs, activities and projects. An organisation is named where the reader sees it. The owner of a need and the
// institutions have their names given with any object that shows their ids in full, though readers cannot list them.

// references is what an object refers to, and where what that is goes.
type references struct {
	into                        **models.Expanded
	owner, project              models.ID
	themes                      []string
	institutions, organisations []models.ID
	activities                  map[string]string // the filter that finds the object's activities
}

// expansion makes a noun's expansion of what its rows refer to. What stands in single is found by way of the object's activities.
func expansion[T any](names, single []string, of func(*T) references) *engine.Expansion[T] {
	return &engine.Expansion[T]{Names: names, Single: single, Fill: func(tx *store.Tx, rows []*T, asked []string) error {
		all := make([]references, len(rows))
		for i, row := range rows {
			all[i] = of(row)
			*all[i].into = &models.Expanded{}
			if !slices.ContainsFunc(single, func(name string) bool { return slices.Contains(asked, name) }) {
				continue
			}
			found, err := all[i].addActivities(tx)
			if err != nil {
				return err
			}
			if slices.Contains(asked, "activities") {
				(*all[i].into).Activities = found
			}
		}
		for _, kind := range referenceKinds {
			if slices.Contains(asked, kind.name) {
				if err := kind.fill(tx, all); err != nil {
					return err
				}
			}
		}
		return nil
	}}
}

// addActivities reads the object's activities, as their list gives them, and adds what they refer to.
func (r *references) addActivities(tx *store.Tx) ([]models.Activity, error) {
	page, err := store.Activities.List(tx, models.ListQuery{Filters: r.activities, Sort: "reference", Limit: models.MaxLimit})
	if err != nil {
		return nil, err
	}
	found := append([]models.Activity{}, page.Items...)
	milestones, err := store.MilestonesOf(tx, engine.IdsOf(found, func(v models.Activity) models.ID { return v.ID })...)
	if err != nil {
		return nil, err
	}
	for i := range found {
		v := &found[i]
		for _, m := range milestones {
			if m.ActivityID == v.ID {
				v.Milestones = append(v.Milestones, m)
			}
		}
		r.addActivity(v)
	}
	return found, nil
}

// addActivity adds what an activity and its milestones refer to.
func (r *references) addActivity(v *models.Activity) {
	r.themes = append(r.themes, v.ThemeCodes...)
	r.institutions = append(r.institutions, v.InstitutionIDs...)
	for _, p := range v.Partners {
		r.organisations = append(r.organisations, p.OrganisationID)
	}
	for _, m := range v.Milestones {
		r.organisations = append(r.organisations, m.OrganisationID)
	}
}

// referenceKind is one kind of what objects refer to, named for all of them in one statement.
type referenceKind struct {
	name string
	keys func(*references) []string
	find finder
	put  func(*models.Expanded, []models.Name)
}

var referenceKinds = []referenceKind{
	{"owner", func(r *references) []string { return texts(r.owner) }, nameOwners,
		func(e *models.Expanded, found []models.Name) { e.Owner = one(found) }},
	{"project", func(r *references) []string { return texts(r.project) }, nameProjects,
		func(e *models.Expanded, found []models.Name) { e.Project = one(found) }},
	{"themes", func(r *references) []string { return r.themes }, nameThemes,
		func(e *models.Expanded, found []models.Name) { e.Themes = found }},
	{"institutions", func(r *references) []string { return texts(r.institutions...) }, nameInstitutions,
		func(e *models.Expanded, found []models.Name) { e.Institutions = found }},
	{"organisations", func(r *references) []string { return texts(r.organisations...) }, nameOrganisations,
		func(e *models.Expanded, found []models.Name) { e.Organisations = found }},
}

// fill puts the names that objects refer to beside them, each once and in their order.
func (k referenceKind) fill(tx *store.Tx, all []references) error {
	var asked engine.Distinct[string]
	for i := range all {
		asked.Add(k.keys(&all[i])...)
	}
	known, err := k.find(tx, asked.All)
	if err != nil {
		return err
	}
	for i := range all {
		var own engine.Distinct[string]
		own.Add(k.keys(&all[i])...)
		found := []models.Name{}
		for _, key := range own.All {
			if name, visible := known[key]; visible {
				found = append(found, name)
			}
		}
		k.put(*all[i].into, found)
	}
	return nil
}

// texts writes ids as texts.
func texts(ids ...models.ID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}

// one is the first of some names; nil for none.
func one(found []models.Name) *models.Name {
	if len(found) == 0 {
		return nil
	}
	return &found[0]
}
