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
