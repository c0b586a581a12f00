package models

import "time"

// Report is a donor's frozen summary: issued once, numbered, and opened again exactly as it was. SHA256 proves it.
type Report struct {
	Base
	Reference string `json:"reference" example:"DON-A-R1"`
	ReportInput
	IssuedBy ID      `json:"issued_by"`
	SHA256   string  `json:"sha256"`
	Content  RawJSON `json:"content,omitempty"`
}

// ReportInput asks to freeze a donor's summary as of a day.
type ReportInput struct {
	OrganisationID ID     `json:"organisation_id" validate:"required"`
	AsOf           Date   `json:"as_of" validate:"required" example:"2021-12-31"`
	Title          string `json:"title" validate:"required,max=300"`
	Narrative      string `json:"narrative" validate:"max=10000"`
}

// Summary tells a donor what its money did up to a day, and what changed since the report before. Only what the donor
// may see counts: every figure is computed among it.
type Summary struct {
	OrganisationID   ID     `json:"organisation_id"`
	OrganisationName string `json:"organisation_name"`
	AsOf             Date   `json:"as_of"`
	Headline         string `json:"headline" example:"US$ 1.20 M committed; 3 of 8 activities are closed."`
	// Money is the donor's own pledges, commitments and disbursements, each at its value date's rate.
	Money ByBasis `json:"money"`
	// Attributed is what partners spent of it: all that is earmarked, and of the rest the donor's share by commitments.
	Attributed   Money             `json:"attributed_spending"`
	Basis        string            `json:"basis"`
	Projects     []SummaryProject  `json:"projects"`
	Activities   []SummaryActivity `json:"activities"`
	MoreProjects int               `json:"more_projects"`
	MoreOf       int               `json:"more_activities"`
	ByStatus     map[string]int    `json:"activities_by_status"`
	Milestones   MilestoneCount    `json:"milestones"`
	Needs        []SummaryNeed     `json:"needs"`
	MoreNeeds    int               `json:"more_needs"`
	HiddenNeeds  bool              `json:"needs_not_shared"`
	Indicators   []SummaryMeasure  `json:"indicators"`
	Since        *SummaryChange    `json:"since"`
	Fiction      string            `json:"notice,omitempty"`
}

// SummaryProject is one project that the donor funds, with its own money and its share of what is not earmarked.
type SummaryProject struct {
	ID        ID      `json:"id"`
	Reference string  `json:"reference"`
	Title     string  `json:"title"`
	Status    string  `json:"status"`
	Money     ByBasis `json:"money"`
	// Share is the donor's part of the unearmarked commitments, in per cent.
	Share      Score `json:"share_of_unearmarked"`
	Attributed Money `json:"attributed_spending"`
}

// SummaryActivity is one activity that the donor's money reaches.
type SummaryActivity struct {
	ID         ID             `json:"id"`
	Reference  string         `json:"reference"`
	Title      string         `json:"title"`
	Status     string         `json:"status"`
	Health     string         `json:"health"`
	Progress   int            `json:"progress"`
	Milestones MilestoneCount `json:"milestones" gorm:"-"`
}

// MilestoneCount counts milestones as of a day: dropped ones are left out.
type MilestoneCount struct {
	Planned   int `json:"planned"`
	Due       int `json:"due"`
	Delivered int `json:"delivered"`
	Overdue   int `json:"overdue"`
}

// SummaryNeed is a need that the donor's activities answer and that it may see.
type SummaryNeed struct {
	ID        ID     `json:"id"`
	Reference string `json:"reference"`
	Title     string `json:"title"`
	Summary   string `json:"releasable_summary"`
	Status    string `json:"status"`
	Shared    string `json:"shared"`
}

// SummaryMeasure is an indicator's latest target and actual up to the day.
type SummaryMeasure struct {
	Title    string `json:"title"`
	Kind     string `json:"kind"`
	Unit     string `json:"unit"`
	Group    string `json:"group"`
	Baseline string `json:"baseline"`
	Target   string `json:"target"`
	Actual   string `json:"actual"`
}

// SummaryChange is what happened after the last issued report and up to the day.
type SummaryChange struct {
	LastReport string   `json:"last_report"`
	From       Date     `json:"from"`
	Delivered  []string `json:"milestones_delivered"`
	Closed     []string `json:"activities_closed"`
	Money      ByBasis  `json:"money"`
}

// Attention is one matter that needs somebody today.
type Attention struct {
	Matter      string `json:"matter" enum:"overdue,nobody,no_money,stale,overlap,decide,consent,mail"`
	SubjectType string `json:"subject_type"`
	SubjectID   ID     `json:"subject_id"`
	Reference   string `json:"reference"`
	Title       string `json:"title"`
	Why         string `json:"why" example:"Overdue by 29 days"`
	Days        int    `json:"days"`
}

// Overview answers "what needs me today", among what the reader may see.
type Overview struct {
	AsOf      Date           `json:"as_of"`
	Attention []Attention    `json:"attention"`
	Counts    map[string]int `json:"counts"`
	Needs     map[string]int `json:"needs_by_status"`
	Gap       Gap            `json:"funding"`
	Mail      *MailState     `json:"mail,omitempty"`
}

// Gap is needed less committed, by share, in the reporting currency.
type Gap struct {
	Needed    Money `json:"needed"`
	Committed Money `json:"committed"`
	Missing   Money `json:"missing"`
}

// NeedGap is one open need that nobody answers, or that has no money, or too little.
type NeedGap struct {
	ID        ID     `json:"id"`
	Reference string `json:"reference"`
	Title     string `json:"title"`
	Status    string `json:"status"`
	Priority  *Score `json:"priority"`
	Nobody    bool   `json:"nobody"`
	NoMoney   bool   `json:"no_money"`
	Gap
	RankKey string `json:"-"`
}

// MailState tells whether mail leaves: how many wait, the oldest of them, how many were given up.
type MailState struct {
	Waiting int        `json:"waiting"`
	Dead    int        `json:"dead"`
	Oldest  *time.Time `json:"oldest"`
}
