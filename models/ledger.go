package models

import "time"

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
	Kind           string `json:"kind" validate:"required,oneof=pledge commitment disbursement expenditure" example:"commitment"`
	OrganisationID ID     `json:"organisation_id" validate:"required"`
	ProjectID      ID     `json:"project_id" validate:"required"`
	ActivityID     ID     `json:"activity_id"`
	Amount         Money  `json:"amount" validate:"required" gorm:"embedded;embeddedPrefix:amount_"`
	ValueDate      Date   `json:"value_date" validate:"required" example:"2021-05-18"`
	Description    string `json:"description" validate:"max=1000"`
}

// The extents and audiences of consent.
const (
	ExtentNone       = "none"
	ExtentPartial    = "partial"
	ExtentFull       = "full"
	AudiencePartners = "partners"
	AudienceDonors   = "donors"
	AudiencePublic   = "public"
)

// Consent is one entry of the ledger: what the assessed State lets be shared, with whom, by which instrument.
// The most specific entry in force decides; a withdrawn entry stays in the ledger and decides "none" for what it covered.
type Consent struct {
	Base
	ConsentInput
	CountryCode     string     `json:"country_code"`
	WithdrawnAt     *time.Time `json:"withdrawn_at"`
	WithdrawnReason string     `json:"withdrawn_reason"`
	GivenBy         ID         `json:"given_by"`
}

// ConsentInput is what the national counterpart, or a manager on the strength of an instrument, records.
type ConsentInput struct {
	SubjectType   string     `json:"subject_type" validate:"required,oneof=mission finding need" example:"need"`
	SubjectID     ID         `json:"subject_id" validate:"required"`
	Extent        string     `json:"extent" validate:"required,oneof=none partial full" example:"partial"`
	Audience      string     `json:"audience" validate:"required,oneof=partners donors public" example:"donors"`
	Instrument    string     `json:"instrument" validate:"required,max=300" example:"Note verbale 12/21"`
	GivenOn       Date       `json:"given_on" validate:"required" example:"2021-05-03"`
	EffectiveFrom *time.Time `json:"effective_from"`
	ExpiresAt     *time.Time `json:"expires_at"`
	Note          string     `json:"note" validate:"max=2000"`
}

// WithdrawInput ends a consent.
type WithdrawInput struct {
	Reason string `json:"reason" validate:"required,max=2000"`
}

// RawJSON is a JSON text kept as it was written; "" is null.
type RawJSON string

// MarshalJSON writes the text as it is.
func (r RawJSON) MarshalJSON() ([]byte, error) {
	if r == "" {
		return []byte("null"), nil
	}
	return []byte(r), nil
}

// UnmarshalJSON keeps the text as it is.
func (r *RawJSON) UnmarshalJSON(b []byte) error {
	*r = RawJSON(b)
	if *r == "null" {
		*r = ""
	}
	return nil
}
