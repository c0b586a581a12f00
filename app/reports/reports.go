// Package reports holds the donor summary, issued reports, and the overview of what needs the reader today.
package reports

import (
	"cmp"

	"qadam/app/engine"
	"qadam/models"
)

// Reporting is the use cases of the package.
type Reporting struct {
	*engine.Engine

	Reports engine.Resource[models.Report, models.ReportInput]

	rateDays int
}

// defaultRateDays is after how many days a rate is old unless a setting says otherwise: central banks publish monthly ones.
const defaultRateDays = 40

// New makes the use cases over the engine. A rate is old after so many days; 0 is the usual number.
func New(e *engine.Engine, rateDays int) *Reporting {
	a := &Reporting{Engine: e, rateDays: cmp.Or(rateDays, defaultRateDays)}
	a.Reports = a.reports()
	return a
}
