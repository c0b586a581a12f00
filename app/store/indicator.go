package store

import (
	"qadam/models"
)

// Indicators measure the outputs and outcomes of projects and activities.
var Indicators = &Noun[models.Indicator]{Table: "indicators", Scope: indicatorScope,
	Filters: []Filter{ids("project_id", "indicators.project_id IN ?", "Projects"), ids("activity_id", "indicators.activity_id IN ?",
		"Activities"), enum[models.IndicatorKind]("kind", "indicators.kind IN ?")},
	Sorts: []Sort{byCreated("indicators")}, Load: loadIndicators,
	Save: func(tx *Tx, i *models.Indicator) error {
		return replaceChildren(tx, "indicator_periods", "indicator_id", i.ID, len(i.Periods), func(n int) any {
			return &periodRow{IndicatorID: i.ID, Position: n, IndicatorPeriod: i.Periods[n]}
		})
	},
	Children: indicatorChildren}

type periodRow struct {
	IndicatorID models.ID
	Position    int
	models.IndicatorPeriod
}

func loadIndicators(tx *Tx, found []*models.Indicator) error {
	all, index := indexByID(found)
	for _, i := range found {
		i.Periods = []models.IndicatorPeriod{}
	}
	var periods []periodRow
	if err := tx.db.Table("indicator_periods").Where("indicator_id IN ?",
		all).Order("indicator_id, position").Find(&periods).Error; err != nil {
		return err
	}
	for _, p := range periods {
		index[p.IndicatorID].Periods = append(index[p.IndicatorID].Periods, p.IndicatorPeriod)
	}
	return nil
}

func indicatorChildren(i *models.Indicator) []childRows {
	periods := childRows{table: "indicator_periods", columns: []string{"indicator_id", "position", "starts_on", "ends_on", "group_name",
		"target", "actual"}}
	for n, p := range i.Periods {
		periods.rows = append(periods.rows, []any{i.ID, n, p.StartsOn, p.EndsOn, p.Group, p.Target, p.Actual})
	}
	return []childRows{periods}
}
