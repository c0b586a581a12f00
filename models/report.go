package models

// Report is a donor's frozen summary: issued once, numbered, and opened again exactly as it was. SHA256 proves it.
type Report struct {
	Base
	Reference string `json:"reference" example:"DON-A-R1"`
	ReportInput
	Terms
	IssuedBy ID     `json:"issued_by"`
	SHA256   string `json:"sha256" doc:"Of the content, which never changes."`
	// Content is an Issued as it was written, but for what is withheld from a donor; lists leave it out.
	Content RawJSON `json:"content,omitempty" doc:"As it was issued."`
	// Withheld are the needs that have lost consent since. Then a donor's content no longer has the SHA256.
	Withheld []WithheldNeed `json:"withheld,omitempty" gorm:"-"`
	// CorrectedSince is no part of the content, which stays as it was issued.
	CorrectedSince []ReportCorrection `json:"corrected_since,omitempty" gorm:"-" doc:"The updates that were corrected after the report was issued."`
}

// ReportInput asks to freeze a donor's summary as of a day.
type ReportInput struct {
	OrganisationID ID     `json:"organisation_id" validate:"required"`
	AsOf           Date   `json:"as_of" validate:"required" example:"2021-12-31"`
	Title          string `json:"title" validate:"filled,max=300"`
	Narrative      string `json:"narrative" validate:"max=10000"`
}

// WithheldNeed is a need that a report shows less of than when it was issued. Only managers are told which.
type WithheldNeed struct {
	NeedID ID     `json:"need_id"`
	From   Extent `json:"from" enum:"partial,full"`
	To     Extent `json:"to" enum:"none,partial"`
	On     Date   `json:"on"`
}

// ReportContent is what a report says; it never changes. Its JSON text is the report's content, and what SHA256 is of.
type ReportContent struct {
	Reference string  `json:"reference" example:"DON-A-R1"`
	Title     string  `json:"title"`
	Narrative string  `json:"narrative"`
	IssuedOn  Date    `json:"issued_on"`
	Summary   Summary `json:"summary"`
}
