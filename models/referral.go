package models

// Referral is a need put before one partner (to deliver) or one donor (to fund), and the answer.
type Referral struct {
	Base
	ReferralInput
	Status   ReferralStatus `json:"status" doc:"Expired from the day after ends_on, if nobody answered."`
	StatusOn Date           `json:"status_on"`
	// ChosenOn is when the State chose this proposal among several.
	ChosenOn     Date   `json:"chosen_on"`
	AnswerReason string `json:"answer_reason"`
	// NeedReference is empty where the need itself may not be seen: then it is a placeholder.
	NeedReference string `json:"need_reference" gorm:"-"`
	// Sees is what the organisation can read of the need; for managers and the State, while the referral is open.
	Sees *ReferralSight `json:"sees,omitempty" gorm:"-" doc:"What the organisation can read of the need by today's consent. For managers and its State alone, while the referral waits or is accepted."`
}

// ReferralSight is how much of a referred need its organisation can read.
type ReferralSight struct {
	_ struct{} `doc:"What an organisation can read of a need that was put before it, by today's consent."`

	Audience Audience `json:"audience" enum:"partners,donors"`
	Extent   Extent   `json:"extent" enum:"-"`
	Words    string   `json:"words" example:"It reads only that there is a need."`
	// ConsentFirst is how to ask the State for consent; for those who may ask.
	ConsentFirst *ConsentFirst `json:"consent_first,omitempty"`
}

// ConsentFirst is how the State is asked for consent to what a referral is about.
type ConsentFirst struct {
	_ struct{} `doc:"The calls that show what consent would open, and that ask the State for it. Left out where the need is open in full."`

	PreviewPath string             `json:"preview_path" example:"/api/v1/consents/preview"`
	Preview     ConsentFirstAsk    `json:"preview" doc:"The body of a POST there."`
	RequestPath string             `json:"request_path" example:"/api/v1/consent-requests"`
	Request     ConsentFirstAnswer `json:"request" doc:"The body of a POST there."`
}

// ConsentFirstAsk names what would be opened to whom.
type ConsentFirstAsk struct {
	_ struct{} `doc:"What would be opened, and to whom."`

	SubjectType ConsentSubject `json:"subject_type" enum:"-"`
	SubjectID   ID             `json:"subject_id"`
	Extent      Extent         `json:"extent" enum:"-"`
	Audience    Audience       `json:"audience" enum:"-"`
}

// ConsentFirstAnswer asks for it, and waits for an answer.
type ConsentFirstAnswer struct {
	ConsentFirstAsk
	Procedure Procedure `json:"procedure" enum:"-"`
}

// Sight says what the organisation of a referral can read of its need. A need without a releasable summary opens only in full.
func (r *Referral) Sight(extent Extent, summary, mayAsk bool) *ReferralSight {
	s := &ReferralSight{Audience: r.Purpose.Audience(), Extent: extent, Words: map[Extent]string{
		ExtentNone:    "It reads only that there is a need.",
		ExtentPartial: "It reads the need's reference, country and releasable summary.",
		ExtentFull:    "It reads the need in full."}[extent]}
	if extent == ExtentFull || !mayAsk {
		return s
	}
	ask := ConsentFirstAsk{SubjectType: SubjectNeed, SubjectID: r.NeedID, Extent: ExtentFull, Audience: s.Audience}
	if extent == ExtentNone && summary {
		ask.Extent = ExtentPartial
	}
	s.ConsentFirst = &ConsentFirst{PreviewPath: "/api/v1/consents/preview", Preview: ask, RequestPath: "/api/v1/consent-requests",
		Request: ConsentFirstAnswer{ask, ProcedureAnswer}}
	return s
}

// Audience is the audience of those whom a need is put before for a purpose.
func (p Purpose) Audience() Audience {
	if p == PurposeFund {
		return AudienceDonors
	}
	return AudiencePartners
}

// ReferralLinkInput ties an activity to the need of a referral.
type ReferralLinkInput struct {
	_ struct{} `doc:"The activity that answers the need of the referral."`

	ActivityID ID  `json:"activity_id" validate:"required"`
	Share      int `json:"share" validate:"min=1,max=100" example:"100" doc:"The part of the activity's money that is for the need, in per cent."`
}

// ReferralInput puts a need before an organisation.
type ReferralInput struct {
	NeedID         ID      `json:"need_id" validate:"required" patch:"-"`
	OrganisationID ID      `json:"organisation_id" validate:"required" patch:"-"`
	Purpose        Purpose `json:"purpose" validate:"filled,enum" example:"deliver" patch:"-"`
	Note           string  `json:"note" validate:"max=2000"`
	// OfferID names the offer that the proposal refers to.
	OfferID ID `json:"offer_id"`
	// Amount is what a donor is asked for, or what a partner could count on.
	Amount Money `json:"amount" validate:"fromzero" gorm:"embedded;embeddedPrefix:amount_"`
	// EndsOn is the last day for an answer; in 30 days when it is left out.
	EndsOn Date `json:"ends_on" example:"2027-01-31"`
}

// ReferralStatus is where a referral stands.
type ReferralStatus string

// The statuses of a referral.
const (
	ReferralProposed  ReferralStatus = "proposed"
	ReferralAccepted  ReferralStatus = "accepted"
	ReferralDeclined  ReferralStatus = "declined"
	ReferralWithdrawn ReferralStatus = "withdrawn"
	ReferralExpired   ReferralStatus = "expired"
)

// Values lists them.
func (ReferralStatus) Values() []string {
	return texts(ReferralProposed, ReferralAccepted, ReferralDeclined, ReferralWithdrawn, ReferralExpired)
}

// ProposalDays is for how long a proposal waits for an answer unless it says otherwise.
const ProposalDays = 30

// ReferralLifecycle is the lifecycle of referrals.
var ReferralLifecycle = lifecycle("referral", ReferralProposed, steps[ReferralStatus]{
	ReferralProposed: {{To: ReferralAccepted, Roles: []Role{Manager, Admin, System, Partner, Donor}},
		{To: ReferralDeclined, Roles: []Role{Manager, Admin, System, Partner, Donor}}, {To: ReferralWithdrawn, Roles: managers},
		{To: ReferralExpired, Roles: []Role{System}}},
	ReferralAccepted:  {{To: ReferralWithdrawn, Roles: managers}},
	ReferralDeclined:  {{To: ReferralProposed, Roles: managers}},
	ReferralWithdrawn: {{To: ReferralProposed, Roles: managers}},
	ReferralExpired:   {{To: ReferralProposed, Roles: managers}},
})

// Ended tells that a proposal was not answered up to its last day. It counts from the next day on, whether or not the job has
// expired it.
func (r *Referral) Ended(today Date) bool {
	return r.Status == ReferralProposed && r.EndsOn != "" && r.EndsOn < today
}
