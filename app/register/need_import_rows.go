package register

import (
	"maps"
	"slices"
	"strings"

	"qadam/app/engine"
	"qadam/app/exchange/columns"
	"qadam/app/store"
	"qadam/models"
	"qadam/models/fold"
	"qadam/models/typed"
)

// needRow is one row of a file of needs, and all that is wrong with it.
type needRow struct {
	*columns.Row[models.Need]
	errors []RowError

	match   *RowMatch    // the need or the row that it looks like
	target  *models.Need // the need that it updates
	skipped bool
}

// good rows are saved, as far as is known.
func (r *needRow) good() bool { return len(r.errors) == 0 && !r.skipped }

// isNew tells a good row that becomes a need.
func (r *needRow) isNew() bool { return r.good() && r.target == nil }

// need is the need that the row is now.
func (r *needRow) need() NeedOfLine {
	return NeedOfLine{Line: r.Line, Row: r.Number, ID: r.Value.ID, Reference: r.Value.Reference}
}

// title is the row's title as it stands in the file, to find the row by.
func (r *needRow) title() string {
	title, _ := typed.Line(strings.ToValidUTF8(r.Get("title"), "")) // a faulty one is told of elsewhere
	if letters := []rune(title); len(letters) > 300 {
		title = string(letters[:300])
	}
	return title
}

// needRows begins what is found about the rows of a file. A change may be tried again, with the rows as they were read.
func needRows(read []columns.Row[models.Need]) []*needRow {
	rows := make([]*needRow, len(read))
	for i, r := range read {
		r.Value.FindingIDs, r.Value.InstitutionIDs = []models.ID{}, []models.ID{}
		rows[i] = &needRow{Row: &r}
		for _, f := range r.Faults {
			rows[i].add(f.Column, "%s", f.Detail)
		}
	}
	return rows
}

// bind finds the missions, findings and institutions that the rows name as people name them.
func bind(tx *store.Tx, mission models.ID, rows []*needRow) error {
	var findingRefs engine.Distinct[string]
	for _, r := range rows {
		findingRefs.Add(r.Links["finding_references"]...)
	}
	missions, err := bindMissions(tx, mission, rows)
	if err != nil {
		return err
	}
	findings, err := store.Findings.Lookup(tx, "reference", "id", findingRefs.All)
	if err != nil {
		return err
	}
	institutions, err := institutionsOf(tx, missions)
	if err == nil {
		err = bindThemes(tx, rows)
	}
	if err != nil {
		return err
	}
	for _, r := range rows {
		for _, ref := range r.Links["finding_references"] {
			if findings[ref] == "" {
				r.add("finding_references", "There is no finding %s, or you may not see it. Check the reference.", ref)
			}
			r.Value.FindingIDs = append(r.Value.FindingIDs, models.ID(findings[ref]))
		}
		m := missions[r.Value.MissionID]
		if m == nil {
			continue
		}
		known := func(name string) bool { return institutions[institutionKey(m.CountryCode, name)] != "" }
		for _, name := range parts(r.Links["institution_names"], known) {
			id := institutions[institutionKey(m.CountryCode, name)]
			if id == "" {
				r.add("institution_names", "There is no institution %q in %s. Check the name, or add the institution first.", name,
					m.CountryCode)
			}
			r.Value.InstitutionIDs = append(r.Value.InstitutionIDs, id)
		}
	}
	return nil
}

// mission is the mission that the row names, "" for none.
func (r *needRow) mission() string { return strings.Join(r.Links["mission_reference"], "; ") }

// bindMissions gives each row its mission: the one that the import is for, or the one that the row names.
func bindMissions(tx *store.Tx, mission models.ID, rows []*needRow) (map[models.ID]*models.Mission, error) {
	var named engine.Distinct[string]
	for _, r := range rows {
		named.Add(r.mission())
	}
	byReference, err := store.Missions.Lookup(tx, "reference", "id", named.All)
	if err != nil {
		return nil, err
	}
	ids := slices.Sorted(maps.Values(byReference))
	if mission != "" {
		ids = []string{string(mission)}
	}
	found, err := store.Missions.ByAny(tx, "id", ids)
	if err != nil {
		return nil, err
	}
	if mission != "" && len(found) == 0 {
		return nil, models.NotFoundError()
	}
	byID := map[models.ID]*models.Mission{}
	for _, m := range found {
		byID[m.ID] = m
	}
	for _, r := range rows {
		m := byID[models.ID(byReference[r.mission()])]
		if mission != "" && r.mission() == "" {
			m = byID[mission]
		}
		switch {
		case m != nil:
			r.Value.MissionID = m.ID
		case mission != "":
			r.add(
				"mission_reference",
				"This import is for the mission %s alone. Leave the cell empty, or import without naming a mission.",
				byID[mission].Reference,
			)
		case r.mission() != "":
			r.add("mission_reference", "There is no mission %s, or you may not see it. Check the reference.", r.mission())
		}
	}
	return byID, nil
}

// institutionsOf gives the institutions of the missions' countries, by country and name in either language.
func institutionsOf(tx *store.Tx, missions map[models.ID]*models.Mission) (map[string]models.ID, error) {
	var countries engine.Distinct[string]
	for _, m := range missions {
		countries.Add(m.CountryCode)
	}
	found, err := store.Institutions.ByAny(tx, "country_code", countries.All)
	byName := map[string]models.ID{}
	for _, i := range found {
		if i.LocalName != "" {
			byName[institutionKey(i.CountryCode, i.LocalName)] = i.ID
		}
	}
	for _, i := range found { // its first name is an institution's own; a local one may be shared
		byName[institutionKey(i.CountryCode, i.Name)] = i.ID
	}
	return byName, err
}

func institutionKey(country, name string) string { return country + " " + fold.Key(name) }
