package seeds

import "qadam/models"

// Report is a report that was issued to a donor; comments name it by its key.
type Report struct {
	models.ReportInput
	Key          string      `json:"key"`
	Organisation string      `json:"organisation"`
	By           string      `json:"by"`
	IssuedOn     models.Date `json:"issued_on"`
}

// Input gives the report as it was issued.
func (r Report) Input(ids *IDs) models.ReportInput {
	in := r.ReportInput
	in.OrganisationID = ids.Of(NounOrganisation, r.Organisation)
	return in
}

// Deadline is by when a donor's agreement asks for a report.
type Deadline struct {
	models.ReportDeadlineInput
	Organisation string `json:"organisation"`
}

// Input gives the deadline with its donor.
func (d Deadline) Input(ids *IDs) models.ReportDeadlineInput {
	in := d.ReportDeadlineInput
	in.OrganisationID = ids.Of(NounOrganisation, d.Organisation)
	return in
}

// View is a list as a user has saved it.
type View struct {
	models.SavedViewInput
	By string `json:"by"`
}
