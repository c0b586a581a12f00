package register

import (
	"strconv"
	"strings"

	"qadam/app/exchange/columns"
	"qadam/models"
)

// activityColumns are the columns of tables of activities.
var activityColumns = columns.Table[models.Activity]{
	columns.Line("reference", "#activity+code", func(v *models.Activity) *string { return &v.Reference }),
	columns.Link("project_reference", "#activity+project+code", "project", func(v *models.Activity) *models.ID { return &v.ProjectID }).
		For("project_id"),
	columns.Line("title", "#activity+name", func(v *models.Activity) *string { return &v.Title }),
	columns.Text("description", "#description", func(v *models.Activity) *string { return &v.Description }),
	columns.Line("country_code", "#country+code", func(v *models.Activity) *string { return &v.CountryCode }),
	columns.List("theme_codes", "#sector+code+list", func(v *models.Activity) *[]string { return &v.ThemeCodes }),
	partnersIn("lead_partner", "#org+lead", models.PartnerLead),
	partnersIn("implementing_partners", "#org+impl+list", models.PartnerImplementing),
	partnersIn("supporting_partners", "#org+support+list", models.PartnerSupporting),
	columns.WriteOnly("needs", "#need+code+list", needsOf),
	columns.Links("institution_names", "#org+targeted+list", "institution",
		func(v *models.Activity) []models.ID { return v.InstitutionIDs }).
		For("institution_ids"),
	columns.Day("planned_start", "#date+start+planned", func(v *models.Activity) *models.Date { return &v.PlannedStart }),
	columns.Day("planned_end", "#date+end+planned", func(v *models.Activity) *models.Date { return &v.PlannedEnd }),
	columns.Day("actual_start", "#date+start+actual", func(v *models.Activity) *models.Date { return &v.ActualStart }).Shown(),
	columns.Day("actual_end", "#date+end+actual", func(v *models.Activity) *models.Date { return &v.ActualEnd }).Shown(),
	columns.Line("status", "#status", func(v *models.Activity) *models.ActivityStatus { return &v.Status }).Shown(),
	columns.Day("status_on", "#date+status", func(v *models.Activity) *models.Date { return &v.StatusOn }).Shown(),
	columns.Line("health", "#status+health", func(v *models.Activity) *models.Health { return &v.Health }).Shown(),
	columns.Figure("progress", "#indicator+progress+pct", func(v *models.Activity) string { return strconv.Itoa(v.Progress) }),
	columns.Day("last_update_on", "#date+updated", func(v *models.Activity) *models.Date { return &v.LastUpdateOn }).Shown(),
	columns.Line("next_step", "#event+next", func(v *models.Activity) *string { return &v.NextStep.Action }).Shown(),
	columns.Line("next_step_owner", "#event+next+owner", func(v *models.Activity) *models.Role { return &v.NextStep.Owner }).Shown(),
	columns.Day("next_step_due", "#date+due", func(v *models.Activity) *models.Date { return &v.NextStep.Due }).Shown(),
	columns.Line("id", "#meta+id", func(v *models.Activity) *models.ID { return &v.ID }).Shown(),
}

// partnersIn are the partners of an activity that have a role in it.
func partnersIn(name, hxl string, role models.PartnerRole) columns.Column[models.Activity] {
	return columns.Links(name, hxl, "organisation", func(v *models.Activity) []models.ID {
		var ids []models.ID
		for _, p := range v.Partners {
			if p.PartnerRole == role {
				ids = append(ids, p.OrganisationID)
			}
		}
		return ids
	}).Shown()
}

// needsOf names the needs that an activity answers; one that the reader may not see is a placeholder.
func needsOf(v *models.Activity) string {
	texts := make([]string, len(v.Needs))
	for i, n := range v.Needs {
		texts[i] = n.Reference + n.Placeholder
	}
	return strings.Join(texts, "; ")
}
