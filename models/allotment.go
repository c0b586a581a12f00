package models

// Allotment is a part of a commitment to a project as a whole that was allotted to one activity of it: by the activity's shares, or
// to one of its needs alone.
type Allotment struct {
	_ struct{} `doc:"A part of a commitment to a project as a whole that was allotted to one activity."`

	ActivityID ID `json:"activity_id"`
	// NeedID is told to managers alone; others read the parts by activity.
	NeedID ID    `json:"need_id" doc:"The one need that it is for; empty where the activity's shares part it."`
	Amount Money `json:"amount"`
	InUSD  Money `json:"in_usd"`
}

// AllotmentInput is all parts into which a commitment is allotted.
type AllotmentInput struct {
	Parts []AllotmentPart `json:"parts" validate:"max=100,dive" doc:"All of them; what is left out is no longer allotted."`
}

// AllotmentPart is a part of a commitment that goes to an activity of its project, to a need that one of them answers, or to a need
// by way of one activity.
type AllotmentPart struct {
	_ struct{} `doc:"A part of a commitment: for an activity of the project, or for a need that one of its activities answers."`

	ActivityID ID    `json:"activity_id" doc:"May be left out where one activity alone answers the need."`
	NeedID     ID    `json:"need_id" doc:"Left out, the activity's shares part the amount among its needs."`
	Amount     Money `json:"amount" validate:"required" doc:"In the currency of the commitment."`
}

// Allottable tells whether a transaction is what is allotted: money that was committed to a project as a whole.
func (t *Transaction) Allottable() bool {
	return t.Kind == Commitment && t.ActivityID == "" && t.Amount.Minor > 0
}

// Allotted is what is allotted of a commitment, in its own currency.
func (t *Transaction) Allotted() Money {
	sum := Money{Currency: t.Amount.Currency}
	for _, part := range t.Allotments {
		sum.Minor += part.Amount.Minor
	}
	return sum
}

// ConvertAllotments parts the commitment's amount in US dollars among its allotments and what is left, so that all sum to it exactly.
func (t *Transaction) ConvertAllotments() {
	weights := make([]int64, len(t.Allotments)+1)
	for i, part := range t.Allotments {
		weights[i] = part.Amount.Minor
	}
	weights[len(t.Allotments)] = t.Amount.Minor - t.Allotted().Minor
	for i, cents := range Apportion(t.InUSD.Minor, weights)[:len(t.Allotments)] {
		t.Allotments[i].InUSD = USD(cents)
	}
}

// MoneyTotals are sums of the transactions that the reader sees, in US dollars at their value dates. Pledged, committed, disbursed
// and spent are never added to each other.
type MoneyTotals struct {
	_ struct{} `doc:"Sums of the transactions that you see, in US dollars at their value dates; never added to each other."`

	Pledged   Money `json:"pledged"`
	Committed Money `json:"committed"`
	// Earmarked and NotYetAllotted sum to Committed.
	Earmarked      Money `json:"earmarked" doc:"Of what is committed: to single activities, or allotted to them."`
	NotYetAllotted Money `json:"not_yet_allotted" doc:"Of what is committed: to projects as a whole, and not allotted yet."`
	Disbursed      Money `json:"disbursed"`
	Spent          Money `json:"spent"`
	Reported       Money `json:"reported" doc:"Reported as spent beyond that, in updates that are not accepted yet; at the latest rates."`
}
