package models

// Finding is what a mission found on one dimension, against provisions. Confidential until the State consents.
type Finding struct {
	Base
	CountryCode string `json:"country_code"`
	FindingInput
	Terms
	Shared Extent `json:"shared" gorm:"->;column:extent"`
}

// FindingInput is what a manager writes about a finding.
type FindingInput struct {
	// Reference is made when it is left out, and never changes.
	Reference         string      `json:"reference" validate:"omitempty,reference,max=60" example:"KAZ-2021-F03" patch:"-"`
	MissionID         ID          `json:"mission_id" validate:"required" patch:"-"`
	SessionID         ID          `json:"session_id"`
	Dimension         Dimension   `json:"dimension" validate:"filled,enum" example:"operational"`
	Kind              FindingKind `json:"kind" validate:"filled,enum" example:"shortfall"`
	Text              string      `json:"text" validate:"filled,max=10000"`
	Evidence          string      `json:"evidence" validate:"max=10000"`
	RatingCode        string      `json:"rating_code" validate:"omitempty,slug,max=40" example:"partly"`
	ReleasableSummary string      `json:"releasable_summary" validate:"max=2000"`
	ProvisionIDs      []ID        `json:"provision_ids" validate:"max=50,unique" gorm:"-"`
}

// Dimension is the side of counter-terrorism work that a finding is about.
type Dimension string

// The dimensions of a finding.
const (
	DimensionLegislative      Dimension = "legislative"
	DimensionInstitutional    Dimension = "institutional"
	DimensionOperational      Dimension = "operational"
	DimensionResponseCapacity Dimension = "response_capacity"
)

// Values lists them.
func (Dimension) Values() []string {
	return texts(DimensionLegislative, DimensionInstitutional, DimensionOperational, DimensionResponseCapacity)
}

// FindingKind says whether a finding is good or wanting.
type FindingKind string

// The kinds of finding.
const (
	FindingGoodPractice FindingKind = "good_practice"
	FindingShortfall    FindingKind = "shortfall"
)

// Values lists them.
func (FindingKind) Values() []string { return texts(FindingGoodPractice, FindingShortfall) }

// Mask blanks what partial consent to a finding does not open.
func (f *Finding) Mask() {
	if f.Shared != ExtentPartial {
		return
	}
	*f = Finding{Base: Base{ID: f.ID, CreatedAt: f.CreatedAt, UpdatedAt: f.CreatedAt}, CountryCode: f.CountryCode,
		Shared: f.Shared, FindingInput: FindingInput{Reference: f.Reference, ReleasableSummary: f.ReleasableSummary, ProvisionIDs: []ID{}}}
}
