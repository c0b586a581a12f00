package models

import (
	"fmt"
	"strings"
)

// Need is a priority technical assistance need: found by a mission, followed until it is met.
type Need struct {
	Base
	NeedInput
	CountryCode    string   `json:"country_code"`
	Status         string   `json:"status" enum:"identified,agreed,prioritized,referred,taken_up,in_delivery,met,partly_met,lapsed,declined"`
	StatusOn       Date     `json:"status_on"`
	ProposedStatus string   `json:"proposed_status"`
	ProposedBy     string   `json:"proposed_by"`
	ConfirmedOn    Date     `json:"confirmed_on"`
	Priority       *Score   `json:"priority"`
	Points         *int     `json:"-"`
	RankKey        string   `json:"-"`
	NextStep       NextStep `json:"next_step" gorm:"-"`
	Shared         string   `json:"shared" gorm:"->;column:extent" enum:"none,partial,full"`
}

// NeedInput is what a manager writes about a need.
type NeedInput struct {
	// Reference is made when it is left out, and never changes.
	Reference         string   `json:"reference" validate:"omitempty,reference,max=60" example:"KAZ-2021-07"`
	MissionID         ID       `json:"mission_id" validate:"required"`
	Title             string   `json:"title" validate:"filled,max=300"`
	Description       string   `json:"description" validate:"max=10000"`
	ReleasableSummary string   `json:"releasable_summary" validate:"max=2000"`
	Level             string   `json:"level" validate:"filled,oneof=legislative strategic operational" example:"operational"`
	Kind              string   `json:"kind" validate:"filled,oneof=legislative_drafting training mentoring equipment it_system advisory regional_coordination" example:"training"`
	ThemeCodes        []string `json:"theme_codes" validate:"required,min=1,max=10,unique,dive,slug,max=60" gorm:"-"`
	FindingIDs        []ID     `json:"finding_ids" validate:"max=50,unique" gorm:"-"`
	InstitutionIDs    []ID     `json:"institution_ids" validate:"max=50,unique" gorm:"-"`
	EstimatedCost     Money    `json:"estimated_cost" gorm:"embedded;embeddedPrefix:estimated_cost_"`
	WantedBy          Date     `json:"wanted_by"`
	OwnerID           ID       `json:"owner_id"`
}

// NeedLife is the life of a need (docs/domain.md#lifecycles).
var NeedLife = Lifecycle{Noun: "need", Start: "identified", Steps: map[string][]Move{
	"identified":  {{To: "agreed", Roles: orNational}, {To: "declined", Roles: orNational}},
	"agreed":      {{To: "prioritized", Roles: managers}, {To: "declined", Roles: orNational}},
	"prioritized": {{To: "referred", Roles: managers}, {To: "declined", Roles: orNational}},
	"referred": {{To: "taken_up", Roles: managers, Proposers: partnerAsks}, {To: "prioritized", Roles: managers},
		{To: "lapsed", Roles: managers}, {To: "declined", Roles: orNational}},
	"taken_up": {{To: "in_delivery", Roles: managers}, {To: "referred", Roles: managers},
		{To: "lapsed", Roles: managers}, {To: "declined", Roles: orNational}},
	"in_delivery": {{To: "met", Roles: managers, Proposers: partnerAsks},
		{To: "partly_met", Roles: managers, Proposers: partnerAsks}, {To: "lapsed", Roles: managers}},
	"partly_met": {{To: "in_delivery", Roles: managers}, {To: "met", Roles: managers, Proposers: partnerAsks}},
	"lapsed":     {{To: "prioritized", Roles: managers}},
	"declined":   {{To: "identified", Roles: managers}},
}}

// Mask leaves of a need what "summary only" opens: its reference, its country and its releasable summary.
func (n *Need) Mask() {
	if n.Shared != ExtentPartial {
		return
	}
	*n = Need{Base: Base{ID: n.ID, CreatedAt: n.CreatedAt, UpdatedAt: n.CreatedAt}, CountryCode: n.CountryCode,
		Shared: n.Shared, NeedInput: NeedInput{Reference: n.Reference, ReleasableSummary: n.ReleasableSummary,
			ThemeCodes: []string{}, FindingIDs: []ID{}, InstitutionIDs: []ID{}}}
}

// SetRank keeps the key by which needs are put in order: points first (unscored last), then wanted-by, then reference.
func (n *Need) SetRank() {
	if n.Priority != nil && n.Points == nil { // known to the hundredth alone
		points := int(*n.Priority) * PointsAHundredth
		n.Points = &points
	}
	n.RankKey = RankKey(n.Points, n.WantedBy, n.Reference)
}

// RankKey gives a text that sorts needs: more points first, ties by TieKey. The points are eight digits at its beginning, so
// that the store can change them and leave the rest.
func RankKey(points *int, wantedBy Date, reference string) string {
	below := 99_999_999
	if points != nil {
		below = 10_000_000 + MostPoints - *points
	}
	return fmt.Sprintf("%08d|%s", below, TieKey(wantedBy, reference))
}

// TieKey puts needs with the same points in order: the earlier wanted-by date first, then by reference.
func TieKey(wantedBy Date, reference string) string {
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

// NextOf tells what a need waits for, and whose step it is.
func (n *Need) NextOf() NextStep {
	if n.ProposedStatus != "" {
		return NextStep{Action: "Decide on the proposal: " + words(n.ProposedStatus), Owner: Manager}
	}
	if n.Status == "met" && n.ConfirmedOn == "" {
		return NextStep{Action: "Confirm that it is met", Owner: National}
	}
	step := needNext[n.Status]
	if n.WantedBy != "" && step.Action != "" {
		step.Due = n.WantedBy
	}
	return step
}

var needNext = map[string]NextStep{
	"identified":  {Action: "Agree or decline it", Owner: National},
	"agreed":      {Action: "Score and prioritize it", Owner: Manager},
	"prioritized": {Action: "Refer it to a partner or a donor", Owner: Manager},
	"referred":    {Action: "Take it up or decline", Owner: Partner},
	"taken_up":    {Action: "Start an activity", Owner: Partner},
	"in_delivery": {Action: "Deliver and report", Owner: Partner},
	"partly_met":  {Action: "Decide what remains to be done", Owner: Manager},
}
