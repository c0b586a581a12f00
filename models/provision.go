package models

// Provision is the paragraph of an instrument that a finding concerns.
type Provision struct {
	Base
	ProvisionInput
	ParagraphKey string `json:"-" gorm:"->:false;<-"`
}

// ProvisionInput is what an admin writes about a provision.
type ProvisionInput struct {
	InstrumentID ID     `json:"instrument_id" validate:"required"`
	Paragraph    string `json:"paragraph" validate:"filled,max=60" example:"OP 6"`
	Summary      string `json:"summary" validate:"max=1000"`
}
