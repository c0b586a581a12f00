package models

// Project is a partner's funded undertaking in one or more countries; its activities answer needs.
type Project struct {
	Base
	ProjectInput
	Terms
	Status       ActivityStatus `json:"status"`
	StatusOn     Date           `json:"status_on"`
	LastUpdateOn Date           `json:"last_update_on"`
	NextStep     NextStep       `json:"next_step" gorm:"-"`
	// MissedPeriods are shown until a report covers them, however late it comes.
	MissedPeriods []ReportingPeriod `json:"missed_periods" gorm:"-" doc:"The periods of the reporting cycle that are over and on which no update was sent."`
	Expanded      *Expanded         `json:"expanded,omitempty" gorm:"-"`
}

// ProjectInput is what a manager or the lead partner writes about a project.
type ProjectInput struct {
	// Reference is made when it is left out, and never changes.
	Reference          string   `json:"reference" validate:"omitempty,reference,max=60" example:"KAZ-P02" patch:"-"`
	Title              string   `json:"title" validate:"filled,max=300"`
	Description        string   `json:"description" validate:"max=10000"`
	LeadOrganisationID ID       `json:"lead_organisation_id" validate:"required"`
	CountryCodes       []string `json:"country_codes" validate:"required,min=1,max=50,unique,dive,country" gorm:"-"`
	StartsOn           Date     `json:"starts_on" validate:"required" example:"2021-06-01"`
	EndsOn             Date     `json:"ends_on" validate:"required" example:"2023-05-31"`
	Budget             Money    `json:"budget" validate:"fromzero" gorm:"embedded;embeddedPrefix:budget_"`
	// ReportingMonths is the reporting cycle in months; 0 is none.
	ReportingMonths int `json:"reporting_months" validate:"min=0,max=36" example:"3" doc:"The reporting cycle in months; 0 is none."`
}

// ProjectLifecycle is ActivityLifecycle under its own name.
var ProjectLifecycle = ActivityLifecycle.of("project")

// Reports tells whether the project owes reports: it has a cycle and is under way.
func (p *Project) Reports() bool {
	return p.ReportingMonths > 0 && p.Status != ActivityPipeline && !Finished(p.Status)
}

// Cycle is the project's reporting cycle.
func (p *Project) Cycle() ReportingCycle {
	return ReportingCycle{StartsOn: p.StartsOn, Months: p.ReportingMonths}
}

// SetNext sets a project's next step and the periods that it missed, by the updates that were sent.
func (p *Project) SetNext(today Date, reports []ReportedDays) {
	p.MissedPeriods, p.NextStep = []ReportingPeriod{}, NextStep{}
	switch {
	case Finished(p.Status):
	case p.Status == ActivityPipeline:
		p.NextStep = NextStep{Action: "Start it", Owner: Partner, Due: p.StartsOn}
	case p.Reports():
		p.MissedPeriods = p.Cycle().Due("", today.AddDays(-1), reports)
		p.NextStep = NextStep{Action: "Send an update", Owner: Partner, Due: p.Cycle().Next(reports).DueOn}
	default:
		p.NextStep = NextStep{Action: "Finish it", Owner: Partner, Due: p.EndsOn}
	}
}
