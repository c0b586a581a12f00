package models

// Transaction is one pledge, commitment, disbursement or expenditure. The four are never added to each other.
type Transaction struct {
	Base
	TransactionInput
	// InUSD is the amount at its value date's rate; RateID and the rate's source say how.
	InUSD  Money `json:"in_usd" gorm:"embedded;embeddedPrefix:usd_" doc:"At the rate of its value date."`
	RateID ID    `json:"rate_id"`
	// RateOn and RateDays tell how old the rate was on the value date.
	RateOn   Date `json:"rate_on" gorm:"-" doc:"The day of the rate; empty for US dollars."`
	RateDays int  `json:"rate_days" gorm:"-" doc:"How many days old the rate was on the value date."`
	// UpdateID is that of the version which booked it; a correction adds further transactions and changes none.
	UpdateID ID `json:"update_id" doc:"The update that reported it as spent."`
	// Allotments are the parts of a commitment to a project as a whole that count for activities and needs. They change nothing of
	// what the donor earmarked.
	Allotments     []Allotment `json:"allotments" gorm:"-"`
	NotYetAllotted Money       `json:"not_yet_allotted" gorm:"-" doc:"What is not allotted of a commitment to a project as a whole; null for all else."`
}

// TransactionInput is what is written about a transaction. The organisation is the donor, or for an expenditure the spender.
type TransactionInput struct {
	Kind           TransactionKind `json:"kind" validate:"filled,enum" example:"commitment"`
	OrganisationID ID              `json:"organisation_id" validate:"required"`
	ProjectID      ID              `json:"project_id" validate:"required"`
	ActivityID     ID              `json:"activity_id"`
	Amount         Money           `json:"amount" validate:"required" gorm:"embedded;embeddedPrefix:amount_"`
	ValueDate      Date            `json:"value_date" validate:"required" example:"2021-05-18"`
	Description    string          `json:"description" validate:"max=1000"`
}

// TransactionKind is what a transaction is.
type TransactionKind string

// The kinds of transaction.
const (
	Pledge       TransactionKind = "pledge"
	Commitment   TransactionKind = "commitment"
	Disbursement TransactionKind = "disbursement"
	Expenditure  TransactionKind = "expenditure"
)

// Values lists them.
func (TransactionKind) Values() []string { return texts(Pledge, Commitment, Disbursement, Expenditure) }
