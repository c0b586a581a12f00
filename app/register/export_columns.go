package register

import (
	"strconv"
	"strings"

	"qadam/app/engine"
	"qadam/app/exchange/sheet"
	"qadam/app/store"
	"qadam/models"
)

// The columns of the CSV files. Where a file can be imported again, a column has the name that the import reads. Hashtags
// are HXL 1.1's core ones, and #need of our own, for which HXL has none.

func text[T any, S ~string](name, hxl string, get func(*T) S) column[T] {
	return named(name, hxl, func(row *T, _ names) string { return string(get(row)) })
}

func named[T any](name, hxl string, get func(*T, names) string) column[T] {
	return column[T]{sheet.Column{Name: name, HXL: hxl}, func(row *T, known names) sheet.Cell { return sheet.Text(get(row, known)) }}
}

func day[T any](name, hxl string, get func(*T) models.Date) column[T] {
	return text(name, hxl, func(row *T) string { return string(get(row)) })
}

func number[T any](name, hxl string, get func(*T) string) column[T] {
	return column[T]{sheet.Column{Name: name, HXL: hxl}, func(row *T, _ names) sheet.Cell { return sheet.Number(get(row)) }}
}

var activityColumns = []column[models.Activity]{
	text("reference", "#activity+code", func(v *models.Activity) string { return v.Reference }),
	named("project_reference", "#activity+project+code", func(v *models.Activity, n names) string { return n.of(v.ProjectID) }),
	text("title", "#activity+name", func(v *models.Activity) string { return v.Title }),
	text("description", "#description", func(v *models.Activity) string { return v.Description }),
	text("country_code", "#country+code", func(v *models.Activity) string { return v.CountryCode }),
	text("theme_codes", "#sector+code+list", func(v *models.Activity) string { return strings.Join(v.ThemeCodes, "; ") }),
	named("lead_partner", "#org+lead", func(v *models.Activity, n names) string { return partnersOf(v, n, models.PartnerLead) }),
	named("implementing_partners", "#org+impl+list", func(v *models.Activity, n names) string { return partnersOf(v, n, models.PartnerImplementing) }),
	named("supporting_partners", "#org+support+list", func(v *models.Activity, n names) string { return partnersOf(v, n, models.PartnerSupporting) }),
	text("needs", "#need+code+list", needsOf),
	named("institution_names", "#org+targeted+list", func(v *models.Activity, n names) string { return joined(v.InstitutionIDs, n) }),
	day("planned_start", "#date+start+planned", func(v *models.Activity) models.Date { return v.PlannedStart }),
	day("planned_end", "#date+end+planned", func(v *models.Activity) models.Date { return v.PlannedEnd }),
	day("actual_start", "#date+start+actual", func(v *models.Activity) models.Date { return v.ActualStart }),
	day("actual_end", "#date+end+actual", func(v *models.Activity) models.Date { return v.ActualEnd }),
	text("status", "#status", func(v *models.Activity) models.ActivityStatus { return v.Status }),
	day("status_on", "#date+status", func(v *models.Activity) models.Date { return v.StatusOn }),
	text("health", "#status+health", func(v *models.Activity) models.Health { return v.Health }),
	number("progress", "#indicator+progress+pct", func(v *models.Activity) string { return strconv.Itoa(v.Progress) }),
	day("last_update_on", "#date+updated", func(v *models.Activity) models.Date { return v.LastUpdateOn }),
	text("next_step", "#event+next", func(v *models.Activity) string { return v.NextStep.Action }),
	text("next_step_owner", "#event+next+owner", func(v *models.Activity) string { return string(v.NextStep.Owner) }),
	day("next_step_due", "#date+due", func(v *models.Activity) models.Date { return v.NextStep.Due }),
	text("id", "#meta+id", func(v *models.Activity) string { return string(v.ID) }),
}

var needColumns = []column[models.Need]{
	text("reference", "#need+code", func(n *models.Need) string { return n.Reference }),
	named("mission_reference", "#event+mission+code", func(n *models.Need, known names) string { return known.of(n.MissionID) }),
	text("country_code", "#country+code", func(n *models.Need) string { return n.CountryCode }),
	text("shared", "#access", func(n *models.Need) models.Extent { return n.Shared }),
	text("title", "#need+name", func(n *models.Need) string { return n.Title }),
	text("description", "#description", func(n *models.Need) string { return n.Description }),
	text("releasable_summary", "#description+public", func(n *models.Need) string { return n.ReleasableSummary }),
	text("level", "#need+level", func(n *models.Need) models.NeedLevel { return n.Level }),
	text("kind", "#modality", func(n *models.Need) models.NeedKind { return n.Kind }),
	text("theme_codes", "#sector+code+list", func(n *models.Need) string { return strings.Join(n.ThemeCodes, "; ") }),
	named("finding_references", "#cause+code+list", func(n *models.Need, known names) string { return joined(n.FindingIDs, known) }),
	named("institution_names", "#org+targeted+list", func(n *models.Need, known names) string { return joined(n.InstitutionIDs, known) }),
	number("estimated_cost_amount", "#value+estimated", func(n *models.Need) string { return amount(n.EstimatedCost) }),
	text("estimated_cost_currency", "#currency", func(n *models.Need) string { return n.EstimatedCost.Currency }),
	day("wanted_by", "#date+due", func(n *models.Need) models.Date { return n.WantedBy }),
	text("status", "#status", func(n *models.Need) models.NeedStatus { return n.Status }),
	day("status_on", "#date+status", func(n *models.Need) models.Date { return n.StatusOn }),
	number("priority", "#severity+score", func(n *models.Need) string { return score(n.Priority) }),
	text("next_step", "#event+next", func(n *models.Need) string { return n.NextStep.Action }),
	text("next_step_owner", "#event+next+owner", func(n *models.Need) string { return string(n.NextStep.Owner) }),
	text("id", "#meta+id", func(n *models.Need) string { return string(n.ID) }),
}

// partnersOf names the partners of an activity that have a role in it.
func partnersOf(v *models.Activity, known names, role models.PartnerRole) string {
	var ids []models.ID
	for _, p := range v.Partners {
		if p.PartnerRole == role {
			ids = append(ids, p.OrganisationID)
		}
	}
	return joined(ids, known)
}

// needsOf names the needs that an activity answers; one that the reader may not see is a placeholder.
func needsOf(v *models.Activity) string {
	texts := make([]string, len(v.Needs))
	for i, n := range v.Needs {
		texts[i] = n.Reference + n.Placeholder
	}
	return strings.Join(texts, "; ")
}

func joined(ids []models.ID, known names) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = known.of(id)
	}
	return strings.Join(texts, "; ")
}

// amount writes money with the decimals of its currency, and nothing for no amount.
func amount(m models.Money) string {
	digits, err := models.Digits(m.Currency)
	if err != nil {
		return ""
	}
	return m.Decimal().StringFixed(digits)
}

func score(s *models.Score) string {
	if s == nil {
		return ""
	}
	b, _ := s.MarshalJSON() // it has no error to give
	return string(b)
}

func activityNames(tx *store.Tx, rows []models.Activity) (names, error) {
	var projects, organisations, institutions engine.Distinct[models.ID]
	for _, v := range rows {
		projects.Add(v.ProjectID)
		institutions.Add(v.InstitutionIDs...)
		for _, p := range v.Partners {
			organisations.Add(p.OrganisationID)
		}
	}
	n := &naming{tx: tx}
	look(n, store.Projects, "reference", projects)
	look(n, store.Organisations, "name", organisations)
	look(n, store.Institutions, "name", institutions)
	return n.known, n.err
}

func needNames(tx *store.Tx, rows []models.Need) (names, error) {
	var missions, findings, institutions engine.Distinct[models.ID]
	for _, v := range rows {
		missions.Add(v.MissionID)
		findings.Add(v.FindingIDs...)
		institutions.Add(v.InstitutionIDs...)
	}
	n := &naming{tx: tx}
	look(n, store.Missions, "reference", missions)
	look(n, store.Findings, "reference", findings)
	look(n, store.Institutions, "name", institutions)
	return n.known, n.err
}
