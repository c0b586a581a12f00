package models

import "time"

// Overview answers "what needs me today", among what the reader may see.
type Overview struct {
	AsOf Date `json:"as_of"`
	// Attention is most urgent first: overdue by days late, unmatched by rank, overlap by strength, then the rest by age.
	// A State's begins with what waits for its word.
	Attention []Attention `json:"attention"`
	// Counts says how many there are of each matter, no_money among them; what the reader may not see is left out.
	Counts map[string]int     `json:"counts"`
	Needs  map[NeedStatus]int `json:"needs_by_status"`
	// Gap is over all open needs that have a cost and a rate, null for partners and donors.
	Gap   GapTotal `json:"funding"`
	Basis string   `json:"basis" example:"Estimated cost less what is committed to the activities that answer the need, by share."`
	// Money are the sums of the transactions; null for a State, which reads none.
	Money *MoneyTotals `json:"money"`
	Rates []RateUsed   `json:"rates"`
	// Donor is for donors alone.
	Donor *DonorOverview `json:"donor,omitempty"`
	Mail  *MailState     `json:"mail,omitempty"`
}

// Attention is one matter that needs the reader today.
type Attention struct {
	Matter      Matter `json:"matter"`
	SubjectType string `json:"subject_type"`
	SubjectID   ID     `json:"subject_id"`
	Reference   string `json:"reference"`
	Title       string `json:"title"`
	Why         string `json:"why" example:"Due 15 June 2021, overdue by 29 days"`
	Days        int    `json:"days" doc:"How many days."`
	// ActivityID is that of a milestone, for the page on which it is taken in hand.
	ActivityID ID `json:"-"`
}

// DueMilestone is a milestone that somebody owes, with its activity, which is named by its reference.
type DueMilestone struct {
	Title      string
	DueOn      Date
	ActivityID ID
	Activity   string
}

// Matter is why something needs the reader.
type Matter string

// The matters of an overview.
const (
	MatterOverdue   Matter = "overdue"
	MatterUnmatched Matter = "unmatched"
	MatterOverlap   Matter = "overlap"
	MatterStale     Matter = "stale"
	MatterDecide    Matter = "decide"
	MatterAllot     Matter = "allot"
	MatterReport    Matter = "report"
	MatterRate      Matter = "rate"
	MatterMail      Matter = "mail"
	MatterPeople    Matter = "people"
)

// Values lists them.
func (Matter) Values() []string {
	return texts(MatterOverdue, MatterUnmatched, MatterOverlap, MatterStale, MatterDecide, MatterAllot, MatterReport,
		MatterRate, MatterMail, MatterPeople)
}

// AttentionLimit is how many matters an overview names; the counts tell of the rest.
const AttentionLimit = 20

// MailState tells whether mail is sent: how many mails wait, the oldest of them, how many were given up; and how many reminders
// are due.
type MailState struct {
	Waiting int        `json:"waiting"`
	Due     int        `json:"due"`
	Dead    int        `json:"dead"`
	Oldest  *time.Time `json:"oldest"`
}
