package models

import (
	"fmt"
	"strings"
)

// Need is a priority technical assistance need: found by a mission, followed until it is met.
type Need struct {
	Base
	NeedInput
	Terms
	CountryCode    string     `json:"country_code"`
	Status         NeedStatus `json:"status"`
	StatusOn       Date       `json:"status_on"`
	ProposedStatus NeedStatus `json:"proposed_status" enum:"-" doc:"What a partner asks for; a manager decides."`
	ProposedBy     string     `json:"proposed_by"`
	ConfirmedOn    Date       `json:"confirmed_on" doc:"When the State said of it what its status says: that it is met, or partly."`
	StateAnswer    NeedAnswer `json:"state_answer" doc:"What the State says: was it met? Empty until it answers."`
	StateAnswerOn  Date       `json:"state_answer_on"`
	// StateAnswerReason is the State's own.
	StateAnswerReason string    `json:"state_answer_reason"`
	Priority          *Score    `json:"priority" doc:"What is known of it, 0 to 100: a criterion without a score adds nothing."`
	Points            *int      `json:"-"`
	ScoredCriteria    *int      `json:"scored_criteria" doc:"On how many of the scheme's criteria the priority rests."`
	SchemeCriteria    *int      `json:"scheme_criteria" doc:"How many criteria with a weight the scheme in use has."`
	RankKey           string    `json:"-"`
	NextStep          NextStep  `json:"next_step" gorm:"-"`
	Shared            Extent    `json:"shared" gorm:"->;column:extent"`
	Placeholder       string    `json:"placeholder,omitempty" gorm:"-" doc:"What to show for the rest of a need that is shared in part."`
	Expanded          *Expanded `json:"expanded,omitempty" gorm:"-"`
}

// NeedInput is what a manager writes about a need.
type NeedInput struct {
	// Reference is made when it is left out, and never changes.
	Reference         string    `json:"reference" validate:"omitempty,reference,max=60" example:"KAZ-2021-07" patch:"-"`
	MissionID         ID        `json:"mission_id" validate:"required" patch:"-"`
	Title             string    `json:"title" validate:"filled,max=300"`
	Description       string    `json:"description" validate:"max=10000"`
	ReleasableSummary string    `json:"releasable_summary" validate:"max=2000"`
	Level             NeedLevel `json:"level" validate:"filled,enum" example:"operational"`
	Kind              NeedKind  `json:"kind" validate:"filled,enum" example:"training"`
	ThemeCodes        []string  `json:"theme_codes" validate:"required,min=1,max=10,unique,dive,slug,max=60" gorm:"-"`
	FindingIDs        []ID      `json:"finding_ids" validate:"max=50,unique" gorm:"-"`
	InstitutionIDs    []ID      `json:"institution_ids" validate:"max=50,unique" gorm:"-"`
	EstimatedCost     Money     `json:"estimated_cost" validate:"fromzero" gorm:"embedded;embeddedPrefix:estimated_cost_"`
	WantedBy          Date      `json:"wanted_by"`
	OwnerID           ID        `json:"owner_id"`
}

// NeedStatus is where a need stands.
type NeedStatus string

// The statuses of a need.
const (
	NeedIdentified  NeedStatus = "identified"
	NeedAgreed      NeedStatus = "agreed"
	NeedPrioritized NeedStatus = "prioritized"
	NeedReferred    NeedStatus = "referred"
	NeedTakenUp     NeedStatus = "taken_up"
	NeedInDelivery  NeedStatus = "in_delivery"
	NeedMet         NeedStatus = "met"
	NeedPartlyMet   NeedStatus = "partly_met"
	NeedLapsed      NeedStatus = "lapsed"
	NeedDeclined    NeedStatus = "declined"
)

// Values lists them.
func (NeedStatus) Values() []string {
	return texts(NeedIdentified, NeedAgreed, NeedPrioritized, NeedReferred, NeedTakenUp, NeedInDelivery, NeedMet, NeedPartlyMet, NeedLapsed,
		NeedDeclined)
}

// OpenNeeds are the statuses of needs that were agreed to and wait for something: those that are ranked and that money is for.
var OpenNeeds = []NeedStatus{NeedAgreed, NeedPrioritized, NeedReferred, NeedTakenUp, NeedInDelivery, NeedPartlyMet}

// NeedLevel is the level at which a need lies.
type NeedLevel string

// The levels of a need.
const (
	LevelLegislative NeedLevel = "legislative"
	LevelStrategic   NeedLevel = "strategic"
	LevelOperational NeedLevel = "operational"
)

// Values lists them.
func (NeedLevel) Values() []string { return texts(LevelLegislative, LevelStrategic, LevelOperational) }

// NeedKind is the kind of assistance that a need asks for and an activity gives.
type NeedKind string

// The kinds of assistance.
const (
	KindLegislativeDrafting  NeedKind = "legislative_drafting"
	KindTraining             NeedKind = "training"
	KindMentoring            NeedKind = "mentoring"
	KindEquipment            NeedKind = "equipment"
	KindITSystem             NeedKind = "it_system"
	KindAdvisory             NeedKind = "advisory"
	KindRegionalCoordination NeedKind = "regional_coordination"
)

// Values lists them.
func (NeedKind) Values() []string {
	return texts(KindLegislativeDrafting, KindTraining, KindMentoring, KindEquipment, KindITSystem, KindAdvisory, KindRegionalCoordination)
}

// NeedLifecycle is the lifecycle of needs (docs/domain.md#lifecycles).
var NeedLifecycle = lifecycle("need", NeedIdentified, steps[NeedStatus]{
	NeedIdentified:  {{To: NeedAgreed, Roles: orNational}, {To: NeedDeclined, Roles: orNational}},
	NeedAgreed:      {{To: NeedPrioritized, Roles: managers}, {To: NeedDeclined, Roles: orNational}},
	NeedPrioritized: {{To: NeedReferred, Roles: managers}, {To: NeedDeclined, Roles: orNational}},
	NeedReferred: {{To: NeedTakenUp, Roles: managers, Proposers: partnerAsks}, {To: NeedPrioritized, Roles: managers},
		{To: NeedLapsed, Roles: managers}, {To: NeedDeclined, Roles: orNational}},
	NeedTakenUp: {{To: NeedInDelivery, Roles: managers}, {To: NeedReferred, Roles: managers},
		{To: NeedLapsed, Roles: managers}, {To: NeedDeclined, Roles: orNational}},
	NeedInDelivery: {{To: NeedMet, Roles: managers, Proposers: partnerAsks},
		{To: NeedPartlyMet, Roles: managers, Proposers: partnerAsks}, {To: NeedLapsed, Roles: managers}},
	NeedPartlyMet: {{To: NeedInDelivery, Roles: managers}, {To: NeedMet, Roles: managers, Proposers: partnerAsks}},
	NeedMet:       {{To: NeedInDelivery, Roles: managers}},
	NeedLapsed:    {{To: NeedPrioritized, Roles: managers}},
	NeedDeclined:  {{To: NeedIdentified, Roles: managers}},
})

// PartlyShared stands for what consent does not open of a need that is shared in part.
const PartlyShared = "The State shares the reference, the country and this summary. The rest is confidential."

// Mask blanks what partial consent to a need does not open: all but reference, country and releasable summary.
func (n *Need) Mask() {
	if n.Shared != ExtentPartial {
		return
	}
	*n = Need{Base: Base{ID: n.ID, CreatedAt: n.CreatedAt, UpdatedAt: n.CreatedAt}, CountryCode: n.CountryCode,
		Shared: n.Shared, Placeholder: PartlyShared, NeedInput: NeedInput{Reference: n.Reference, ReleasableSummary: n.ReleasableSummary,
			ThemeCodes: []string{}, FindingIDs: []ID{}, InstitutionIDs: []ID{}}}
}

// SetRank keeps the key by which needs are put in order: points first (unscored last), then wanted-by, then reference.
func (n *Need) SetRank() {
	if n.Priority != nil && n.Points == nil { // rounded to hundredths
		points := int(*n.Priority) * PointsAHundredth
		n.Points = &points
	}
	n.RankKey = RankKey(n.Points, n.WantedBy, n.Reference)
}

// RankKey gives a text that sorts needs: more points first, ties by TieBreakKey. The points are eight digits at its beginning, so
// that the store can change them and leave the rest.
func RankKey(points *int, wantedBy Date, reference string) string {
	below := 99_999_999
	if points != nil {
		below = 10_000_000 + MaxPoints - *points
	}
	return fmt.Sprintf("%08d|%s", below, TieBreakKey(wantedBy, reference))
}

// TieBreakKey puts needs with the same points in order: the earlier wanted-by date first, then by reference.
func TieBreakKey(wantedBy Date, reference string) string {
	if wantedBy == "" {
		wantedBy = "9999-12-31"
	}
	return string(wantedBy) + "|" + naturalKey(reference)
}

// naturalKey pads the number that ends a reference, so that KAZ-2021-100 comes after KAZ-2021-99.
func naturalKey(reference string) string {
	cut := strings.LastIndexByte(reference, '-') + 1
	return fmt.Sprintf("%s%09s", reference[:cut], reference[cut:])
}

// NextOf gives a need's next step and its owner. When it is due, its clock or the end of a proposal says, never the day by which the
// need is wanted: that is somebody else's step.
func (n *Need) NextOf() NextStep {
	if n.ProposedStatus != "" {
		return NextStep{Action: "Decide on the proposal: " + Words(n.ProposedStatus), Owner: Manager, Key: "decide"}
	}
	if n.StateAnswer != "" && !n.StateAnswer.agrees(n.Status) {
		return NextStep{Action: "Decide what follows: the State says that it is " + Words(n.StateAnswer), Owner: Manager,
			Key: "follow"}
	}
	if n.Status == NeedMet && n.ConfirmedOn == "" {
		return NextStep{Action: "Confirm that it is met", Owner: National, Key: "confirm"}
	}
	next := needNext[n.Status]
	if next.Action != "" {
		next.Key = string(n.Status)
	}
	return next
}

var needNext = map[NeedStatus]NextStep{
	NeedIdentified:  {Action: "Agree or decline it", Owner: National},
	NeedAgreed:      {Action: "Score and prioritize it", Owner: Manager},
	NeedPrioritized: {Action: "Refer it to a partner or a donor", Owner: Manager},
	NeedReferred:    {Action: "Take it up or decline", Owner: Partner},
	NeedTakenUp:     {Action: "Start an activity", Owner: Partner},
	NeedInDelivery:  {Action: "Deliver and report", Owner: Partner},
	NeedPartlyMet:   {Action: "Decide what remains to be done", Owner: Manager},
}
