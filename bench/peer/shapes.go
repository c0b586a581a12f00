package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// The bodies that the API answers with, field by field.

type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

type need struct {
	ID                string      `json:"id"`
	Version           int         `json:"version"`
	CreatedAt         time.Time   `json:"created_at"`
	UpdatedAt         time.Time   `json:"updated_at"`
	Reference         string      `json:"reference"`
	MissionID         string      `json:"mission_id"`
	Title             string      `json:"title"`
	Description       string      `json:"description"`
	ReleasableSummary string      `json:"releasable_summary"`
	Level             string      `json:"level"`
	Kind              string      `json:"kind"`
	ThemeCodes        []string    `json:"theme_codes"`
	FindingIDs        []string    `json:"finding_ids"`
	InstitutionIDs    []string    `json:"institution_ids"`
	EstimatedCost     *money      `json:"estimated_cost"`
	WantedBy          pgtype.Date `json:"wanted_by"`
	OwnerID           *string     `json:"owner_id"`
	CountryCode       string      `json:"country_code"`
	Status            string      `json:"status"`
	StatusOn          pgtype.Date `json:"status_on"`
	ProposedStatus    string      `json:"proposed_status"`
	ProposedBy        string      `json:"proposed_by"`
	ConfirmedOn       pgtype.Date `json:"confirmed_on"`
	StateAnswer       string      `json:"state_answer"`
	StateAnswerOn     pgtype.Date `json:"state_answer_on"`
	StateAnswerReason string      `json:"state_answer_reason"`
	Priority          *score      `json:"priority"`
	ScoredCriteria    *int        `json:"scored_criteria"`
	SchemeCriteria    *int        `json:"scheme_criteria"`
	NextStep          nextStep    `json:"next_step"`
	Shared            string      `json:"shared"`
}

type activity struct {
	ID             string          `json:"id"`
	Version        int             `json:"version"`
	CreatedAt      time.Time       `json:"created_at"`
	UpdatedAt      time.Time       `json:"updated_at"`
	Reference      string          `json:"reference"`
	ProjectID      string          `json:"project_id"`
	Title          string          `json:"title"`
	Description    string          `json:"description"`
	CountryCode    string          `json:"country_code"`
	ThemeCodes     []string        `json:"theme_codes"`
	Kinds          json.RawMessage `json:"kinds"` // a JSON text in its column
	Partners       []partner       `json:"partners"`
	Needs          []answered      `json:"needs"`
	InstitutionIDs []string        `json:"institution_ids"`
	ContactID      *string         `json:"contact_id"`
	Documents      json.RawMessage `json:"documents"` // so is this
	PlannedStart   pgtype.Date     `json:"planned_start"`
	PlannedEnd     pgtype.Date     `json:"planned_end"`
	Health         string          `json:"health"`
	Progress       int             `json:"progress"`
	Status         string          `json:"status"`
	StatusOn       pgtype.Date     `json:"status_on"`
	ActualStart    pgtype.Date     `json:"actual_start"`
	ActualEnd      pgtype.Date     `json:"actual_end"`
	LastUpdateOn   pgtype.Date     `json:"last_update_on"`
	NextStep       nextStep        `json:"next_step"`
	Milestones     []milestone     `json:"milestones,omitempty"`
	Expanded       *expanded       `json:"expanded,omitempty"`
}

type expanded struct {
	Organisations []name `json:"organisations"`
}

type name struct {
	ID   string `json:"id"`
	Code string `json:"code"`
	Name string `json:"name"`
}

type partner struct {
	OrganisationID string `json:"organisation_id"`
	PartnerRole    string `json:"partner_role"`
}

type answered struct {
	NeedID    string `json:"need_id"`
	Share     int    `json:"share"`
	Reference string `json:"reference,omitempty"`
}

type milestone struct {
	ID             string      `json:"id"`
	Version        int         `json:"version"`
	CreatedAt      time.Time   `json:"created_at"`
	UpdatedAt      time.Time   `json:"updated_at"`
	Reference      string      `json:"reference"`
	ActivityID     string      `json:"activity_id"`
	Title          string      `json:"title"`
	DueOn          pgtype.Date `json:"due_on"`
	Weight         int         `json:"weight"`
	OrganisationID string      `json:"organisation_id"`
	ContactID      *string     `json:"contact_id"`
	WaitsForID     *string     `json:"waits_for_id"`
	Status         string      `json:"status"`
	StatusOn       pgtype.Date `json:"status_on"`
	DoneOn         pgtype.Date `json:"done_on"`
	ProposedOn     pgtype.Date `json:"proposed_due_on"`
	FirstDueOn     pgtype.Date `json:"first_due_on"`
	TimesMoved     int         `json:"times_moved"`
}

type nextStep struct {
	Action string      `json:"action"`
	Owner  string      `json:"owner"`
	Due    pgtype.Date `json:"due"`
}

type money struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// moneyOf writes minor units; every currency of the data has two decimals.
func moneyOf(minor int64, currency string) *money {
	if currency == "" {
		return nil
	}
	return &money{fmt.Sprintf("%d.%02d", minor/100, minor%100), currency}
}

// score is a number with two decimals, kept as hundredths.
type score int

func (s score) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "%d.%02d", int(s)/100, int(s)%100), nil
}

var needNext = map[string]nextStep{
	"identified":  {Action: "Agree or decline it", Owner: "national"},
	"agreed":      {Action: "Score and prioritize it", Owner: "manager"},
	"prioritized": {Action: "Refer it to a partner or a donor", Owner: "manager"},
	"referred":    {Action: "Take it up or decline", Owner: "partner"},
	"taken_up":    {Action: "Start an activity", Owner: "partner"},
	"in_delivery": {Action: "Deliver and report", Owner: "partner"},
	"partly_met":  {Action: "Decide what remains to be done", Owner: "manager"},
}

func (n *need) next() nextStep {
	switch {
	case n.ProposedStatus != "":
		return nextStep{Action: "Decide on the proposal: " + n.ProposedStatus, Owner: "manager"}
	case n.StateAnswer != "" && n.StateAnswer != n.Status &&
		(n.StateAnswer != "not_met" || n.Status == "met" || n.Status == "partly_met"):
		return nextStep{Action: "Decide what follows: the State says that it is " + strings.ReplaceAll(n.StateAnswer, "_", " "),
			Owner: "manager"}
	case n.Status == "met" && !n.ConfirmedOn.Valid:
		return nextStep{Action: "Confirm that it is met", Owner: "national"}
	}
	return needNext[n.Status]
}

func finished(status string) bool {
	return status == "closed" || status == "cancelled" || status == "suspended"
}

func (a *activity) next(reference string, due pgtype.Date) nextStep {
	switch {
	case finished(a.Status):
		return nextStep{}
	case reference != "":
		return nextStep{Action: "Deliver " + reference, Owner: "partner", Due: due}
	case a.Status == "pipeline":
		return nextStep{Action: "Start it", Owner: "partner", Due: a.PlannedStart}
	}
	return nextStep{Action: "Finish it", Owner: "partner", Due: a.PlannedEnd}
}
