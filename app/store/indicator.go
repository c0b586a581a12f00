package store

import "qadam/models"

// Indicators measure the outputs and outcomes of projects and activities.
var Indicators = &Noun[models.Indicator]{
	Table: "indicators", Name: "indicator", Scope: indicatorScope, Unrestricted: true,
	Filters: []Filter{
		ids("project_id", "indicators.project_id IN ?", "Projects"),
		ids("activity_id", "indicators.activity_id IN ?", "Activities"),
		enum[models.IndicatorKind]("kind", "indicators.kind IN ?"),
	},
	Sorts:    []Sort{byCreated("indicators")},
	Children: indicatorChildren,
	Load:     loadIndicators,
}

func loadIndicators(tx *Tx, found []*models.Indicator) error {
	all, index := indexByID(found)
	for _, i := range found {
		i.Periods = []models.IndicatorPeriod{}
	}
	periods, err := queryAll[struct {
		IndicatorID models.ID
		models.IndicatorPeriod
	}](tx, "SELECT * FROM indicator_periods WHERE indicator_id IN ? ORDER BY indicator_id, position", all)
	for _, p := range periods {
		i := index[p.IndicatorID]
		i.Periods = append(i.Periods, p.IndicatorPeriod)
	}
	return err
}

// indicatorChildren are the periods of an indicator.
func indicatorChildren(_ *Tx, i *models.Indicator) []childRows {
	periods := childRows{table: "indicator_periods", owner: "indicator_id",
		columns: []string{"indicator_id", "position", "starts_on", "ends_on", "group_name", "target", "actual"}}
	for n, p := range i.Periods {
		periods.rows = append(periods.rows, []any{i.ID, n, p.StartsOn, p.EndsOn, p.Group, p.Target, p.Actual})
	}
	return []childRows{periods}
}
