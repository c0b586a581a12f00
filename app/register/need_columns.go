package register

import (
	"context"
	"io"
	"strings"

	"qadam/app/engine"
	"qadam/app/exchange/columns"
	"qadam/app/exchange/words"
	"qadam/models"
)

// needColumns are the columns of tables of needs. Hashtags are HXL 1.1's core ones, and #need of our own, for which HXL has none.
var needColumns = columns.Table[models.Need]{
	columns.Line("reference", "#need+code", func(n *models.Need) *string { return &n.Reference }).
		Described("It is made when it is left out."),
	columns.Link("mission_reference", "#event+mission+code", "mission", func(n *models.Need) *models.ID { return &n.MissionID }).
		For("mission_id").
		Described("The mission that found the need, such as KAZ-2021-M1. Left out where the file is imported for one mission."),
	columns.Line("country_code", "#country+code", func(n *models.Need) *string { return &n.CountryCode }).Shown(),
	columns.Line("shared", "#access", func(n *models.Need) *models.Extent { return &n.Shared }).Shown(),
	columns.Line("title", "#need+name", func(n *models.Need) *string { return &n.Title }).Required().
		Described("One line of at most 300 characters."),
	columns.Text("description", "#description", func(n *models.Need) *string { return &n.Description }).
		Described("What is lacking and what would change it."),
	columns.Text("releasable_summary", "#description+public", func(n *models.Need) *string { return &n.ReleasableSummary }).
		Described("What others may read where only a summary is shared."),
	columns.Choice("level", "#need+level", words.Of[models.NeedLevel]("level_"),
		func(n *models.Need) *models.NeedLevel { return &n.Level }).Required().
		Described("One of: " + strings.Join(models.NeedLevel("").Values(), ", ") + "; or a word for it."),
	columns.Choice("kind", "#modality", words.Of[models.NeedKind]("kind_"),
		func(n *models.Need) *models.NeedKind { return &n.Kind }).Required().
		Described("One of: " + strings.Join(models.NeedKind("").Values(), ", ") + "; or a word for it, such as IT system."),
	columns.List("theme_codes", "#sector+code+list", func(n *models.Need) *[]string { return &n.ThemeCodes }).Required().
		Described("Codes or names of themes with ; between them, such as marking; tracing."),
	columns.Links("finding_references", "#cause+code+list", "finding", func(n *models.Need) []models.ID { return n.FindingIDs }).
		For("finding_ids").
		Described("Findings of the mission with ; between them, such as KAZ-2021-F01; KAZ-2021-F02."),
	columns.Links("institution_names", "#org+targeted+list", "institution", func(n *models.Need) []models.ID { return n.InstitutionIDs }).
		For("institution_ids").
		Described("Institutions of the State by their names, with ; between them."),
	columns.Amount("estimated_cost_amount", "#value+estimated", "estimated_cost_currency", costOf).For("estimated_cost").
		Described("Such as 120000.50 or 120 000,50."),
	columns.Currency("estimated_cost_currency", "#currency", "estimated_cost_amount", costOf).
		Described("Such as USD. Left out where the file is imported with one currency."),
	columns.Day("wanted_by", "#date+due", func(n *models.Need) *models.Date { return &n.WantedBy }).
		Described("A day, such as 2027-06-30 or 30.06.2027."),
	columns.Line("status", "#status", func(n *models.Need) *models.NeedStatus { return &n.Status }).Shown(),
	columns.Day("status_on", "#date+status", func(n *models.Need) *models.Date { return &n.StatusOn }).Shown(),
	columns.Figure("priority", "#severity+score", func(n *models.Need) string { return scoreText(n.Priority) }),
	columns.Line("next_step", "#event+next", func(n *models.Need) *string { return &n.NextStep.Action }).Shown(),
	columns.Line("next_step_owner", "#event+next+owner", func(n *models.Need) *models.Role { return &n.NextStep.Owner }).Shown(),
	columns.Line("id", "#meta+id", func(n *models.Need) *models.ID { return &n.ID }).Shown(),
}

// NeedTemplate writes a table of needs without rows, to fill in and import.
func (a *Register) NeedTemplate(_ context.Context, actor models.Actor, w io.Writer) error {
	if err := engine.Allow(actor, "need.template"); err != nil {
		return err
	}
	return needColumns.Template(w)
}

// NeedColumns says what an import of needs reads, for the API's description.
func NeedColumns() string { return needColumns.Describe() }

func costOf(n *models.Need) *models.Money { return &n.EstimatedCost }

func scoreText(s *models.Score) string {
	if s == nil {
		return ""
	}
	b, _ := s.MarshalJSON() // it has no error to give
	return string(b)
}

// headingWords are the columns by what people call them; a column of numbers that only count the rows is passed over.
func headingWords() map[string]string {
	out := words.Of[string]("column_")
	for word, column := range out {
		if column == "number" {
			out[word] = models.PassOver
		}
	}
	return out
}
