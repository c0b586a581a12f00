package models

import "time"

// Report is a donor's frozen summary: issued once, numbered, and opened again exactly as it was. SHA256 proves it.
type Report struct {
	Base
	Reference string `json:"reference" example:"DON-A-R1"`
	ReportInput
	IssuedBy ID     `json:"issued_by"`
	SHA256   string `json:"sha256"`
	// Content is an Issued, byte for byte as it was, but for what is withheld from a donor; lists leave it out.
	Content RawJSON `json:"content,omitempty"`
	// Withheld are the needs that have lost consent since. Where there are any, a donor's content is no more what SHA256 is of.
	Withheld []WithheldNeed `json:"withheld,omitempty" gorm:"-"`
}

// WithheldNeed is a need that a report shows less of than when it was issued. Which one it is is said to managers alone.
type WithheldNeed struct {
	NeedID ID     `json:"need_id"`
	From   string `json:"from" enum:"partial,full"`
	To     string `json:"to" enum:"none,partial"`
	On     Date   `json:"on"`
}

// ReportInput asks to freeze a donor's summary as of a day.
type ReportInput struct {
	OrganisationID ID     `json:"organisation_id" validate:"required"`
	AsOf           Date   `json:"as_of" validate:"required" example:"2021-12-31"`
	Title          string `json:"title" validate:"filled,max=300"`
	Narrative      string `json:"narrative" validate:"max=10000"`
}

// Issued is what a report says for ever. Its JSON text is the report's content, and what SHA256 is of.
type Issued struct {
	Reference string  `json:"reference" example:"DON-A-R1"`
	Title     string  `json:"title"`
	Narrative string  `json:"narrative"`
	IssuedOn  Date    `json:"issued_on"`
	Summary   Summary `json:"summary"`
}

// SummaryLimit is how many projects, activities, needs, indicators and events a summary names; the rest is counted.
const SummaryLimit = 50

// Summary tells a donor what its money did up to a day, and what changed since the report before. Only what the donor
// may see counts: every figure is computed among it, by the consent in force when the summary is made.
//
// "As of" goes by the dates that people gave: money by its value date, milestones by due and done date, statuses by their
// last step up to the day. Health and progress keep no history and are today's, as are the ties of activities to needs.
type Summary struct {
	OrganisationID   ID     `json:"organisation_id"`
	OrganisationName string `json:"organisation_name"`
	AsOf             Date   `json:"as_of"`
	Headline         string `json:"headline" example:"US$ 1.20 M committed. 3 of 8 activities are closed."`
	// Money is the donor's own pledges, commitments and disbursements, each at its value date's rate.
	Money Given `json:"money"`
	// Attributed is what partners spent of it: by the earmarked commitments of the activity where it has any, else by the
	// commitments to the whole project.
	Attributed     Money             `json:"attributed_spending"`
	Basis          string            `json:"basis"`
	Projects       []SummaryProject  `json:"projects"`
	MoreProjects   int               `json:"more_projects"`
	Activities     []SummaryActivity `json:"activities"`
	MoreActivities int               `json:"more_activities"`
	ByStatus       map[string]int    `json:"activities_by_status"`
	Milestones     MilestoneCount    `json:"milestones"`
	Needs          []SummaryNeed     `json:"needs"`
	MoreNeeds      int               `json:"more_needs"`
	// HiddenNeeds tells that some need behind the activities is not shared with donors; how many is not said.
	HiddenNeeds bool `json:"needs_not_shared"`
	// Indicators are those of the projects and activities that are named here.
	Indicators     []SummaryMeasure `json:"indicators"`
	MoreIndicators int              `json:"more_indicators"`
	Since          *SummaryChange   `json:"since"`
	Fiction        string           `json:"notice,omitempty"`
}

// Given is what a donor gave, by basis in the reporting currency. There is no sum of the three on purpose.
type Given struct {
	Pledged   Money `json:"pledged"`
	Committed Money `json:"committed"`
	Disbursed Money `json:"disbursed"`
}

// SummaryProject is one project that the donor funds, with its own money and its share of what is not earmarked.
type SummaryProject struct {
	ID        ID     `json:"id"`
	Reference string `json:"reference"`
	Title     string `json:"title"`
	Status    string `json:"status"`
	Money     Given  `json:"money"`
	// Share is the donor's part of the unearmarked commitments, in per cent; null where there are none.
	Share      *Score `json:"share_of_unearmarked"`
	Attributed Money  `json:"attributed_spending"`
}

// SummaryActivity is one activity that the donor's money reaches. Attributed is what was spent on it of that money.
type SummaryActivity struct {
	ID         ID             `json:"id"`
	Reference  string         `json:"reference"`
	Title      string         `json:"title"`
	Status     string         `json:"status"`
	Health     string         `json:"health"`
	Progress   int            `json:"progress"`
	Milestones MilestoneCount `json:"milestones"`
	Attributed Money          `json:"attributed_spending"`
}

// MilestoneCount counts milestones as of a day; those dropped by then are left out. Due ones count whether they were
// delivered or not; overdue are those due before the day and not delivered by it, of activities that were not finished.
type MilestoneCount struct {
	Planned   int `json:"planned"`
	Due       int `json:"due"`
	Delivered int `json:"delivered"`
	Overdue   int `json:"overdue"`
}

// Add counts others in.
func (c *MilestoneCount) Add(other MilestoneCount) {
	c.Planned, c.Due = c.Planned+other.Planned, c.Due+other.Due
	c.Delivered, c.Overdue = c.Delivered+other.Delivered, c.Overdue+other.Overdue
}

// SummaryNeed is a need that the donor's activities answer and that it may see; of one shared in part only the reference
// and the releasable summary.
type SummaryNeed struct {
	ID        ID     `json:"id"`
	Reference string `json:"reference"`
	Title     string `json:"title"`
	Summary   string `json:"releasable_summary"`
	Status    string `json:"status"`
	Shared    string `json:"shared" enum:"none,partial,full"`
	// WithdrawnOn is the day on which consent was lost after the report was issued; Placeholder stands for what is gone.
	WithdrawnOn Date   `json:"withdrawn_on,omitempty"`
	Placeholder string `json:"placeholder,omitempty"`
}

// Withheld leaves of a need what is still open.
func (n SummaryNeed) Withheld(extent string, on Date) SummaryNeed {
	if extent == ExtentPartial {
		return SummaryNeed{ID: n.ID, Reference: n.Reference, Summary: n.Summary, Shared: extent, WithdrawnOn: on}
	}
	return SummaryNeed{Shared: ExtentNone, WithdrawnOn: on, Placeholder: "A need stands behind this. Consent ended on " + on.Words() + "."}
}

// SummaryMeasure is an indicator's latest target and actual up to the day, in all or for one group. A period that still
// ran on a past day shows its target alone: what had been reached by then is not kept.
type SummaryMeasure struct {
	// Reference is that of the activity or the project that is measured.
	Reference string `json:"reference"`
	Title     string `json:"title"`
	Kind      string `json:"kind"`
	Unit      string `json:"unit"`
	Group     string `json:"group"`
	Baseline  string `json:"baseline"`
	StartsOn  Date   `json:"starts_on"`
	EndsOn    Date   `json:"ends_on"`
	Target    string `json:"target"`
	Actual    string `json:"actual"`
}

// SummaryChange is what happened after the day of the last issued report and up to this one's.
type SummaryChange struct {
	LastReport    string         `json:"last_report"`
	From          Date           `json:"from"`
	Delivered     []SummaryEvent `json:"milestones_delivered"`
	MoreDelivered int            `json:"more_milestones_delivered"`
	Closed        []SummaryEvent `json:"activities_closed"`
	MoreClosed    int            `json:"more_activities_closed"`
	Money         Given          `json:"money"`
	Attributed    Money          `json:"attributed_spending"`
}

// SummaryEvent is one dated thing that happened to a milestone or an activity.
type SummaryEvent struct {
	On        Date   `json:"on"`
	Reference string `json:"reference"`
	Title     string `json:"title"`
}

// AttentionLimit is how many matters an overview names; the counts tell of the rest.
const AttentionLimit = 20

// Attention is one matter that needs somebody today.
type Attention struct {
	Matter      string `json:"matter" enum:"overdue,nobody,overlap,stale,decide,mail"`
	SubjectType string `json:"subject_type"`
	SubjectID   ID     `json:"subject_id"`
	Reference   string `json:"reference"`
	Title       string `json:"title"`
	Why         string `json:"why" example:"Due 15 June 2021, overdue by 29 days"`
	Days        int    `json:"days"`
}

// Overview answers "what needs me today", among what the reader may see.
type Overview struct {
	AsOf Date `json:"as_of"`
	// Attention is most urgent first: overdue by days late, nobody by rank, overlap by strength, then stale, decide and mail
	// by age.
	Attention []Attention `json:"attention"`
	// Counts says how many there are of each matter, no_money among them; what the reader may not judge is left out.
	Counts map[string]int `json:"counts"`
	Needs  map[string]int `json:"needs_by_status"`
	// Gap is over all open needs that have a cost and a rate, null for partners and donors. Committed counts for each need
	// at most its cost, so that one need's surplus does not hide another's gap.
	Gap   Gap        `json:"funding"`
	Basis string     `json:"basis" example:"Estimated cost less what is committed to the activities that answer the need, by share."`
	Mail  *MailState `json:"mail,omitempty"`
}

// GapBasis says how a funding gap is computed; it stands wherever one is shown.
const GapBasis = "Estimated cost at the latest stored rate, less the commitments earmarked to the activities that answer the need, " +
	"by each activity's share and at their value dates' rates. Commitments to a project as a whole count for no need, nor do those to cancelled activities."

// Gap is needed less committed, by share, in the reporting currency; Missing is never below nought. Needed and Missing
// are null where there is no estimate or no rate.
type Gap struct {
	Needed    Money `json:"needed"`
	Committed Money `json:"committed"`
	Missing   Money `json:"missing"`
}

// GapOf gives the gap of a need that costs so much and has so much committed.
func GapOf(needed Money, committed int64) Gap {
	g := Gap{Needed: needed, Committed: USD(committed)}
	if !needed.IsZero() {
		g.Missing = USD(max(needed.Minor-committed, 0))
	}
	return g
}

// NeedGap is one open need that nobody answers, or that has no money, or too little.
type NeedGap struct {
	ID        ID     `json:"id"`
	Reference string `json:"reference"`
	Title     string `json:"title"`
	Status    string `json:"status"`
	Priority  *Score `json:"priority"`
	// Nobody tells that no referral is open or accepted and that no activity is under way or planned.
	Nobody  bool `json:"nobody"`
	NoMoney bool `json:"no_money"`
	Gap
}

// MailState tells whether mail leaves: how many wait, the oldest of them, how many were given up; and how many reminders wait
// for their recipients' next mail.
type MailState struct {
	Waiting int        `json:"waiting"`
	Due     int        `json:"due"`
	Dead    int        `json:"dead"`
	Oldest  *time.Time `json:"oldest"`
}
