package models

// DonorOverview is what a donor's overview is about: what its money did and its reports. Sums are those of its summary as of today.
type DonorOverview struct {
	_ struct{} `doc:"What a donor's money did and its reports, as its summary has it today."`

	Attributed Money `json:"attributed_spending"`
	Reported   Money `json:"reported_spending" doc:"Reported as spent beyond that, in updates that are not accepted yet."`
	// Beyond are the projects in which more is attributed than the donor disbursed.
	Beyond []BeyondDisbursed `json:"spent_beyond_disbursed"`
	// LastReport and NextReport are null where there is none.
	LastReport *ReportName    `json:"last_report"`
	NextReport *AwaitedReport `json:"next_report"`
}

// BeyondDisbursed is a project in which more was spent of what a donor committed than it disbursed.
type BeyondDisbursed struct {
	_ struct{} `doc:"A project in which more was spent of what the donor committed than it disbursed."`

	ProjectID ID     `json:"project_id"`
	Reference string `json:"reference"`
	Amount    Money  `json:"amount"`
}

// ReportName is a report that was issued.
type ReportName struct {
	_ struct{} `doc:"A report that was issued."`

	ID        ID     `json:"id"`
	Reference string `json:"reference"`
	AsOf      Date   `json:"as_of"`
	IssuedOn  Date   `json:"issued_on"`
}

// AwaitedReport is the next report that an agreement asks for.
type AwaitedReport struct {
	_ struct{} `doc:"The next report that an agreement asks for."`

	Agreement string `json:"agreement"`
	CoversTo  Date   `json:"covers_to"`
	DueOn     Date   `json:"due_on"`
}
