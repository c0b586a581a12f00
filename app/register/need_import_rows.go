package register

import (
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"qadam/app/engine"
	"qadam/app/exchange/sheet"
	"qadam/app/store"
	"qadam/models"
	"qadam/models/fold"
	"qadam/models/typed"
)

// needRow is one row of a file of needs: what it says, and what is wrong with it. A row that cannot be read is broken.
type needRow struct {
	line                   int
	need                   models.Need
	mission                string
	findings, institutions []string
	errors                 []RowError
	broken                 bool
}

// importColumns are the columns that a file of needs may have; the required ones are marked.
var importColumns = map[string]bool{
	"reference": false, "title": true, "description": false, "releasable_summary": false, "level": true, "kind": true,
	"theme_codes": true, "finding_references": false, "institution_names": false, "estimated_cost_amount": false,
	"estimated_cost_currency": false, "wanted_by": false, "mission_reference": false,
}

// columnOf gives the column that a field of a need is read from, by the field's JSON pointer.
func columnOf(pointer string) string {
	field, _, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	switch field {
	case "mission_id":
		return "mission_reference"
	case "finding_ids":
		return "finding_references"
	case "institution_ids":
		return "institution_names"
	case "estimated_cost":
		return "estimated_cost_amount"
	}
	return field
}

// readNeeds reads a whole file before anything is asked of the database: a slow upload must not hold a transaction open.
func readNeeds(r io.Reader, ownMission bool) ([]needRow, error) {
	table, err := sheet.NewReader(r, sheet.Limits{Bytes: maxImportBytes, Rows: maxImportRows})
	if err != nil {
		return nil, err
	}
	if err := checkColumns(table, ownMission); err != nil {
		return nil, err
	}
	rows := []needRow{}
	for {
		cells, err := table.Next()
		var broken *sheet.LineError
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case errors.As(err, &broken):
			rows = append(rows, needRow{line: broken.Line, broken: true, errors: []RowError{{broken.Line, broken.Column, broken.Detail}}})
		case err != nil:
			return nil, err
		default:
			rows = append(rows, readNeed(cells))
		}
	}
}

// checkColumns refuses a file with unknown columns, or without a required one.
func checkColumns(table *sheet.Reader, ownMission bool) error {
	out := &models.Error{Code: models.Invalid, Message: "The columns of this file need another look."}
	known := slices.Sorted(maps.Keys(importColumns))
	for _, c := range table.Columns() {
		if _, ok := importColumns[c]; !ok && c != "" {
			out.Fields = append(
				out.Fields,
				models.FieldError{Pointer: c, Detail: "This column is not known. Take it out, or name it one of: " + strings.Join(known,
					", ") + "."},
			)
		}
	}
	for _, c := range known {
		if (importColumns[c] || ownMission && c == "mission_reference") && !table.Has(c) {
			out.Fields = append(out.Fields, models.FieldError{Pointer: c, Detail: "This column is missing. Add it, and fill it in every " +
				"row."})
		}
	}
	if len(out.Fields) > 0 {
		return out
	}
	return nil
}

// readNeed reads what a row says without asking the database.
func readNeed(cells sheet.Row) needRow {
	r := needRow{line: cells.Line}
	read := func(into *string, column string, as func(string) (string, *typed.Fault)) {
		text, fault := as(cells.Get(column))
		r.typed(column, fault)
		*into = text
	}
	readList := func(into *[]string, column string) {
		values, fault := typed.List(cells.Get(column))
		r.typed(column, fault)
		*into = values
	}
	n := &r.need
	n.FindingIDs, n.InstitutionIDs = []models.ID{}, []models.ID{}
	read(&n.Reference, "reference", typed.Line)
	read(&n.Title, "title", typed.Line)
	read(&n.Description, "description", typed.Text)
	read(&n.ReleasableSummary, "releasable_summary", typed.Text)
	read((*string)(&n.Level), "level", typed.Line)
	read((*string)(&n.Kind), "kind", typed.Line)
	readList(&n.ThemeCodes, "theme_codes")
	readList(&r.findings, "finding_references")
	readList(&r.institutions, "institution_names")
	read(&r.mission, "mission_reference", typed.Line)
	if text := cells.Get("wanted_by"); text != "" {
		day, fault := typed.Day(text)
		r.typed("wanted_by", fault)
		n.WantedBy = day
	}
	r.cost(cells.Get("estimated_cost_amount"), cells.Get("estimated_cost_currency"))
	return r
}

func (r *needRow) cost(amount, currency string) {
	switch {
	case amount == "" && currency == "":
		return
	case amount == "":
		r.add("estimated_cost_amount", "Give the amount, such as 120000.00, or leave the currency out too.")
		return
	case currency == "":
		r.add("estimated_cost_currency", "Give the currency of the amount, such as USD.")
		return
	}
	if _, err := models.Digits(currency); err != nil {
		r.add("estimated_cost_currency", "%s", models.Sentence(err))
		return
	}
	money, fault := typed.Amount(amount, currency)
	r.typed("estimated_cost_amount", fault)
	r.need.EstimatedCost = money
}

// typed notes what is wrong with what was typed in a column.
func (r *needRow) typed(column string, fault *typed.Fault) {
	if fault != nil {
		r.add(column, "%s", fault)
	}
}

// bind finds the missions, findings and institutions that the rows name as people name them.
func bind(tx *store.Tx, mission models.ID, rows []*needRow) error {
	var findingRefs engine.Distinct[string]
	for _, r := range rows {
		findingRefs.Add(r.findings...)
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
	if err != nil {
		return err
	}
	for _, r := range rows {
		for _, ref := range r.findings {
			if findings[ref] == "" {
				r.add("finding_references", "There is no finding %s, or you may not see it. Check the reference.", ref)
			}
			r.need.FindingIDs = append(r.need.FindingIDs, models.ID(findings[ref]))
		}
		m := missions[r.need.MissionID]
		if m == nil {
			continue
		}
		for _, name := range r.institutions {
			id := institutions[institutionKey(m.CountryCode, name)]
			if id == "" {
				r.add("institution_names", "There is no institution %q in %s. Check the name, or add the institution first.", name,
					m.CountryCode)
			}
			r.need.InstitutionIDs = append(r.need.InstitutionIDs, id)
		}
	}
	return nil
}

// bindMissions gives each row its mission: the one that the import is for, or the one that the row names.
func bindMissions(tx *store.Tx, mission models.ID, rows []*needRow) (map[models.ID]*models.Mission, error) {
	column, values := "id", []string{string(mission)}
	if mission == "" {
		var named engine.Distinct[string]
		for _, r := range rows {
			named.Add(r.mission)
		}
		column, values = "reference", named.All
	}
	found, err := store.Missions.ByAny(tx, column, values)
	if err != nil {
		return nil, err
	}
	if mission != "" && len(found) == 0 {
		return nil, models.NotFoundError()
	}
	byID, byReference := map[models.ID]*models.Mission{}, map[string]*models.Mission{}
	for _, m := range found {
		byID[m.ID], byReference[m.Reference] = m, m
	}
	for _, r := range rows {
		m := byReference[r.mission]
		if mission != "" && r.mission == "" {
			m = byID[mission]
		}
		switch {
		case m != nil:
			r.need.MissionID = m.ID
		case mission != "":
			r.add(
				"mission_reference",
				"This import is for the mission %s alone. Leave the cell empty, or import without naming a mission.",
				byID[mission].Reference,
			)
		case r.mission != "":
			r.add("mission_reference", "There is no mission %s, or you may not see it. Check the reference.", r.mission)
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
