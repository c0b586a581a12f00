package models

// Finding is what a mission found on one dimension, against provisions. Confidential until the State consents.
type Finding struct {
	Base
	CountryCode string `json:"country_code"`
	FindingInput
	Shared string `json:"shared" gorm:"->;column:extent" enum:"none,partial,full"`
}

// FindingInput is what a manager writes about a finding.
type FindingInput struct {
	// Reference is made when it is left out, and never changes.
	Reference         string `json:"reference" validate:"omitempty,reference,max=60" example:"KAZ-2021-F03"`
	MissionID         ID     `json:"mission_id" validate:"required"`
	SessionID         ID     `json:"session_id"`
	Dimension         string `json:"dimension" validate:"filled,oneof=legislative institutional operational response_capacity" example:"operational"`
	Kind              string `json:"kind" validate:"filled,oneof=good_practice shortfall" example:"shortfall"`
	Text              string `json:"text" validate:"filled,max=10000"`
	Evidence          string `json:"evidence" validate:"max=10000"`
	RatingCode        string `json:"rating_code" validate:"omitempty,slug,max=40" example:"partly"`
	ReleasableSummary string `json:"releasable_summary" validate:"max=2000"`
	ProvisionIDs      []ID   `json:"provision_ids" validate:"max=50,unique" gorm:"-"`
}

// Mask leaves of a finding what "summary only" opens.
func (f *Finding) Mask() {
	if f.Shared != ExtentPartial {
		return
	}
	*f = Finding{Base: Base{ID: f.ID, CreatedAt: f.CreatedAt, UpdatedAt: f.CreatedAt}, CountryCode: f.CountryCode,
		Shared: f.Shared, FindingInput: FindingInput{Reference: f.Reference, ReleasableSummary: f.ReleasableSummary, ProvisionIDs: []ID{}}}
}
