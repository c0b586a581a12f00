package models

// RefusalInput is why what somebody proposed is not accepted; the proposer reads it.
type RefusalInput struct {
	Reason string `json:"reason" validate:"filled,max=2000" example:"The State has not seen the results yet." doc:"The proposer is told."`
}

// DateDecision is what becomes of a date that was asked for.
type DateDecision string

// The decisions: the date that was asked for holds, or the one before stays.
const (
	DateAccepted DateDecision = "accept"
	DateKept     DateDecision = "keep"
)

// Values lists them.
func (DateDecision) Values() []string { return texts(DateAccepted, DateKept) }

// DateDecisionInput decides on the date that was asked for a milestone, apart from the update that asks.
type DateDecisionInput struct {
	Decision DateDecision `json:"decision" validate:"filled,enum" example:"keep"`
	Reason   string       `json:"reason" validate:"max=2000" example:"The course has to come before the visit." doc:"Needed to keep the date before. Who asked is told."`
}
