package models

// Ranking is the order of a mission's needs as it was put before the State: kept, agreed to by the State, and frozen. SHA256
// proves its content.
type Ranking struct {
	Base
	Reference string `json:"reference" example:"KAZ-2021-M1-K1"`
	RankingInput
	CountryCode string        `json:"country_code"`
	SchemeID    ID            `json:"scheme_id"`
	Status      RankingStatus `json:"status"`
	StatusOn    Date          `json:"status_on"`
	AgreedOn    Date          `json:"agreed_on"`
	FrozenOn    Date          `json:"frozen_on"`
	ProposedBy  ID            `json:"proposed_by"`
	SHA256      string        `json:"sha256" doc:"Of the content, which never changes."`
	// Content is a RankingContent, byte for byte as it was; lists leave it out.
	Content RawJSON `json:"content,omitempty" doc:"As it was issued."`
}

// RankingInput puts today's ranking of a mission's needs before the State. Participants are those with whom it was discussed.
type RankingInput struct {
	MissionID    ID       `json:"mission_id" validate:"required"`
	Title        string   `json:"title" validate:"filled,max=300"`
	HeldOn       Date     `json:"held_on" validate:"required" example:"2021-05-10"`
	Participants []string `json:"participants" validate:"required,min=1,max=100,unique,dive,filled,max=200" gorm:"serializer:list"`
	Note         string   `json:"note" validate:"max=5000"`
	// Top is how many first places are looked at: five when it is left out.
	Top int `json:"top" validate:"min=0,max=1000" example:"5"`
	// Statuses are those of the needs that stand in it.
	Statuses []NeedStatus `json:"statuses" validate:"max=10,unique,dive,enum" gorm:"serializer:list" doc:"Needs in these statuses stand in it; those that are agreed to and open when it is left out."`
	// IncompleteReason is a word about needs that are ranked though they are not scored in full.
	IncompleteReason string `json:"incomplete_reason" validate:"max=2000" doc:"Why needs that are not scored in full are ranked all the same. Required where there are any; the State reads it."`
}

// RankingStatus is where a ranking stands.
type RankingStatus string

// The statuses of a ranking.
const (
	RankingProposed  RankingStatus = "proposed"
	RankingAgreed    RankingStatus = "agreed"
	RankingFrozen    RankingStatus = "frozen"
	RankingDeclined  RankingStatus = "declined"
	RankingWithdrawn RankingStatus = "withdrawn"
)

// Values lists them.
func (RankingStatus) Values() []string {
	return texts(RankingProposed, RankingAgreed, RankingFrozen, RankingDeclined, RankingWithdrawn)
}

// RankingLifecycle is the lifecycle of rankings: only the State agrees.
var RankingLifecycle = lifecycle("ranking", RankingProposed, steps[RankingStatus]{
	RankingProposed: {{To: RankingAgreed, Roles: []Role{National, System}}, {To: RankingDeclined, Roles: []Role{National, System}},
		{To: RankingWithdrawn, Roles: managers}},
	RankingAgreed: {{To: RankingFrozen, Roles: managers}, {To: RankingWithdrawn, Roles: managers}},
})

// RankingContent is what a ranking says; it never changes. Its JSON text is the ranking's content, and what SHA256 is of.
type RankingContent struct {
	Reference        string     `json:"reference"`
	Title            string     `json:"title"`
	MissionReference string     `json:"mission_reference"`
	CountryCode      string     `json:"country_code"`
	HeldOn           Date       `json:"held_on"`
	Participants     []string   `json:"participants"`
	Note             string     `json:"note"`
	IncompleteReason string     `json:"incomplete_reason,omitempty"`
	ProposedOn       Date       `json:"proposed_on"`
	Robustness       Robustness `json:"robustness"`
	// Scores are all that the ranking rests on.
	Scores  []FrozenScore `json:"scores"`
	Fiction string        `json:"notice,omitempty"`
}

// FrozenScore is one assessor's value and reason as they were.
type FrozenScore struct {
	NeedReference string `json:"need_reference"`
	Criterion     string `json:"criterion"`
	AssessorID    ID     `json:"assessor_id"`
	Value         int    `json:"value"`
	Reason        string `json:"reason"`
}
