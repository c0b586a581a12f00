package models

// Gap is needed less committed, by share, in the reporting currency; Missing is never negative. Needed and Missing are null where
// there is no estimate or no rate.
type Gap struct {
	_ struct{} `doc:"Needed less committed, by share, in US dollars."`

	Needed    Money `json:"needed"`
	Committed Money `json:"committed"`
	Missing   Money `json:"missing"`
}

// NeedGap is one open need without an answer, without money or with too little.
type NeedGap struct {
	_ struct{} `doc:"An open need that nobody answers, or that has no money, or too little."`

	ID        ID         `json:"id"`
	Reference string     `json:"reference"`
	Title     string     `json:"title"`
	Status    NeedStatus `json:"status" enum:"-"`
	Priority  *Score     `json:"priority"`
	// Nobody tells that no referral is open or accepted and that no activity is under way or planned.
	Nobody  bool `json:"nobody"`
	NoMoney bool `json:"no_money"`
	Gap
}

// GapBasis says how a funding gap is computed; it is shown with every gap.
const GapBasis = "Estimated cost at the latest stored rate, less the commitments earmarked to the activities that answer the need, " +
	"by each activity's share and at their value dates' rates. Commitments to a project as a whole count for no need, nor do those to " +
	"cancelled activities."

// GapOf gives the gap of a need that costs so much and has so much committed.
func GapOf(needed Money, committed int64) Gap {
	g := Gap{Needed: needed, Committed: USD(committed)}
	if !needed.IsZero() {
		g.Missing = USD(max(needed.Minor-committed, 0))
	}
	return g
}
