package models

// Transaction is one pledge, commitment, disbursement or expenditure. The four are never added to each other.
type Transaction struct {
	Base
	TransactionInput
	// InUSD is the amount at its value date's rate; RateID and the rate's source say how.
	InUSD  Money `json:"in_usd" gorm:"embedded;embeddedPrefix:usd_"`
	RateID ID    `json:"rate_id"`
}

// TransactionInput is what is written about a transaction. The organisation is the donor, or for an expenditure the spender.
type TransactionInput struct {
	Kind           string `json:"kind" validate:"filled,oneof=pledge commitment disbursement expenditure" example:"commitment"`
	OrganisationID ID     `json:"organisation_id" validate:"required"`
	ProjectID      ID     `json:"project_id" validate:"required"`
	ActivityID     ID     `json:"activity_id"`
	Amount         Money  `json:"amount" validate:"required" gorm:"embedded;embeddedPrefix:amount_"`
	ValueDate      Date   `json:"value_date" validate:"required" example:"2021-05-18"`
	Description    string `json:"description" validate:"max=1000"`
}
