package models

// Offer is what a partner can deliver, or what a donor wants to fund.
type Offer struct {
	Base
	OfferInput
	Status   OfferStatus `json:"status"`
	StatusOn Date        `json:"status_on"`
	// PlacesLeft and EnvelopeLeft are what accepted referrals leave of it; null where it has no limit. To its owner only amounts
	// of needs shared in full count.
	PlacesLeft   *int  `json:"places_left" gorm:"-" doc:"Less what was accepted; null where it does not say how many there are."`
	EnvelopeLeft Money `json:"envelope_left" gorm:"-"`
	// Hint tells that an agreed need which its owner may not see matches it. A job sets it.
	Hint bool `json:"-"`
}

// OfferInput is what an organisation writes about its offer.
type OfferInput struct {
	// Reference is made when it is left out, and never changes.
	Reference      string   `json:"reference" validate:"omitempty,reference,max=60" example:"UNODC-O3" patch:"-"`
	OrganisationID ID       `json:"organisation_id" validate:"required"`
	Purpose        Purpose  `json:"purpose" validate:"filled,enum" example:"deliver"`
	Title          string   `json:"title" validate:"filled,max=300"`
	Description    string   `json:"description" validate:"max=5000"`
	ThemeCodes     []string `json:"theme_codes" validate:"max=20,unique,dive,slug,max=60" gorm:"-"`
	CountryCodes   []string `json:"country_codes" validate:"max=50,unique,dive,country" gorm:"-"`
	// Regions are as the countries name theirs. Without countries and regions it is for everywhere.
	Regions   []string    `json:"regions" validate:"max=30,unique,dive,filled,max=100" gorm:"serializer:list"`
	Levels    []NeedLevel `json:"levels" validate:"max=3,unique,dive,enum" gorm:"serializer:list"`
	Kinds     []NeedKind  `json:"kinds" validate:"max=7,unique,dive,enum" gorm:"serializer:list"`
	Languages []string    `json:"languages" validate:"max=20,unique,dive,bcp47_language_tag" gorm:"serializer:list" doc:"Language tags."`
	StartsOn  Date        `json:"starts_on"`
	EndsOn    Date        `json:"ends_on"`
	Capacity  string      `json:"capacity" validate:"max=500" example:"Two courses of 20 people a year"`
	// Places is how many needs it can take; 0 leaves it open.
	Places   int   `json:"places" validate:"min=0,max=10000" example:"2"`
	Envelope Money `json:"envelope" validate:"fromzero" gorm:"embedded;embeddedPrefix:envelope_"`
}

// OfferStatus tells whether an offer still stands.
type OfferStatus string

// The statuses of an offer.
const (
	OfferOpen   OfferStatus = "open"
	OfferClosed OfferStatus = "closed"
)

// Values lists them.
func (OfferStatus) Values() []string { return texts(OfferOpen, OfferClosed) }

// Purpose is what an offer or a referral is for: to deliver, or to fund.
type Purpose string

// The purposes of offers and referrals.
const (
	PurposeDeliver Purpose = "deliver"
	PurposeFund    Purpose = "fund"
)

// Values lists them.
func (Purpose) Values() []string { return texts(PurposeDeliver, PurposeFund) }

// OfferLifecycle is the lifecycle of offers.
var OfferLifecycle = lifecycle("offer", OfferOpen, steps[OfferStatus]{
	OfferOpen:   {{To: OfferClosed, Roles: []Role{Manager, Admin, System, Partner, Donor}}},
	OfferClosed: {{To: OfferOpen, Roles: []Role{Manager, Admin, System, Partner, Donor}}},
})
