package models

// ReportDeadline is what a donor's agreement asks for: a report that covers the time up to a day, by another day. It is met
// when a report is issued that covers it, or that is named as the one for it.
type ReportDeadline struct {
	Base
	ReportDeadlineInput
	AgreementKey string `json:"-" gorm:"->:false;<-"`
	MetOn        Date   `json:"met_on" gorm:"->"`
}

// ReportDeadlineInput is what a manager writes about it.
type ReportDeadlineInput struct {
	OrganisationID ID     `json:"organisation_id" validate:"required"`
	Agreement      string `json:"agreement" validate:"filled,max=200" example:"Grant agreement 12/2021"`
	CoversTo       Date   `json:"covers_to" validate:"required" example:"2026-12-31"`
	DueOn          Date   `json:"due_on" validate:"required" example:"2027-03-31"`
	Note           string `json:"note" validate:"max=1000"`
	ReportID       ID     `json:"report_id" doc:"The report that was issued for it, if that is as of a day before the one that it covers."`
}
