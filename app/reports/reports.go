// Package reports tells what came of it: the donor summary, reports that were issued, and the overview of what needs somebody today.
package reports

import (
	"qadam/app/engine"
	"qadam/models"
)

// Reporting is the use cases of the package.
type Reporting struct {
	*engine.Engine

	Reports *engine.Resource[models.Report, models.ReportInput]
}

// New makes the use cases over the engine and the packages that they lean on.
func New(e *engine.Engine) *Reporting {
	a := &Reporting{Engine: e}
	a.Reports = a.reports()
	return a
}
