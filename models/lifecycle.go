package models

import (
	"slices"
	"strings"
	"time"
)

// Lifecycle is the table of allowed steps of one noun: from a status to the next ones, and who may take each.
type Lifecycle struct {
	Noun  string
	Start string
	Steps map[string][]Move
}

// Move is one allowed step. Roles may take it; Proposers may only ask a manager to take it.
type Move struct {
	To        string
	Roles     []Role
	Proposers []Role
}

// Step is one dated, signed step of an object's life. It is kept for ever.
type Step struct {
	ID          ID        `json:"id" gorm:"primaryKey"`
	SubjectType string    `json:"subject_type"`
	SubjectID   ID        `json:"subject_id"`
	FromStatus  string    `json:"from_status"`
	ToStatus    string    `json:"to_status"`
	OnDate      Date      `json:"on_date"`
	Proposed    bool      `json:"proposed"`
	Reason      string    `json:"reason"`
	ActorID     ID        `json:"actor_id"`
	ActorName   string    `json:"actor_name"`
	CreatedAt   time.Time `json:"created_at" gorm:"autoCreateTime:false"`
}

// Meta gives the engine the id to stand a cursor on.
func (s *Step) Meta() *Base { return &Base{ID: s.ID} }

// StepInput asks for a step of a life.
type StepInput struct {
	To     string `json:"to" validate:"filled,max=40" example:"agreed"`
	OnDate Date   `json:"on_date" example:"2021-02-15"`
	Reason string `json:"reason" validate:"max=2000"`
	// OrganisationID names whom a need is referred to; only the step to "referred" takes it.
	OrganisationID ID `json:"organisation_id"`
}

// Find gives the move from a status, or a Conflict that names the moves which this role could take instead.
func (l Lifecycle) Find(from, to string, role Role) (Move, error) {
	var open []string
	for _, m := range l.Steps[from] {
		allowed := slices.Contains(m.Roles, role) || slices.Contains(m.Proposers, role)
		if m.To == to && allowed {
			return m, nil
		}
		if allowed {
			open = append(open, m.To)
		}
	}
	return Move{}, l.refuse(from, to, open)
}

func (l Lifecycle) refuse(from, to string, open []string) error {
	var next string
	switch {
	case len(open) > 0:
		next = "From here you can go to: " + strings.Join(open, ", ") + "."
	default:
		next = "There is no step that you can take from here."
	}
	e := Errorf(Conflict, "This %s is %s; it cannot become %q. %s", l.Noun, words(from), to, next)
	e.Allowed = open
	return e
}

// Statuses lists every status of the life, the first one first, the others sorted.
func (l Lifecycle) Statuses() []string {
	seen := map[string]bool{l.Start: true}
	var rest []string
	add := func(s string) {
		if !seen[s] {
			seen[s] = true
			rest = append(rest, s)
		}
	}
	for from, moves := range l.Steps {
		add(from)
		for _, m := range moves {
			add(m.To)
		}
	}
	slices.Sort(rest)
	return append([]string{l.Start}, rest...)
}

// words turns a status into the words that people read: "in_delivery" is "in delivery".
func words(status string) string { return strings.ReplaceAll(status, "_", " ") }

var (
	managers    = []Role{Manager, Admin, System}
	orNational  = []Role{Manager, Admin, System, National}
	orPartner   = []Role{Manager, Admin, System, Partner}
	partnerAsks = []Role{Partner}
)

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

// ActivityLife is the life of an activity and of a project, in the words of IATI's ActivityStatus code list.
var ActivityLife = Lifecycle{Noun: "activity", Start: "pipeline", Steps: map[string][]Move{
	"pipeline":       {{To: "implementation", Roles: orPartner}, {To: "suspended", Roles: orPartner}, {To: "cancelled", Roles: managers}},
	"implementation": {{To: "finalisation", Roles: orPartner}, {To: "closed", Roles: orPartner}, {To: "suspended", Roles: orPartner}, {To: "cancelled", Roles: managers}},
	"finalisation":   {{To: "closed", Roles: orPartner}, {To: "implementation", Roles: orPartner}, {To: "suspended", Roles: orPartner}},
	"suspended":      {{To: "implementation", Roles: orPartner}, {To: "pipeline", Roles: managers}, {To: "cancelled", Roles: managers}},
	"closed":         {{To: "implementation", Roles: managers}},
	"cancelled":      {{To: "pipeline", Roles: managers}},
}}

// ProjectLife is ActivityLife under its own name.
var ProjectLife = Lifecycle{Noun: "project", Start: ActivityLife.Start, Steps: ActivityLife.Steps}

// IATIStatus gives the code of IATI's ActivityStatus code list for each status word.
var IATIStatus = map[string]string{"pipeline": "1", "implementation": "2", "finalisation": "3", "closed": "4", "cancelled": "5", "suspended": "6"}

// MilestoneLife is the life of a milestone; "delivered" can be taken back by a manager.
var MilestoneLife = Lifecycle{Noun: "milestone", Start: "planned", Steps: map[string][]Move{
	"planned":   {{To: "delivered", Roles: orPartner}, {To: "dropped", Roles: managers}},
	"delivered": {{To: "planned", Roles: managers}},
	"dropped":   {{To: "planned", Roles: managers}},
}}

// UpdateLife is the life of a partner's report. The partner sends it, a manager returns or accepts it.
var UpdateLife = Lifecycle{Noun: "update", Start: "draft", Steps: map[string][]Move{
	"draft":     {{To: "submitted", Roles: orPartner}},
	"submitted": {{To: "returned", Roles: managers}, {To: "accepted", Roles: managers}},
	"returned":  {{To: "submitted", Roles: orPartner}},
}}

// MissionLife is the life of an assessment mission; the two sent reports start its clocks.
var MissionLife = Lifecycle{Noun: "mission", Start: "planned", Steps: map[string][]Move{
	"planned":     {{To: "under_way", Roles: managers}, {To: "cancelled", Roles: managers}},
	"under_way":   {{To: "drafting", Roles: managers}, {To: "cancelled", Roles: managers}},
	"drafting":    {{To: "draft_sent", Roles: managers}},
	"draft_sent":  {{To: "report_sent", Roles: managers}, {To: "drafting", Roles: managers}},
	"report_sent": {{To: "follow_up", Roles: managers}},
	"follow_up":   {{To: "closed", Roles: managers}},
	"closed":      {{To: "follow_up", Roles: managers}},
	"cancelled":   {{To: "planned", Roles: managers}},
}}

// OfferLife is the life of an offer.
var OfferLife = Lifecycle{Noun: "offer", Start: "open", Steps: map[string][]Move{
	"open":   {{To: "closed", Roles: []Role{Manager, Admin, System, Partner, Donor}}},
	"closed": {{To: "open", Roles: []Role{Manager, Admin, System, Partner, Donor}}},
}}

// ReferralLife is the life of a need's referral to one partner or donor.
var ReferralLife = Lifecycle{Noun: "referral", Start: "proposed", Steps: map[string][]Move{
	"proposed": {{To: "accepted", Roles: []Role{Manager, Admin, System, Partner, Donor}},
		{To: "declined", Roles: []Role{Manager, Admin, System, Partner, Donor}}, {To: "withdrawn", Roles: managers}, {To: "expired", Roles: []Role{System}}},
	"accepted":  {{To: "withdrawn", Roles: managers}},
	"declined":  {{To: "proposed", Roles: managers}},
	"withdrawn": {{To: "proposed", Roles: managers}},
	"expired":   {{To: "proposed", Roles: managers}},
}}

// Finished tells that nobody owes a step of an object in this status: it nags nobody and is never shown as due.
func Finished(status string) bool {
	switch status {
	case "met", "lapsed", "declined", "closed", "cancelled", "suspended", "delivered", "dropped", "accepted", "withdrawn", "expired", "dismissed", "ended":
		return true
	}
	return false
}
