// Package reports holds the donor summary, issued reports, and the overview of what needs the reader today.
package reports

import (
	"qadam/app/engine"
	"qadam/models"
)

// Reporting is the use cases of the package.
type Reporting struct {
	*engine.Engine

	Reports engine.Resource[models.Report, models.ReportInput]
}

// New makes the use cases over the engine and the packages that they use.
func New(e *engine.Engine) *Reporting {
	a := &Reporting{Engine: e}
	a.Reports = a.reports()
	return a
}
